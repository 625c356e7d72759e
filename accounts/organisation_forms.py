"""What admins of an organisation fill in."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.logos import LogoError, read_logo
from accounts.models import Affiliation, Organisation, Unit, User
from mentoring_platform.named import one_of

ROLES = [
    (role, format_lazy("{}: {}", role.label, meaning))
    for role, meaning in (
        (Affiliation.Role.MEMBER, _("belongs here")),
        (Affiliation.Role.ORGANISER, _("sets up programmes")),
        (Affiliation.Role.ADMIN, _("manages people, units and look")),
        (Affiliation.Role.HEAD, _("compares programmes")),
    )
]
NO_UNIT = _("None")


def _coloured(colour: Organisation.Colour) -> str:
    return format_html('<span class="swatch-dot swatch-{}"></span> {}', colour.value, colour.label)


def _unit_of(organisation: Organisation) -> forms.Field:
    return one_of(
        organisation.units.all(),
        source=reverse("accounts:unit_names", args=[organisation.pk]),
        label=_("Unit"),
        required=False,
        empty_label=NO_UNIT,
    )


class OrganisationForm(forms.ModelForm):
    """Name, kind and look."""

    picture = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP, up to 1 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "kind", "colour"]
        widgets = {"colour": forms.RadioSelect}
        help_texts = {"colour": _("The strong colour of the pages that your people see.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colour"].choices = [  # type: ignore[attr-defined]
            (colour.value, _coloured(colour)) for colour in Organisation.Colour
        ]
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

    name = User._meta.get_field("name").formfield(label=_("Name"))
    email = forms.EmailField(label=_("Mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = _unit_of(organisation)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class RoleForm(forms.Form):
    """What one person is here, and where."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)

    def __init__(self, *args: Any, affiliation: Affiliation, **kwargs: Any) -> None:
        kwargs["initial"] = {"role": affiliation.role, "unit": affiliation.unit}
        super().__init__(*args, **kwargs)
        self.affiliation = affiliation
        self.fields["unit"] = _unit_of(affiliation.organisation)

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        mine = self.affiliation
        held = mine.organisation.affiliations.filter(user=mine.user_id, role=role)
        if held.exclude(pk=mine.pk).exists():
            raise forms.ValidationError(_("The person has this role already."))
        return role


class UnitForm(forms.ModelForm):
    """The name of a unit, once in its organisation."""

    class Meta:
        model = Unit
        fields = ["name"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = self.instance.organisation.units.filter(name=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a unit of this name already."))
        return name
