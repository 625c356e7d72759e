from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring_platform.fields import ChoiceField
from mentoring_platform.personal_data import personal
from programmes.personal_data import ABOUT_PROGRAMME
from programmes.practices import PhaseShare


@personal(ABOUT_PROGRAMME)
class Phase(models.Model):
    """A stretch of a programme's time."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        CALL = "call", _("Call")
        MATCH = "match", _("Match")
        TRAIN = "train", _("Train")
        KICK_OFF = "kick_off", _("Kick-off")
        WORK = "work", _("Work")
        CLOSE = "close", _("Close")
        EVALUATE = "evaluate", _("Evaluate")

    programme = models.ForeignKey("Programme", models.CASCADE, related_name="phases")
    kind = ChoiceField(max_length=10, choices=Kind)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["programme", "place"], name="phase_place_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="phase_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.programme}"

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()

    @property
    def is_now(self) -> bool:
        return self.starts_on <= timezone.localdate() <= self.ends_on

    @property
    def weeks(self) -> int:
        return (self.ends_on - self.starts_on).days // 7 + 1

    @property
    def week_now(self) -> int:
        return (timezone.localdate() - self.starts_on).days // 7 + 1


def lay(shares: Sequence[PhaseShare], starts_on: date, ends_on: date) -> list[Phase]:
    """The shares drawn between two days, none stored yet; each phase ends before the next begins.

    When there are more phases than days, several fall on one day.
    """
    days = (ends_on - starts_on).days
    begins = [starts_on + timedelta(days=round(days * share.begins)) for share in shares]
    ends = [max(begin, after - timedelta(days=1)) for begin, after in pairwise(begins)]
    return [
        Phase(kind=share.kind, starts_on=begin, ends_on=end, place=place)
        for place, (share, begin, end) in enumerate(
            zip(shares, begins, [*ends, ends_on], strict=True)
        )
    ]
