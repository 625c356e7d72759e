from django.urls import path

from accounts.views import organisations, profile

app_name = "accounts"
urlpatterns = [
    path("me/", profile.edit, name="profile"),
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/<int:pk>/", organisations.show, name="organisation"),
]
