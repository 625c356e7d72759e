from datetime import datetime, timedelta
from math import ceil

from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.personal_data import HASHED
from mentoring_platform.personal_data import personal


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def about(self, what: str) -> "AttemptQuerySet":
        return self.filter(key=_key(what))

    def forget(self, now: datetime) -> None:
        """Drop what limits nobody any more."""
        self.filter(ends_at__lte=now).delete()


@personal(HASHED)
class Attempt(models.Model):
    """How often one thing was tried from one source since a moment.

    It is in the database, so that every process sees it and no cache that is lost opens the
    door. Who tried what is kept as a keyed hash only.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "attempt"
        verbose_name_plural = "attempts"

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%H:%M:%S}"

    @classmethod
    @transaction.atomic
    def take(cls, what: str, *, at_most: int, seconds: float) -> int:
        """Count a try; 0 if it may be made, otherwise the seconds until the next one may.

        The limit is part of the update: of a hundred tries at once ``at_most`` find it open.
        """
        now = timezone.now()
        if cls._count(what, at_most, now, now + timedelta(seconds=seconds)):
            return 0
        first = Attempt(key=_key(what), ends_at=now + timedelta(seconds=seconds))
        Attempt.objects.bulk_create([first], ignore_conflicts=True)
        if cls._count(what, at_most, now, first.ends_at):
            return 0
        ends_at = cls.objects.about(what).values_list("ends_at", flat=True).first() or now
        return max(1, ceil((ends_at - now).total_seconds()))

    @classmethod
    def _count(cls, what: str, at_most: int, now: datetime, ends_at: datetime) -> int:
        is_over = Q(ends_at__lte=now)
        free = cls.objects.about(what).filter(is_over | Q(count__lt=at_most))
        return free.update(
            count=Case(When(is_over, then=1), default=F("count") + 1),
            ends_at=Case(When(is_over, then=ends_at), default=F("ends_at")),
        )

    @classmethod
    def give_back(cls, what: str) -> None:
        """It was no guess after all, such as the right password."""
        cls.objects.about(what).filter(count__gt=0).update(count=F("count") - 1)


def _key(what: str) -> str:
    return salted_hmac("accounts.attempt", what, algorithm="sha256").hexdigest()
