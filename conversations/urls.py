from django.urls import path

from conversations.views import announcements

app_name = "conversations"
urlpatterns = [
    path("programmes/<int:pk>/messages/", announcements.index, name="sent"),
    path("programmes/<int:pk>/messages/new/", announcements.write, name="write"),
    path("announcements/<int:pk>/", announcements.show, name="announcement"),
]
