"""How a person wants to be told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications import hours, in_words, kinds
from notifications.kinds import Kind, Weight
from notifications.models import Preference
from notifications.subjects import Subject
from notifications.ways import choices


def _hours() -> list[tuple[int, str]]:
    return [(hour, in_words.hour(hour)) for hour in range(24)]


class HourField(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_hours, coerce=int, **kwargs)


class PreferenceForm(forms.ModelForm):
    """What comes by mail, and when. Each kind of message that may be chosen has a field."""

    hour = HourField(label=_("Hour of the summary"))
    quiet_from = HourField(label=_("Quiet from"))
    quiet_until = HourField(label=_("Quiet until"))

    class Meta:
        model = Preference
        fields = ["rhythm", "hour", "quiet_from", "quiet_until"]
        labels = {"rhythm": _("The summary comes")}
        widgets = {"rhythm": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds.registered():
            if kind.weight != Weight.MANDATORY:
                self.fields[_field(kind)] = forms.ChoiceField(
                    label=kind.label,
                    choices=[(way.value, way.label) for way in choices(kind.weight)],
                    initial=self.instance.channel(kind.name, kind.weight),
                )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = {"hour", "quiet_from", "quiet_until", "rhythm"} <= cleaned.keys()
        if chosen and cleaned["rhythm"] != Preference.Rhythm.NEVER:
            begins, ends = cleaned["quiet_from"], cleaned["quiet_until"]
            if hours.is_quiet(cleaned["hour"], begins=begins, ends=ends):
                self.add_error("hour", _("This hour is one of your quiet ones. Choose another."))
        return cleaned

    @property
    def prompt(self) -> Iterator[forms.BoundField]:
        return self._fields_of(Weight.PROMPT)

    @property
    def routine(self) -> Iterator[forms.BoundField]:
        return self._fields_of(Weight.ROUTINE)

    @property
    def chosen(self) -> dict[str, Any]:
        """For ``Preference.change``; what is as usual is not remembered."""
        channels = {}
        for kind in kinds.registered():
            way = self.cleaned_data.get(_field(kind))
            if way and way != choices(kind.weight)[0]:
                channels[kind.name] = way
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"channels": channels}

    def _fields_of(self, weight: Weight) -> Iterator[forms.BoundField]:
        return (self[_field(kind)] for kind in kinds.registered() if kind.weight == weight)


def _field(kind: Kind) -> str:
    return f"kind-{kind.name}"


class MuteForm(forms.Form):
    """Nothing by mail about one programme, for a while."""

    SPANS = [("7", _("for a week")), ("30", _("for 30 days")), ("", _("for good"))]

    programme = forms.TypedChoiceField(label=_("Programme"), coerce=int)
    days = forms.TypedChoiceField(
        label=_("How long"),
        choices=SPANS,
        coerce=int,
        empty_value=None,
        required=False,
        initial="7",
    )

    def __init__(self, *args: Any, subjects: list[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {subject.key: subject.name for subject in subjects}
        self.fields["programme"].choices = list(self.names.items())  # type: ignore[attr-defined]

    @property
    def mute(self) -> dict[str, Any]:
        """For ``Preference.objects.mute``: the last day is counted on the person's wall."""
        days = self.cleaned_data["days"]
        until = timezone.localdate() + timedelta(days=days) if days else None
        return {"programme": self.cleaned_data["programme"], "until": until}
