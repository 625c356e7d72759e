from django.urls import path

from privacy.views import consents, copies, notice, register, standing

app_name = "privacy"
urlpatterns = [
    path("my-data/", copies.index, name="my_data"),
    path("my-data/copies/", copies.ask, name="ask"),
    path("my-data/copies/<str:token>/", copies.take, name="copy"),
    path("my-data/consents/", consents.index, name="consents"),
    path("my-data/standing/", standing.index, name="standing"),
    path("my-data/standing/resume/", standing.resume, name="resume"),
    path("my-data/standing/restrict/", standing.restrict, name="restrict"),
    path("my-data/standing/close/", standing.close, name="close"),
    path("my-data/standing/reopen/", standing.reopen, name="reopen"),
    path("my-data/erase/", standing.erase, name="erase"),
    path("privacy/", notice.show, name="notice"),
    path("privacy/read/", notice.read, name="read"),
    path("organisations/<int:pk>/register/", register.of_organisation, name="register_of"),
    path(
        "organisations/<int:pk>/register/table/",
        register.table_of_organisation,
        name="register_table_of",
    ),
    path("operators/register/", register.show, name="register"),
    path("operators/register/table/", register.table, name="register_table"),
    path("operators/retention/", register.retention, name="retention"),
]
