from datetime import datetime, timedelta

from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import move
from privacy.personal_data import COPY, COPY_FILE

LINK_DAYS = 7
STALE = timedelta(minutes=10)
SALT = "privacy.copy"


class DataCopyQuerySet(models.QuerySet["DataCopy"]):
    def of(self, user: User) -> "DataCopyQuerySet":
        return self.filter(user=user).defer("content")

    def under_way(self) -> "DataCopyQuerySet":
        return self.filter(state__in=[DataCopy.State.WAITING, DataCopy.State.BUILDING])

    def to_build(self, now: datetime) -> "DataCopyQuerySet":
        """Those whose message was lost, and those whose worker was killed."""
        waiting = Q(state=DataCopy.State.WAITING)
        stuck = Q(state=DataCopy.State.BUILDING, begun_at__lt=now - STALE)
        return self.filter(waiting | stuck)

    def expire(self, now: datetime) -> int:
        """Throw the files away whose link has run out."""
        over = self.filter(state=DataCopy.State.READY, expires_at__lte=now)
        return over.update(state=DataCopy.State.EXPIRED, content=None)


@personal(COPY, of="user", clock="asked_at", content=COPY_FILE)
class DataCopy(models.Model):
    """A copy of all that is known about a person, made for that person alone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        BUILDING = "building", _("Being put together")
        READY = "ready", _("Ready")
        EXPIRED = "expired", _("Expired")
        FAILED = "failed", _("Failed")

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked for"))
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    expires_at = models.DateTimeField(_("link works until"), null=True, blank=True)
    content = models.BinaryField(null=True, blank=True)

    objects = DataCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of my data")
        verbose_name_plural = _("copies of my data")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["waiting", "building"]),
                name="one_copy_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"Copy {self.pk}"

    def get_absolute_url(self) -> str:
        """The address proves nothing by itself: the person has to be signed in, too."""
        return reverse("privacy:copy", args=[signing.dumps(self.pk, salt=SALT)])

    @classmethod
    def ask(cls, user: User, *, now: datetime) -> tuple["DataCopy", bool]:
        """A new copy, or the one that is being made."""
        under_way = cls.objects.of(user).under_way()
        return under_way.get_or_create(user=user, defaults={"asked_at": now})

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.BUILDING}

    def is_open(self, now: datetime) -> bool:
        """Whether the file can be fetched."""
        return (
            self.state == self.State.READY
            and self.expires_at is not None
            and (now < self.expires_at)
        )

    @classmethod
    def behind(cls, token: str, user: User) -> "DataCopy | None":
        """The person's own copy behind a link that is no older than seven days."""
        try:
            pk = signing.loads(token, salt=SALT, max_age=LINK_DAYS * 24 * 3600)
        except signing.BadSignature:
            return None
        return cls.objects.filter(user=user, pk=pk).first()

    def begin(self, *, now: datetime) -> bool:
        """Of several workers only one is told True."""
        mine = DataCopy.objects.to_build(now).filter(pk=self.pk)
        return bool(mine.update(state=self.State.BUILDING, begun_at=now))

    @transaction.atomic
    def finish(self, content: bytes) -> None:
        now = timezone.now()
        stamps = {"ready_at": now, "expires_at": now + timedelta(days=LINK_DAYS)}
        move(self, self.State.READY, when=[self.State.BUILDING], content=content, **stamps)

    def fail(self) -> None:
        move(self, self.State.FAILED, when=[self.State.BUILDING])
