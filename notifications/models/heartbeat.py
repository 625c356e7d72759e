from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from accounts.personal_data import TECHNICAL
from mentoring_platform.personal_data import personal

SILENT_AFTER = timedelta(minutes=3)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, part: str, *, now: datetime) -> None:
        """The part is alive; whatever troubled it is over."""
        self._write(part, {"at": now}, failing_since=None, failure="")

    def fail(self, part: str, failure: str, *, now: datetime) -> None:
        """The part has tried and failed; since when is kept from the first time on."""
        self._write(part, {}, failure=failure[:200])
        self.filter(part=part, failing_since=None).update(failing_since=now)

    def _write(self, part: str, known: dict[str, datetime], **stamps: object) -> None:
        if not self.filter(part=part).update(**known, **stamps):
            self.bulk_create([self.model(part=part, **known, **stamps)], ignore_conflicts=True)


@personal(TECHNICAL)
class Heartbeat(models.Model):
    """When a part that works in the background was last heard of, and what troubles it."""

    class Part(models.TextChoices):
        CLOCK = "clock"
        MAIL = "mail"
        BOUNCES = "bounces"

    part = models.CharField(max_length=10, primary_key=True, choices=Part)
    at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.part} at {self.at}"

    @classmethod
    def of(cls, part: str) -> "Heartbeat":
        """What is known of a part; an empty one if it was never heard of."""
        return cls.objects.filter(part=part).first() or cls(part=part)

    @property
    def is_failing(self) -> bool:
        return self.failing_since is not None

    @property
    def is_silent(self) -> bool:
        """Nothing heard for three minutes. A moment that is yet to come counts as nothing:
        the machine's clock was put back since."""
        return self.at is None or abs(timezone.now() - self.at) > SILENT_AFTER
