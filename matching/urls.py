from django.urls import path

from matching import views

app_name = "matching"
urlpatterns = [
    path("programmes/<int:pk>/groups/even/", views.even, name="even"),
]
