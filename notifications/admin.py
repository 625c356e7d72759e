"""Operators see that something is owed or was kept, never what it says."""

from django.contrib import admin

from accounts.admin import ReadOnly
from notifications.models import KeptMail, Message


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ("kind", "person", "due_at", "state", "attempts")
    list_select_related = ("person",)
    list_filter = ("state", "kind")
    search_fields = ("person__email",)
    fields = ("kind", "person", "due_at", "state", "next_try_at", "attempts", "sent_at")
    show_full_result_count = False


@admin.register(KeptMail)
class KeptMailAdmin(ReadOnly):
    """Its page shows neither subject nor text: a subject may hold a code for signing in."""

    list_display = ("pk", "to", "kept_at")
    search_fields = ("to",)
    fields = ("to", "kept_at")
    show_full_result_count = False
