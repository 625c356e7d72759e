"""The table of contents of the platform."""

from django.contrib import admin
from django.urls import include, path

from mentoring_platform import views
from mentoring_platform.access import Who, under_policy

urlpatterns = [
    path("", views.my_mentoring, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("language/", views.set_language, name="set_language"),
    path("", include("accounts.urls")),
    path("", include("audit.urls")),
    path("", include("notifications.urls")),
    path("", include("privacy.urls")),
    path("", include("programmes.urls")),
    path("", include("conversations.urls")),
    path("", include("matching.urls")),
    path("", include("meetings.urls")),
    path("", include("reminders.urls")),
    path("programmes/<int:pk>/", views.overview, name="programme"),
    path("programmes/<int:pk>/help/", views.groups_to_help, name="programme_help"),
    path("monday/<str:kind>/<int:pk>/", views.monday_item, name="monday_item"),
    path("programmes/<int:pk>/monday/<str:kind>/", views.monday_alike, name="monday_alike"),
    path("groups/<int:pk>/", views.group, name="group"),
    path("accounts/", under_policy(include("allauth.urls"), Who.EVERYONE)),
    path("admin/", under_policy(admin.site.urls, Who.OPERATORS)),
]

handler400 = "mentoring_platform.views.errors.bad_request"
handler403 = "mentoring_platform.views.errors.forbidden"
handler404 = "mentoring_platform.views.errors.not_found"
handler500 = "mentoring_platform.views.errors.server_error"
