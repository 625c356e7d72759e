from django.urls import path

from notifications.views import less, notices, operators, preferences, returned

app_name = "notifications"
urlpatterns = [
    path("notices/", notices.index, name="notices"),
    path("notices/read/", notices.read_all, name="read_all"),
    path("notices/<int:pk>/", notices.open_one, name="open"),
    path("notices/<int:pk>/read/", notices.read, name="read"),
    path("me/notifications/", preferences.edit, name="preferences"),
    path("me/notifications/mute/", preferences.mute, name="mute"),
    path("me/notifications/unmute/", preferences.unmute, name="unmute"),
    path("less-mail/<str:token>/", less.edit, name="less"),
    path("mail-returned/<str:token>/", returned.deliver, name="returned"),
    path("operators/messages/", operators.queue, name="queue"),
    path("operators/messages/try-again/", operators.try_again, name="try_again"),
    path("operators/mails/", operators.kept_mails, name="kept_mails"),
    path("operators/mails/<int:pk>/", operators.kept_mail, name="kept_mail"),
    path("operators/mails/<int:pk>/html/", operators.kept_mail_html, name="kept_mail_html"),
]
