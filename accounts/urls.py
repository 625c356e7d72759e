from django.urls import path

from accounts.views import members, organisations, profile, security, units

app_name = "accounts"
urlpatterns = [
    path("me/", profile.edit, name="profile"),
    path("me/affiliations/<int:pk>/leave/", profile.leave, name="leave_organisation"),
    path("me/session/", security.session, name="session"),
    path("me/second-step/", security.second_step, name="second_step"),
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/new/", organisations.new, name="new_organisation"),
    path("organisations/<int:pk>/", organisations.show, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit, name="edit_organisation"),
    path("organisations/<int:pk>/logo/", organisations.logo, name="logo"),
    path("organisations/<int:pk>/members/", members.index, name="members"),
    path("organisations/<int:pk>/units/", units.index, name="units"),
    path("organisations/<int:pk>/units/names/", units.names, name="unit_names"),
    path("affiliations/<int:pk>/", members.edit, name="affiliation"),
    path("affiliations/<int:pk>/remove/", members.remove, name="remove_member"),
    path("units/<int:pk>/", units.edit, name="unit"),
    path("units/<int:pk>/remove/", units.remove, name="remove_unit"),
]
