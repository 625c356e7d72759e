"""What people type about themselves and to sign in, in the platform's own words."""

from collections.abc import Iterable
from typing import Any

from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import context
from allauth.core.internal import ratelimit
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zones import ZoneField

WORDS = {
    "login": _("Mail address"),
    "email": _("Mail address"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("The new password once more"),
}


class Worded(forms.Form):
    """Lays our words over the labels of a form that comes with the library."""

    words = WORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.words.items():
            if name in self.fields:
                self.fields[name].label = label


class SignupForm(Worded, allauth.SignupForm):
    """Name, address, password: nothing else is needed to begin."""

    words = WORDS | {"password1": _("Choose a password")}
    name = User._meta.get_field("name").formfield(
        label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1"]

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Who comes second with one address at the same moment is answered like one who is late."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class LoginForm(Worded, allauth.LoginForm):
    pass


def _expect_proof(people: Iterable[User]) -> None:
    """Who came by a list has no address to verify yet; the code or link sent there proves it."""
    for person in people:
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"primary": True}
        )


class RequestLoginCodeForm(Worded, allauth.RequestLoginCodeForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        _expect_proof([self._user] if self._user else [])
        return email


class ConfirmLoginCodeForm(Worded, allauth.ConfirmLoginCodeForm):
    def clean_code(self) -> str:
        """Three tries a code. In the session alone, tries at once would overwrite each other."""
        request = context.request
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        asked_at = stage.state["at"] if stage else 0
        key = f"{request.session.session_key}:{asked_at}"
        ratelimit.consume(request, app="allauth.account", action="confirm_code", key=key)
        code: str = super().clean_code()
        return code


class ResetPasswordForm(Worded, allauth.ResetPasswordForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        _expect_proof(self.users)
        return email


class ResetPasswordKeyForm(Worded, allauth.ResetPasswordKeyForm):
    def save(self) -> None:
        """The link came by mail: where there is one address only, it is proven by now."""
        super().save()
        addresses = list(EmailAddress.objects.filter(user=self.user))
        if [address.email for address in addresses] == [self.user.email]:
            addresses[0].set_verified()


class SetPasswordForm(Worded, allauth.SetPasswordForm):
    pass


class ChangePasswordForm(Worded, allauth.ChangePasswordForm):
    pass


class AddEmailForm(Worded, allauth.AddEmailForm):
    pass


class ProfileForm(forms.ModelForm):
    """What a person tells about themselves."""

    time_zone = ZoneField(label=_("Time zone"))

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["time_zone"].keep(self.instance.time_zone)  # type: ignore[attr-defined]
