"""Operators see that meetings are; themes and logs are not registered."""

from django.contrib import admin

from accounts.admin import ReadOnly
from meetings.models import Meeting


@admin.register(Meeting)
class MeetingAdmin(ReadOnly):
    list_display = ("group", "number", "starts_at", "state")
    list_select_related = ("group",)
    list_filter = ("state",)
    fields = ("group", "number", "starts_at", "ends_at", "zone", "state", "sequence")
