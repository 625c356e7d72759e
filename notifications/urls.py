from django.urls import path

from notifications.views import operators

app_name = "notifications"
urlpatterns = [
    path("operators/messages/", operators.queue, name="queue"),
    path("operators/messages/try-again/", operators.try_again, name="try_again"),
    path("operators/mails/", operators.kept_mails, name="kept_mails"),
    path("operators/mails/<int:pk>/", operators.kept_mail, name="kept_mail"),
    path("operators/mails/<int:pk>/html/", operators.kept_mail_html, name="kept_mail_html"),
]
