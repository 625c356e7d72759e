from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.personal_data import personal
from notifications.models import Message
from reminders.events import Occasion
from reminders.models.rule import Rule
from reminders.personal_data import TRIAL

KIND = "reminder_trial"
A_DAY = 60  # mails of this sort to one person
AT_ONCE = 30


class TooMany(Exception):
    """The person has sent themselves as many as a day allows; ``left`` are still free."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(f"{left} trials left")


class TrialQuerySet(models.QuerySet["Trial"]):
    def visible_to(self, user: User) -> "TrialQuerySet":
        return self.filter(by=user)


@personal(TRIAL, of="by", clock="asked_at")
class Trial(models.Model):
    """A mail that a coordinator sends to themselves, as somebody else would get it."""

    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="+")
    about = models.BigIntegerField()
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    anchor = models.DateTimeField()
    due_at = models.DateTimeField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField()

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("rehearsed mail")
        verbose_name_plural = _("rehearsed mails")
        indexes = [models.Index(fields=["by", "asked_at"], name="reminder_trial_of_person")]

    def __str__(self) -> str:
        return f"{self.rule} for {self.by}"

    @classmethod
    @transaction.atomic
    def ask(cls, occasions: Sequence[Occasion], *, by: User, language: str, now: datetime) -> int:
        """Owe the person these mails in this language; how many. Raises TooMany, then none.

        The person's row is held while the day's are counted.
        """
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        today = cls.objects.filter(by=by, asked_at__gt=now - timedelta(days=1)).count()
        wanted = occasions[:AT_ONCE]
        if today + len(wanted) > A_DAY:
            raise TooMany(max(0, A_DAY - today))
        trials = Trial.objects.bulk_create(
            Trial(
                by=by,
                rule=one.rule,
                about=one.about,
                person_id=one.person_id,
                anchor=one.anchor,
                due_at=one.due_at,
                language=language,
                asked_at=now,
            )
            for one in wanted
        )
        Message.objects.owe(
            Message.intend(
                KIND,
                person_id=by.pk,
                about=trial.pk,
                due_at=now,
                programme=trial.rule.programme_id,
            )
            for trial in trials
        )
        return len(trials)

    def occasion(self) -> Occasion:
        """What it rehearses."""
        return Occasion(
            self.rule.what, self.rule, self.about, self.person_id, self.anchor, self.due_at, True
        )
