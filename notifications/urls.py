from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("operators/messages/", views.queue, name="queue"),
    path("operators/messages/try-again/", views.try_again, name="try_again"),
    path("operators/mails/", views.kept_mails, name="kept_mails"),
    path("operators/mails/<int:pk>/", views.kept_mail, name="kept_mail"),
    path("operators/mails/<int:pk>/html/", views.kept_mail_html, name="kept_mail_html"),
]
