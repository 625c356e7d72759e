"""Operators see how programmes are built, never what people write in them."""

from django.contrib import admin

from accounts.admin import ReadOnly
from programmes.models import Group, JoinLink, Participant, PeopleImport, Programme


@admin.register(Programme)
class ProgrammeAdmin(ReadOnly):
    list_display = ("name", "practice_key", "state", "starts_on", "ends_on")
    list_filter = ("state", "practice_key")
    search_fields = ("name",)
    fields = ("name", "practice_key", "state", "starts_on", "ends_on", "time_zone", "languages")


@admin.register(Participant)
class ParticipantAdmin(ReadOnly):
    list_display = ("user", "programme", "role", "state")
    list_select_related = ("user", "programme")
    list_filter = ("role", "state")
    search_fields = ("user__email",)
    fields = ("user", "programme", "role", "state", "organisation", "joined_at")


@admin.register(Group)
class GroupAdmin(ReadOnly):
    list_display = ("name", "programme", "state")
    list_select_related = ("programme",)
    fields = ("name", "programme", "state", "formed_at")


@admin.register(JoinLink)
class JoinLinkAdmin(ReadOnly):
    list_display = ("programme", "role", "taken", "places", "closed_at")
    list_select_related = ("programme",)
    fields = ("programme", "role", "places", "taken", "open_until", "closed_at")


@admin.register(PeopleImport)
class PeopleImportAdmin(ReadOnly):
    list_display = ("programme", "state", "rows_total", "made_at", "applied_at")
    list_select_related = ("programme",)
    fields = ("programme", "by", "state", "rows_total", "rows_done", "made_at", "applied_at")
