"""Operators keep accounts and organisations in order; people are switched off, not deleted."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Affiliation, Organisation, Unit, User
from mentoring_platform import changes

RIGHTS = {"is_active", "is_staff", "is_superuser", "role"}

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Raanu"
admin.site.unregister([Authenticator, UserSession, Group])


class ReadOnly(admin.ModelAdmin):
    """Changes are made where their rules are: on the platform's own pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class NewPersonForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class PersonForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class ToldAdmin(admin.ModelAdmin):
    """What operators change by hand is told to the audit trail, as far as it is about rights."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        turned = RIGHTS.intersection(form.changed_data)
        before = {name: form.initial.get(name) for name in turned} if change else {}
        changes.tell(obj, before=before, after={name: getattr(obj, name) for name in turned})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        changes.tell(obj, after={"state": "deleted"})
        super().delete_model(request, obj)


@admin.register(User)
class PersonAdmin(ToldAdmin, UserAdmin):
    """People by their address. Deleting one would take the logs of their groups along."""

    form = PersonForm
    add_form = NewPersonForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    filter_horizontal = ()
    readonly_fields = ("joined_at", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "language", "time_zone")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Authenticator)
class SecondStepAdmin(ReadOnly):
    """Who has which second step. Taking one away lets somebody in who has lost their phone."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    list_filter = ("type",)
    search_fields = ("user__email",)
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return bool(request.user.is_superuser)


class UnitInline(admin.TabularInline):
    model = Unit
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(ToldAdmin):
    list_display = ("name", "short_name", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "short_name")
    exclude = ("logo",)
    inlines = (UnitInline,)


@admin.register(Affiliation)
class AffiliationAdmin(ToldAdmin):
    list_display = ("user", "organisation", "role")
    list_select_related = ("user", "organisation")
    list_filter = ("role",)
    search_fields = ("user__email", "organisation__name")
    autocomplete_fields = ("user", "organisation")
    exclude = ("unit", "called")
