from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zones import ZoneField


class SignupForm(AllauthSignupForm):
    """Name, address, password: nothing else is needed to begin."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    field_order = ["name", "email", "password1"]


class ProfileForm(forms.ModelForm):
    """What a person tells about themselves."""

    time_zone = ZoneField(label=_("Time zone"))

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]
