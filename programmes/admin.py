"""Operators see how programmes are built, never what people write in them."""

from django.contrib import admin
from django.http import HttpRequest

from programmes.models import Group, JoinLink, Participant, PeopleImport, Programme


class ReadOnly(admin.ModelAdmin):
    """Changes are made where their rules are: on the platform's own pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Programme)
class ProgrammeAdmin(ReadOnly):
    list_display = ("name", "practice_key", "state", "starts_on", "ends_on")
    list_filter = ("state", "practice_key")
    search_fields = ("name",)


@admin.register(Participant)
class ParticipantAdmin(ReadOnly):
    list_display = ("user", "programme", "role", "state")
    list_select_related = ("user", "programme")
    list_filter = ("role", "state")
    search_fields = ("user__email",)


@admin.register(Group)
class GroupAdmin(ReadOnly):
    list_display = ("name", "programme", "state")
    list_select_related = ("programme",)
    fields = ("name", "programme", "state", "formed_at")


@admin.register(JoinLink)
class JoinLinkAdmin(ReadOnly):
    list_display = ("programme", "role", "taken", "places", "closed_at")
    list_select_related = ("programme",)
    exclude = ("token",)


@admin.register(PeopleImport)
class PeopleImportAdmin(ReadOnly):
    list_display = ("programme", "state", "rows_total", "made_at", "applied_at")
    list_select_related = ("programme",)
    fields = ("programme", "by", "state", "rows_total", "rows_done", "made_at", "applied_at")
