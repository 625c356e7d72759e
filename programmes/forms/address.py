from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from programmes.models import Participant


class AddressForm(forms.Form):
    """The right address of somebody whose invitation did not arrive."""

    email = forms.CharField(label=_("Mail address"), max_length=254, validators=[EmailValidator()])

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participant = participant

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        who = self.participant
        if email == who.user.email:
            raise forms.ValidationError(_("This is the address that does not work."))
        if who.programme.participants.filter(user__email=email, role=who.role).exists():
            raise forms.ValidationError(_("This person is in the programme in this role already."))
        return email
