from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from reminders.events import DAYS
from reminders.models import Rule, RuleText
from reminders.models.rule import MOST_DAYS

NAMES = dict(settings.LANGUAGES)


class RuleForm(forms.ModelForm):
    """When, whom, by which channel, and own words for each language of the programme."""

    class Side:
        BEFORE, AFTER = "before", "after"
        CHOICES = [(BEFORE, _("before")), (AFTER, _("after"))]

    amount = forms.IntegerField(
        label=_("How long"), validators=[MinValueValidator(0), MaxValueValidator(MOST_DAYS)]
    )
    side = forms.ChoiceField(label=_("Before or after"), choices=Side.CHOICES)

    class Meta:
        model = Rule
        fields = ["unit", "audience", "channel"]

    field_order = ["amount", "unit", "side", "audience", "channel"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule, what = self.instance, self.instance.what
        self.fields["amount"].initial = abs(rule.offset)
        self.fields["side"].initial = self.Side.BEFORE if rule.offset < 0 else self.Side.AFTER
        self.fields["audience"].choices = what.audience_choices()  # type: ignore[attr-defined]
        units = [(unit, label) for unit, label in Rule.Unit.choices if unit in what.units]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if what.is_day:
            del self.fields["unit"]
        if not (what.before and what.after):
            del self.fields["side"]
        for language in rule.programme.languages:
            self.fields[f"text_{language}"] = self._words(language)

    def _words(self, language: str) -> forms.Field:
        field: forms.Field = RuleText._meta.get_field("text").formfield(  # type: ignore[assignment]
            label=NAMES[language],
            required=False,
            initial=self.instance.own_words(language) if self.instance.pk else "",
            widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
        )
        return field

    def words(self) -> list[forms.BoundField]:
        """The fields for own words, in the order of the programme's languages."""
        return [field for field in self if field.name.startswith("text_")]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        what = self.instance.what
        side = told.get("side", self.Side.BEFORE if what.before else self.Side.AFTER)
        amount = told.get("amount") or 0
        if not amount and not what.on:
            self.add_error("amount", _("Say at least 1."))
        told["offset"] = -amount if side == self.Side.BEFORE else amount
        told.setdefault("unit", DAYS)
        return told

    def keep(self, *, now: datetime) -> None:
        told = self.cleaned_data
        self.instance.change(
            offset=told["offset"],
            unit=told["unit"],
            audience=told["audience"],
            channel=told["channel"],
            texts={
                name.removeprefix("text_"): told[name] for name in told if name.startswith("text_")
            },
            now=now,
        )
