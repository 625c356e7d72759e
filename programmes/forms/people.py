from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from programmes import readers
from programmes.models import JoinLink, Participant, Programme, Role
from programmes.people_source import MAX_BYTES, TableError, read_file, read_text


def _speak_of(programme: Programme, field: Any) -> None:
    """Name roles as the programme does."""
    field.choices = programme.in_own_words(field.choices)


class ListForm(forms.Form):
    """A list of people: pasted, or as a file."""

    text = forms.CharField(
        label=_("People"),
        help_text=_("Paste from anywhere: a sheet, a mail, a course list. Any separator will do."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        strip=False,
        required=False,
    )
    file = forms.FileField(
        label=_("Or a file"), help_text=_("CSV or XLSX, up to 10 MB."), required=False
    )
    default_role = forms.ChoiceField(
        label=_("Role, where the list names none"), choices=Role.choices, initial=Role.MENTEE
    )

    def __init__(self, *args: Any, programme: Programme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].readers = readers.COORDINATORS  # type: ignore[attr-defined]
        if programme:
            _speak_of(programme, self.fields["default_role"])

    def clean(self) -> dict[str, Any]:
        """Put the list as text into ``cleaned_data["list"]``."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        try:
            if file and file.size > MAX_BYTES:
                raise TableError(_("This file is larger than 10 MB. Divide it into parts."))
            if file:
                cleaned["list"] = read_file(file.name, file.read())
            else:
                cleaned["list"] = read_text(cleaned.get("text", "").encode("utf-8", "replace"))
        except TableError as error:
            self.add_error("file" if file else "text", error.reason)
            return cleaned
        if not cleaned["list"].strip():
            self.add_error("text", _("Nothing to read yet. Paste some rows, or choose a file."))
        return cleaned


class PersonForm(forms.Form):
    """One person by hand."""

    name = User._meta.get_field("name").formfield(label=_("Name"))
    email = forms.CharField(label=_("Mail address"), max_length=254, validators=[EmailValidator()])
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MENTEE)
    organisation = forms.ModelChoiceField(
        label=_("Home organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    unit = Participant._meta.get_field("unit").formfield()

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = programme.organisations.order_by("name")  # type: ignore[attr-defined]
        _speak_of(programme, self.fields["role"])

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class JoinLinkForm(forms.ModelForm):
    open_until = forms.DateField(
        label=_("Open until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = JoinLink
        fields = ["role", "places", "open_until"]
        help_texts = {"places": _("Leave empty for no limit.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of(self.instance.programme, self.fields["role"])

    def clean_places(self) -> int | None:
        places = self.cleaned_data["places"]
        if places == 0:
            raise forms.ValidationError(_("At least one place, or leave it empty."))
        return places

    def clean_open_until(self) -> Any:
        """The end of that day, in the person's zone."""
        day = self.cleaned_data["open_until"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        end = datetime.combine(day, time(23, 59, 59))
        return timezone.make_aware(end)


class InvitationForm(forms.Form):
    """What an invited person may set right when they say yes."""

    name = User._meta.get_field("name").formfield(label=_("Your name"))
    language = forms.ChoiceField(
        label=_("Language of pages and mails"), choices=settings.LANGUAGES, required=False
    )
