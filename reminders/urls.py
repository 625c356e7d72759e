from django.urls import path

from reminders.views import nudges, rehearsal, rules

app_name = "reminders"
urlpatterns = [
    path("programmes/<int:pk>/reminders/", rules.index, name="rules"),
    path("programmes/<int:pk>/reminders/new/", rules.new, name="new"),
    path("programmes/<int:pk>/reminders/rehearsal/", rehearsal.calendar, name="rehearsal"),
    path("programmes/<int:pk>/reminders/rehearsal/mails/", rehearsal.send_all, name="send_all"),
    path("reminders/<int:pk>/", rules.edit, name="rule"),
    path("reminders/<int:pk>/switch/", rules.switch, name="switch"),
    path("reminders/<int:pk>/reset/", rules.reset, name="reset"),
    path("reminders/<int:pk>/delete/", rules.delete, name="delete"),
    path("reminders/<int:pk>/mail/", rehearsal.mail, name="mail"),
    path("reminders/<int:pk>/mail/html/", rehearsal.mail_html, name="mail_html"),
    path("reminders/<int:pk>/mail/test/", rehearsal.send_one, name="send_one"),
    path("do/<str:token>/", nudges.show, name="nudge"),
]
