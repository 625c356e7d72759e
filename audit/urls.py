from django.urls import path

from audit import views

app_name = "audit"
urlpatterns = [
    path("organisations/<int:pk>/audit/", views.of_organisation, name="of_organisation"),
    path(
        "organisations/<int:pk>/audit/export/",
        views.export_organisation,
        name="export_organisation",
    ),
    path("operators/audit/", views.everything, name="everything"),
    path("operators/audit/export/", views.export, name="export"),
]
