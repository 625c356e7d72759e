from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Case, ExpressionWrapper, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.fields import TextField
from mentoring_platform.personal_data import personal
from programmes import readers as programme_readers
from programmes.models import Programme
from programmes.personal_data import ABOUT_PROGRAMME
from reminders import readers
from reminders.audiences import AUDIENCES
from reminders.events import DAYS, HOURS, Event, event, events_of, known
from reminders.presets import PRESETS, Preset

AT_WORK = (Programme.State.OPEN, Programme.State.RUNNING, Programme.State.CLOSING)
MOST_DAYS = 365
LAID_AT_ONCE = 500


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, user: User) -> "RuleQuerySet":
        """Coordinators see the rules of their programmes."""
        return self.filter(programme_readers.coordinating(user, "programme__"))

    def at_work(self) -> "RuleQuerySet":
        """Those that may tell somebody something now."""
        return self.filter(is_on=True, programme__state__in=AT_WORK)

    def shifts(self) -> list[tuple[str, str, int, int]]:
        """Event and audience, and between which offsets (minutes) their rules lie; one query."""
        minutes = Case(When(unit=DAYS, then=F("offset") * 1440), default=F("offset") * 60)
        shift = ExpressionWrapper(minutes, models.IntegerField())
        places = self.order_by().values_list("event", "audience")
        found = places.annotate(least=models.Min(shift), most=models.Max(shift))
        return [row for row in found if known(row[0])]

    def lay(self, now: datetime) -> None:
        """Give programmes the presets that they lack: new programmes all, old ones the new.

        Done by whoever looks first, ticker or page. A rule begins the moment it is laid, so it
        never tells of what was due before.
        """
        laid = Rule.objects.filter(programme=OuterRef("pk")).exclude(preset="").order_by()
        count = Subquery(laid.values("programme").annotate(n=models.Count("pk")).values("n"))
        lacking = (
            Programme.objects.exclude(state=Programme.State.ARCHIVED)
            .alias(laid=Coalesce(count, 0))
            .filter(laid__lt=len(PRESETS))
            .order_by("-pk")[:LAID_AT_ONCE]
        )
        self.lay_for(list(lacking), now)

    def lay_if_missing(self, programme: Programme, now: datetime) -> None:
        """The same for one programme, for a page that somebody opens before the ticker came."""
        if self.filter(programme=programme).exclude(preset="").count() < len(PRESETS):
            self.lay_for([programme], now)

    def lay_for(self, programmes: Collection[Programme], now: datetime) -> None:
        if not programmes:
            return
        laid = set(self.filter(programme__in=programmes).values_list("programme", "preset"))
        Rule.objects.bulk_create(
            [
                Rule(programme=one, since=now, **preset.values(one))
                for one in programmes
                for preset in PRESETS
                if (one.pk, preset.key) not in laid
            ],
            ignore_conflicts=True,
        )


@personal(ABOUT_PROGRAMME)
class Rule(models.Model):
    """Which event of a programme is told to whom, how long before or after it, in which words."""

    class Unit(models.TextChoices):
        HOURS = HOURS, _("hours")
        DAYS = DAYS, _("days")

    class Channel(models.TextChoices):
        CHOSEN = "chosen", _("By mail and in the app, as each has chosen")
        IN_APP = "in_app", _("Only in the app")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    event = models.CharField(_("event"), max_length=40)
    preset = models.CharField(max_length=40, blank=True)
    audience = models.CharField(
        _("whom"), max_length=20, choices=[(key, one.label) for key, one in AUDIENCES.items()]
    )
    offset = models.SmallIntegerField(
        validators=[MinValueValidator(-MOST_DAYS), MaxValueValidator(MOST_DAYS)]
    )
    unit = models.CharField(_("unit"), max_length=5, choices=Unit, default=Unit.DAYS)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.CHOSEN)
    is_on = models.BooleanField(default=True)
    since = models.DateTimeField(help_text="Nothing is told that was due before.")

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "preset"],
                condition=~Q(preset=""),
                name="reminder_preset_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["event", "audience"], condition=Q(is_on=True), name="reminder_rule_on"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.offset:+} {self.unit} to {self.audience}"

    def get_absolute_url(self) -> str:
        return reverse("reminders:rule", args=[self.pk])

    @classmethod
    def of(cls, programme: Programme, *, now: datetime) -> list["Rule"]:
        """The programme's rules that can fire, in the order of their events."""
        cls.objects.lay_if_missing(programme, now)
        place = {one.name: n for n, one in enumerate(events_of(programme))}
        mine = cls.objects.filter(programme=programme, event__in=place)
        rules = list(mine.prefetch_related("texts"))
        for rule in rules:
            rule.programme = programme
        return sorted(rules, key=lambda rule: (place[rule.event], rule.shift, rule.pk))

    @property
    def what(self) -> Event:
        return event(self.event)

    @property
    def when(self) -> str:
        """When it comes, as a sentence without its end."""
        return self.what.sentence(self.offset, self.unit)

    @property
    def whom(self) -> Any:
        return AUDIENCES[self.audience].label

    @property
    def shift(self) -> timedelta:
        return timedelta(**{self.unit: self.offset})

    def can_be_changed_by(self, user: User) -> bool:
        return self.programme.can_be_changed_by(user)

    def own_words(self, language: str) -> str:
        """What the coordinators wrote in this language, or nothing."""
        texts = {text.language: text.text for text in self.texts.all()}
        return texts.get(language, "")

    def switch(self, *, on: bool, now: datetime) -> None:
        """Begin or stop. What fell due while it was off is not made up for."""
        self.is_on = on
        if on:
            self.since = now
        self.save(update_fields=["is_on", "since"])

    @transaction.atomic
    def change(
        self,
        *,
        offset: int,
        unit: str,
        audience: str,
        channel: str,
        texts: Mapping[str, str],
        now: datetime,
    ) -> None:
        """Save; another moment or audience counts from now on."""
        timing = (offset, unit, audience)
        kept = Rule.objects.filter(pk=self.pk).values_list("offset", "unit", "audience").first()
        if timing != kept:
            self.since = now
        self.offset, self.unit, self.audience = timing
        self.channel = channel
        self.save()
        self.texts.all().delete()
        RuleText.objects.bulk_create(
            RuleText(rule=self, language=language, text=text)
            for language, text in texts.items()
            if text
        )

    @property
    def _preset(self) -> Preset | None:
        return next((preset for preset in PRESETS if preset.key == self.preset), None)

    def is_as_preset(self) -> bool:
        """Whether nothing was changed by hand, but perhaps that it is switched on or off."""
        if self._preset is None:
            return True
        values = self._preset.values(self.programme)
        del values["is_on"]
        same = all(getattr(self, name) == value for name, value in values.items())
        return same and not self.texts.all()

    @transaction.atomic
    def reset(self, *, now: datetime) -> None:
        """Back to what the practice proposes, in the standard words."""
        if self._preset is None:
            return
        for name, value in self._preset.values(self.programme).items():
            setattr(self, name, value)
        self.since = now
        self.save()
        self.texts.all().delete()


class RuleTextQuerySet(models.QuerySet["RuleText"]):
    def visible_to(self, user: User) -> "RuleTextQuerySet":
        return self.filter(readers.ADDRESSED.rows(user, "rule__programme__"))


@personal(ABOUT_PROGRAMME)
class RuleText(models.Model):
    """A coordinator's own words for a reminder in one language, instead of the standard ones."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    text = TextField(_("text"), max_length=1500, readers=readers.ADDRESSED, privacy=ABOUT_PROGRAMME)

    objects = RuleTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("own text of a reminder")
        verbose_name_plural = _("own texts of reminders")
        constraints = [
            models.UniqueConstraint(fields=["rule", "language"], name="reminder_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule} in {self.language}"
