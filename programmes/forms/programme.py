from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.zones import ZoneField
from programmes.models import Programme
from programmes.modules import EFFECTS, Module, built
from programmes.practices import PRACTICES


class DayInput(forms.DateInput):
    """The browser's own calendar; its value is always ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class PracticeForm(forms.Form):
    """Which practice, and for which organisation."""

    practice = forms.ChoiceField(
        label=_("Practice"),
        choices=[(preset.key, preset.name) for preset in PRACTICES],
        error_messages={"required": _("Choose the practice nearest to yours.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("For which organisation"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, organiser: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.where_organiser(organiser).order_by("name")
        self.fields["organisation"].queryset = mine  # type: ignore[attr-defined]
        first = mine.first()
        self.fields["organisation"].initial = first and first.pk
        self.has_choice = mine.count() > 1


class BasicsForm(forms.ModelForm):
    """Name, dates, languages, partners: what people see of the programme."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    time_zone = ZoneField(label=_("Time zone"))
    partners = forms.ModelMultipleChoiceField(
        label=_("Partner organisations"),
        help_text=_("They own the programme together with yours."),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Programme
        fields = [
            "name", "starts_on", "ends_on", "languages", "partners", "purpose", "effort",
            "time_zone", "mentee_word",
        ]  # fmt: skip
        widgets = {
            "starts_on": DayInput,
            "ends_on": DayInput,
            "purpose": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "name": _("As people will see it in mails and certificates."),
            "effort": _("In hours. People decide by it whether they have the time."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.exclude(
            pk__in=self.instance.partners.filter(is_lead=True).values("organisation")
        )
        self.fields["partners"].queryset = others.order_by("name")  # type: ignore[attr-defined]
        self.fields["partners"].initial = list(
            self.instance.partners.filter(is_lead=False).values_list("organisation", flat=True)
        )
        self.dates_before = (self.instance.starts_on, self.instance.ends_on)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end is before the start. Choose a later day."))
        if starts and ends and (ends - starts).days > 366 * 6:
            self.add_error("ends_on", _("A programme lasts six years at most."))
        return cleaned

    def save(self, commit: bool = True) -> Programme:
        programme = super().save(commit)
        programme.share_with(self.cleaned_data["partners"])
        if self.dates_before != (programme.starts_on, programme.ends_on):
            programme.lay_phases()
        return programme


class RhythmForm(forms.ModelForm):
    """Modules, sizes and rhythm. Modules that are not built yet keep their place unseen."""

    modules = forms.MultipleChoiceField(
        label=_("What the programme uses"), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Programme
        fields = [
            "modules", "mentors_per_group", "mentees_min", "mentees_max", "meetings_planned",
            "meeting_minutes", "meeting_every_days",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modules"].choices = [  # type: ignore[attr-defined]
            (str(module), f"{module.label}. {EFFECTS[module]}") for module in built()
        ]

    def clean_modules(self) -> list[str]:
        """What was ticked, and the modules of the practice that wait to be built."""
        unseen = [key for key in self.instance.modules if key not in {str(m) for m in built()}]
        return [*self.cleaned_data["modules"], *unseen]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("mentees_min"), cleaned.get("mentees_max")
        if least and most and most < least:
            self.add_error("mentees_max", _("This is less than the least number."))
        if (
            Module.MEETINGS in cleaned.get("modules", [])
            and Module.GROUPS not in cleaned["modules"]
        ):
            self.add_error("modules", _("Meetings need groups. Switch both on, or both off."))
        return cleaned
