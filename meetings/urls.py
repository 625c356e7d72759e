from django.urls import path

from meetings.views import attendances, logs, meetings, openings

app_name = "meetings"
urlpatterns = [
    path("programmes/<int:pk>/meetings/", meetings.of_programme, name="of_programme"),
    path("groups/<int:pk>/meetings/", meetings.of_group, name="of_group"),
    path("groups/<int:pk>/meetings/new/", meetings.plan, name="plan"),
    path("meetings/<int:pk>/", meetings.show, name="meeting"),
    path("meetings/<int:pk>/details/", meetings.edit, name="edit"),
    path("meetings/<int:pk>/time/", meetings.move, name="move"),
    path("meetings/<int:pk>/cancellation/", meetings.cancel, name="cancel"),
    path("meetings/<int:pk>/calendar/", meetings.calendar_file, name="calendar_file"),
    path("meetings/<int:pk>/answer/", attendances.answer, name="answer"),
    path("meetings/<int:pk>/log/", logs.edit, name="log"),
    path("operators/logs/", openings.index, name="openings"),
    path("operators/logs/<int:pk>/", openings.open_log, name="open_log"),
]
