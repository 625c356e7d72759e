from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import move
from notifications import channels, kinds
from notifications.kinds import Weight
from notifications.personal_data import MESSAGE
from notifications.post import deliver, in_words_of

ATTEMPTS = 6


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> "MessageQuerySet":
        return self.filter(state=Message.State.WAITING, next_try_at__lte=now)

    def owe(self, messages: Iterable["Message"]) -> None:
        """Write what is owed; what is owed already stays as it is."""
        self.bulk_create(messages, batch_size=1000, ignore_conflicts=True)  # type: ignore[arg-type]

    def try_again(self, *, now: datetime) -> int:
        """Let those that were given up begin anew; how many there were."""
        return self.filter(state=Message.State.PARKED).update(
            state=Message.State.WAITING, attempts=0, next_try_at=now, failure=""
        )


@personal(MESSAGE, of="person", clock="due_at")
class Message(models.Model):
    """That somebody is owed to be told something, and whether it was said.

    Written in the same transaction as the fact. ``key`` is natural (kind, person, object, due),
    so the same intention cannot be written twice; Celery only says "look".
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("No longer true")
        PARKED = "parked", _("Failed, needs a look")

    kind = models.CharField(max_length=40)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    about = models.BigIntegerField(help_text="Key of the object; the kind knows of which model.")
    due_at = models.DateTimeField()
    key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    weight = models.CharField(
        max_length=10, choices=Weight, default=Weight.ROUTINE, db_default=Weight.ROUTINE
    )
    programme = models.BigIntegerField(
        null=True, blank=True, help_text="Key of the programme it is about, if it is about one."
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state="waiting"),
                name="message_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def intend(
        cls,
        kind: str,
        *,
        person_id: int,
        about: int,
        due_at: datetime,
        programme: int | None = None,
        weight: Weight | None = None,
    ) -> "Message":
        """An unsaved intention, for ``objects.owe``. ``weight`` is the kind's unless given."""
        return cls(
            kind=kind,
            person_id=person_id,
            about=about,
            due_at=due_at,
            next_try_at=due_at,
            programme=programme,
            weight=weight or kinds.weight(kind),
            key=f"{kind}:{person_id}:{about}:{due_at.astimezone(UTC):%Y%m%dT%H%M}",
        )

    @property
    def label(self) -> Any:
        """What sort of message this is, in words."""
        return kinds.label(self.kind)

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a mail program shows a repeated one once."""
        return f"<{self.key.replace(':', '.')}@raanu>"

    @transaction.atomic
    def send(self, *, now: datetime) -> bool:
        """Say it, once. False if another worker was quicker or it is no longer true.

        The claim is an update of the row itself; a mail server that refuses raises, and the
        rollback gives the claim back.
        """
        claimed = Message.objects.filter(pk=self.pk, state=self.State.WAITING)
        if not claimed.update(state=self.State.SENT, sent_at=now, attempts=F("attempts") + 1):
            return False
        with in_words_of(self.person):
            letter = kinds.kind(self.kind).compose(self) if self.person.is_active else None
            if letter is None:
                move(self, self.State.DROPPED, when=[self.State.SENT], sent_at=None)
                return False
            way = channels.tell(self, letter, now=now)
            if way.ask_again_at:
                stamps = {"next_try_at": way.ask_again_at, "sent_at": None, "attempts": 0}
                move(self, self.State.WAITING, when=[self.State.SENT], **stamps)
                return False
            if not (way.by_mail and letter.by_mail):
                return False
            template = kinds.kind(self.kind).template or self.kind
            deliver(template, letter, to=self.person, message_id=self.message_id)
        return True

    def put_off(self, *, now: datetime, failure: str) -> None:
        """After a failed attempt: try again later, each time twice as late, then park."""
        attempts = self.attempts + 1
        Message.objects.filter(pk=self.pk, state=self.State.WAITING).update(
            attempts=attempts,
            failure=failure[:200],
            next_try_at=now + timedelta(minutes=2**attempts),
            state=self.State.PARKED if attempts >= ATTEMPTS else self.State.WAITING,
        )
