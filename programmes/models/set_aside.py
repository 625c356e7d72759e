from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.fields import CharField
from mentoring_platform.personal_data import personal
from programmes import readers
from programmes.models.programme import Programme
from programmes.personal_data import COORDINATION

REST = timedelta(days=14)
TOLD = timedelta(days=35)


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    def remembered(self, now: datetime) -> "SetAsideQuerySet":
        """Those that still rest, or of which it is still told what came."""
        return self.filter(at__gt=now - TOLD)


@personal(COORDINATION, of="by", clock="at")
class SetAside(models.Model):
    """That a coordinator has answered a thing to do, how, and until when it rests.

    ``about`` is the key of the group or programme; the ``kind`` knows of which of the two. There
    is one row for each: of two coordinators who answer at once, one is told that it is done.
    """

    class Did(models.TextChoices):
        NOT_NEEDED = "not_needed", _("Not needed")
        WROTE = "wrote", _("Written")
        REMINDED = "reminded", _("Reminded")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="set_aside")
    kind = models.CharField(max_length=20)
    about = models.BigIntegerField()
    did = models.CharField(max_length=12, choices=Did)
    why = CharField(
        _("reason"), max_length=200, blank=True, readers=readers.COORDINATORS, privacy=COORDINATION
    )
    count = models.PositiveIntegerField(default=0, help_text="How many it was about then.")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing set aside")
        verbose_name_plural = _("things set aside")
        constraints = [models.UniqueConstraint(fields=["kind", "about"], name="set_aside_once")]
        indexes = [models.Index(fields=["programme", "at"], name="set_aside_of_programme")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}, {self.did}"

    def rests(self, now: datetime) -> bool:
        return self.until > now

    @classmethod
    @transaction.atomic
    def put(
        cls, *, programme: Programme, kind: str, about: int, by: User, now: datetime, **answer: Any
    ) -> bool:
        """Let it rest for 14 days; False if somebody else has answered it meanwhile."""
        row = {"did": "", "why": "", "count": 0} | answer
        row |= {"by": by, "at": now, "until": now + REST}
        mine, is_new = cls.objects.get_or_create(
            kind=kind, about=about, defaults={"programme": programme, **row}
        )
        over = cls.objects.filter(Q(until__lte=now), pk=mine.pk)
        return is_new or bool(over.update(**row))
