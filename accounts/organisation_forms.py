"""What admins of an organisation fill in."""

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from accounts.logos import LogoError, read_logo
from accounts.models import Affiliation, Organisation, Unit


class OrganisationForm(forms.ModelForm):
    """Name, kind and look."""

    picture = forms.FileField(
        label=_("Logo"), help_text=_("PNG, JPEG or WebP, up to 1 MB."), required=False
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "kind", "colour"]
        widgets = {"colour": forms.RadioSelect}
        help_texts = {"colour": _("The strong colour of the pages that your people see.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            del self.fields["without_logo"]

    def clean_picture(self) -> bytes | None:
        """The picture, drawn anew."""
        upload = self.cleaned_data["picture"]
        if not upload:
            return None
        try:
            return read_logo(upload)
        except LogoError as error:
            raise forms.ValidationError(error.reason) from None

    def save(self, commit: bool = True) -> Organisation:
        if picture := self.cleaned_data["picture"]:
            self.instance.logo = picture
        elif self.cleaned_data.get("without_logo"):
            self.instance.logo = None
        return super().save(commit)


class MemberForm(forms.Form):
    """Somebody who belongs here, told by mail address."""

    email = forms.CharField(label=_("Mail address"), max_length=254, validators=[EmailValidator()])
    name = forms.CharField(label=_("Name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=Affiliation.Role.choices)
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = organisation.units.order_by("name")  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class UnitForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = ["name"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = Unit.objects.filter(organisation=self.instance.organisation, name=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a unit of this name already."))
        return name
