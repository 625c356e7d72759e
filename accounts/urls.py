from django.urls import path

from accounts.views import organisations, profile

app_name = "accounts"
urlpatterns = [
    path("me/", profile.edit, name="profile"),
    path("me/affiliations/<int:pk>/leave/", profile.leave, name="leave_organisation"),
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/new/", organisations.new, name="new_organisation"),
    path("organisations/<int:pk>/", organisations.show, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit, name="edit_organisation"),
    path("organisations/<int:pk>/logo/", organisations.logo, name="logo"),
    path("organisations/<int:pk>/members/", organisations.members, name="members"),
    path("organisations/<int:pk>/units/", organisations.units, name="units"),
    path("affiliations/<int:pk>/remove/", organisations.remove_member, name="remove_member"),
    path("units/<int:pk>/", organisations.unit, name="unit"),
]
