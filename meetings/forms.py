from datetime import date
from datetime import time as time_of_day
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.zones import ZoneField
from meetings.models import Log, Meeting, Opening
from meetings.wall_time import SkippedHour, instant, series
from mentoring_platform.fields import tidy

MAX_SERIES = 30


class WhenForm(forms.Form):
    """A day and an hour in a zone that come and are not past."""

    day = forms.DateField(label=_("Day"))
    time = forms.TimeField(label=_("Time"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=600)
    zone = ZoneField(label=_("Time zone"))

    @property
    def days(self) -> list[date]:
        return [self.cleaned_data["day"]]

    @property
    def hour(self) -> dict[str, Any]:
        """When on a day and for how long, as the commands of a meeting take it."""
        cleaned = self.cleaned_data
        return {"at": cleaned["time"], "zone": cleaned["zone"], "minutes": cleaned["minutes"]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"day", "time", "zone"} <= cleaned.keys() and not self.errors:
            self._check_moments(cleaned["time"], cleaned["zone"])
        return cleaned

    def _check_moments(self, at: time_of_day, zone: str) -> None:
        try:
            moments = [instant(day, at, zone) for day in self.days]
        except SkippedHour as error:
            self.add_error(
                "time",
                _("On %(day)s the clocks go forward and skip this hour. Choose another one.")
                % {"day": date_format(error.day, "DATE_FORMAT")},
            )
            return
        except OverflowError:
            self.add_error("day", _("This day is too far away."))
            return
        if min(moments) <= timezone.now():
            self.add_error("day", _("This time has passed. Choose a later one."))


class PlanForm(WhenForm):
    """One meeting, or a series at even distances."""

    count = forms.IntegerField(
        label=_("How many meetings"), min_value=1, max_value=MAX_SERIES, initial=1
    )
    every_days = forms.IntegerField(label=_("Days between them"), min_value=1, max_value=365)
    theme = Meeting._meta.get_field("theme").formfield()
    video_url = forms.URLField(
        label=_("Video link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Teams, Zoom, Meet, Jitsi: any link works."),
    )
    field_order = ["day", "time", "minutes", "zone", "count", "every_days", "theme", "video_url"]

    @property
    def agreed(self) -> dict[str, Any]:
        """All that a plan takes."""
        details = {name: self.cleaned_data[name] for name in ("theme", "video_url")}
        return {"days": self.days} | self.hour | details

    def clean_video_url(self) -> str:
        url = self.cleaned_data["video_url"]
        if url and not url.startswith("https://"):
            raise forms.ValidationError(_("The link must begin with https://"))
        return url

    @property
    def days(self) -> list[date]:
        cleaned = self.cleaned_data
        if "count" not in cleaned or "every_days" not in cleaned:
            return [cleaned["day"]]
        return list(
            series(cleaned["day"], count=cleaned["count"], every_days=cleaned["every_days"])
        )


class DetailsForm(forms.ModelForm):
    """What a meeting is about and where, without its time."""

    class Meta:
        model = Meeting
        fields = ["theme", "video_url"]

    clean_video_url = PlanForm.clean_video_url


class OpeningForm(forms.ModelForm):
    """Why an operator has to read the log of a group."""

    class Meta:
        model = Opening
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"reason": _("In words that the group understands.")}


class LogForm(forms.ModelForm):
    """The log, who was there, and when the group meets next."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    present = forms.MultipleChoiceField(
        label=_("Who was there"), widget=forms.CheckboxSelectMultiple, required=False
    )
    next_day = forms.DateField(label=_("Next meeting, day"), required=False)
    next_time = forms.TimeField(label=_("Time"), required=False)

    class Meta:
        model = Log
        fields = ["themes", "insights", "decisions"]
        widgets = {
            "insights": forms.Textarea(attrs={"rows": 5}),
            "decisions": forms.Textarea(attrs={"rows": 3}),
        }

    field_order = ["version", "present", "themes", "insights", "decisions", "next_day", "next_time"]

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], zone: str, ask_next: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = people  # type: ignore[attr-defined]
        self.zone = zone
        if not ask_next:
            del self.fields["next_day"], self.fields["next_time"]

    @property
    def next_moment(self) -> tuple[date, time_of_day] | None:
        """The next meeting's wall time, if one was agreed; the hour alone is only proposed."""
        day = self.cleaned_data.get("next_day")
        return (day, self.cleaned_data["next_time"]) if day else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.Meta.fields:  # as they will be stored, to be compared with what is
            cleaned[name] = tidy(cleaned.get(name, ""))
        day, at = cleaned.get("next_day"), cleaned.get("next_time")
        if day and not at:
            self.add_error("next_time", _("Choose the time too."))
        if day and at:
            self._check_next(day, at)
        return cleaned

    def _check_next(self, day: date, at: time_of_day) -> None:
        try:
            moment = instant(day, at, self.zone)
        except (SkippedHour, OverflowError):
            self.add_error("next_time", _("The clocks skip this hour. Choose another one."))
            return
        if moment <= timezone.now():
            self.add_error("next_day", _("This time has passed. Choose a later one."))
