from typing import Any

from django import forms
from django.conf import settings
from django.forms import BaseModelFormSet, modelformset_factory
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.zones import ZoneField
from mentoring_platform.named import NamesField, are_many
from programmes.models import Phase, Programme
from programmes.modules import EFFECTS, Module, built
from programmes.practices import PRACTICES

MOST_DAYS = 366 * 6


class PracticeForm(forms.Form):
    """Which practice, and for which organisation."""

    practice = forms.ChoiceField(
        label=_("Practice"),
        choices=[(preset.key, preset.name) for preset in PRACTICES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the practice nearest to yours.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("For which organisation"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, organiser: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.where_organiser(organiser).order_by("name")
        field = self.fields["organisation"]
        field.queryset = mine  # type: ignore[attr-defined]
        if len(mine) == 1:
            field.initial, field.widget = mine[0].pk, forms.HiddenInput()


class ProgrammeForm(forms.ModelForm):
    """A part of what a programme is. Only its own fields are stored, so that a state that moves
    meanwhile, or another part that somebody else saves, stays."""

    def save(self, commit: bool = True) -> Programme:
        programme: Programme = super().save(commit=False)
        own = {field.name for field in Programme._meta.concrete_fields}
        programme.save(update_fields=own & set(self.changed_data))
        return programme


class DatesForm(ProgrammeForm):
    """From when to when."""

    class Meta:
        model = Programme
        fields = ["starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end is before the start. Choose a later day."))
        if starts and ends and (ends - starts).days > MOST_DAYS:
            self.add_error("ends_on", _("A programme lasts six years at most."))
        return cleaned


class BasicsForm(DatesForm):
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
    more_partners = NamesField(
        label=_("Other partner organisations"),
        help_text=_("One name a line. They own the programme together with yours."),
        rows=Organisation.objects.none(),
        required=False,
    )

    class Meta:
        model = Programme
        fields = [
            "name", "starts_on", "ends_on", "languages", "partners", "purpose", "effort",
            "time_zone", "mentee_word",
        ]  # fmt: skip
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": _("As people will see it in mails and certificates."),
            "effort": _("In hours. People decide by it whether they have the time."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = self.instance
        others = Organisation.objects.could_share(programme)
        mine = programme.partners.filter(is_lead=False).values_list("organisation", flat=True)
        partners, more = self.fields["partners"], self.fields["more_partners"]
        partners.initial = list(mine)
        if are_many(others):
            more.rows = others  # type: ignore[attr-defined]
            others = others.filter(pk__in=partners.initial)
        else:
            del self.fields["more_partners"]
        partners.queryset = others  # type: ignore[attr-defined]
        partners.choices = list(  # type: ignore[attr-defined]
            others.order_by("name").values_list("pk", "name")
        )
        self.before = (programme.starts_on, programme.ends_on)
        self.had_own_phases = programme.has_own_phases()

    def save(self, commit: bool = True) -> Programme:
        programme = super().save(commit)
        named = self.cleaned_data.get("more_partners", [])
        programme.share_with([*self.cleaned_data["partners"], *named])
        if self.before != (programme.starts_on, programme.ends_on) and not self.had_own_phases:
            programme.lay_phases()
        return programme


class RhythmForm(ProgrammeForm):
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

    effects = EFFECTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modules"].choices = [  # type: ignore[attr-defined]
            (str(module), module.label) for module in built()
        ]
        self.initial["modules"] = [module for module in built() if self.instance.uses(module)]

    def clean_modules(self) -> list[str]:
        """What was ticked, and the modules of the practice that wait to be built."""
        seen = {str(module) for module in built()}
        return [
            *self.cleaned_data["modules"],
            *(key for key in self.instance.modules if key not in seen),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("mentees_min"), cleaned.get("mentees_max")
        if least and most and most < least:
            self.add_error("mentees_max", _("This is less than the least number."))
        modules = cleaned.get("modules", [])
        if Module.MEETINGS in modules and Module.GROUPS not in modules:
            self.add_error("modules", _("Meetings need groups. Switch both on, or both off."))
        return cleaned


class KeepingForm(forms.ModelForm):
    """How long the programme remembers its people."""

    class Meta:
        model = Programme
        fields = ["keep_months"]


class PhaseForm(forms.ModelForm):
    class Meta:
        model = Phase
        fields = ["starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end is before the start. Choose a later day."))
        return cleaned


class _PhaseFormSet(BaseModelFormSet):
    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        phases = programme.phases.order_by("place")
        super().__init__(*args, **kwargs | {"queryset": phases, "prefix": "phases"})


PhaseFormSet = modelformset_factory(
    Phase, form=PhaseForm, formset=_PhaseFormSet, extra=0, edit_only=True
)
