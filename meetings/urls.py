from django.urls import path

from meetings.views import meetings

app_name = "meetings"
urlpatterns = [
    path("programmes/<int:pk>/meetings/", meetings.of_programme, name="of_programme"),
    path("groups/<int:pk>/meetings/", meetings.of_group, name="of_group"),
    path("meetings/<int:pk>/", meetings.show, name="meeting"),
]
