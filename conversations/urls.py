from django.urls import path

from conversations.views import announcements, threads

app_name = "conversations"
urlpatterns = [
    path("programmes/<int:pk>/messages/", announcements.index, name="sent"),
    path("programmes/<int:pk>/messages/new/", announcements.write, name="write"),
    path("announcements/<int:pk>/", announcements.show, name="announcement"),
    path("groups/<int:pk>/messages/", threads.thread, name="thread"),
    path("groups/<int:pk>/messages/read/", threads.read, name="read"),
    path("posts/<int:pk>/edit/", threads.edit, name="edit_post"),
    path("posts/<int:pk>/remove/", threads.remove, name="remove_post"),
]
