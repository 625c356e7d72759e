"""What people type about themselves and to sign in, in the platform's own words."""

from typing import Any
from uuid import uuid4

from allauth.account import forms as allauth
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.internal import ratelimit
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import addresses
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
    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Who comes second with one address at the same moment is answered like one who is late."""
        if self.account_already_exists:
            self._save_in_vain(request)
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    def _save_in_vain(self, request: HttpRequest) -> None:
        """The same work as for a new account, and nothing stays of it."""
        email = self.cleaned_data["email"]
        self.account_already_exists = False
        self.cleaned_data["email"] = f"{uuid4().hex}@nobody.invalid"
        with transaction.atomic():
            addresses.greet_in_vain(self.save(request))
            transaction.set_rollback(True)
        self.cleaned_data["email"] = email
        self.account_already_exists = True


class LoginForm(Worded, allauth.LoginForm):
    pass


class RequestLoginCodeForm(Worded, allauth.RequestLoginCodeForm):
    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        key = email.lower()
        ratelimit.consume(
            context.request, app="allauth.account", action="request_login_code", key=key
        )
        self._user = addresses.owner_of(email)
        return email


class ConfirmLoginCodeForm(Worded, allauth.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.expected_code == "":
            addresses.look_up_nobody()

    def clean_code(self) -> str:
        """Three tries a code. In the session alone, tries at once would overwrite each other."""
        session = context.request.session
        asked_at = session["account_login"]["initiated_at"]
        ratelimit.consume(
            context.request,
            app="allauth.account",
            action="confirm_code",
            key=f"{session.session_key}:{asked_at}",
        )
        code: str = super().clean_code()
        addresses.expect_proof(unstash_login(context.request, peek=True).user)
        return code


class ResetPasswordForm(Worded, allauth.ResetPasswordForm):
    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        person = addresses.owner_of(email)
        self.users = [person] if person else []
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if not self.users:
            allauth.default_token_generator.make_token(User(pk=0, email=self.cleaned_data["email"]))
        email: str = super().save(request, **kwargs)
        return email


class ResetPasswordKeyForm(Worded, allauth.ResetPasswordKeyForm):
    def save(self) -> None:
        """The link came by mail: where there is one address only, it is proven by now."""
        super().save()
        addresses.expect_proof(self.user)
        found = list(EmailAddress.objects.filter(user=self.user))
        if [address.email for address in found] == [self.user.email]:
            found[0].set_verified()


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
