import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.personal_data import personal
from notifications import channels, kinds, less_mail
from notifications.kinds import Letter, Weight
from notifications.models.bad_address import BadAddress
from notifications.personal_data import MESSAGE
from notifications.post import Down, Fault, Post, Refused, in_words_of, written

Place = tuple[datetime, int]
ATTEMPTS = 8  # the last wait is a good two hours
PAUSE = timedelta(minutes=3)  # before a mail server that is down is asked for the same message


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> "MessageQuerySet":
        """What is owed to whom is seen by those who run the platform; it holds no words."""
        return self if user.is_staff else self.none()

    def due(self, now: datetime) -> "MessageQuerySet":
        return self.filter(state=Message.State.WAITING, next_try_at__lte=now)

    def claim_next(self, now: datetime, *, after: Place | None = None) -> "Message | None":
        """The next one that is due and that nobody else holds, held to the transaction's end.

        Rows that another worker holds are passed over. SQLite cannot do that; there the claim
        is a conditional update, which waits until the other one has finished.
        """
        due = self.due(now)
        if after is not None:
            moment, pk = after
            behind = Q(next_try_at__gt=moment) | Q(next_try_at=moment, pk__gt=pk)
            due = due.filter(behind, next_try_at__gte=moment)
        bad = BadAddress.objects.filter(email=OuterRef("person__email"))
        due = due.select_related("person").annotate(address_is_bad=Exists(bad))  # type: ignore[no-redef]
        due = due.order_by("next_try_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            return due.select_for_update(skip_locked=True, of=("self",)).first()
        for message in due[:1]:
            if self.due(now).filter(pk=message.pk).update(state=Message.State.SENT):
                return message
        return None

    def held(self) -> "MessageQuerySet":
        """Those that wait for the summary, from ``next_try_at`` on."""
        return self.filter(state=Message.State.HELD)

    def owe(self, messages: Iterable["Message"]) -> None:
        """Write what is owed; what is owed already stays as it is."""
        self.bulk_create(messages, ignore_conflicts=True)  # type: ignore[arg-type]

    @transaction.atomic
    def write_again(self, *, person: User, now: datetime) -> int:
        """The address works again, somebody says: what did not arrive is owed as before."""
        BadAddress.objects.filter(email=person.email).delete()
        unheard = self.filter(
            person=person, state__in=[Message.State.REFUSED, Message.State.BOUNCED]
        )
        return unheard.update(state=Message.State.WAITING, attempts=0, next_try_at=now, failure="")

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
        HELD = "held", _("Waits for the summary")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("No longer true")
        PARKED = "parked", _("Failed, needs a look")
        IN_APP = "in_app", _("In the app only")
        REFUSED = "refused", _("Refused by the mail server")
        BOUNCED = "bounced", _("Came back")

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

    address_is_bad: bool  # told by claim_next

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state="waiting"),
                name="message_waiting",
            ),
            models.Index(fields=["kind", "about"], name="message_about"),
            models.Index(fields=["-due_at", "id"], name="message_newest_first"),
            models.Index(
                fields=["next_try_at"], condition=models.Q(state="held"), name="message_held"
            ),
            models.Index(
                fields=["person"], condition=models.Q(state="held"), name="message_held_for"
            ),
            models.Index(fields=["kind", "due_at"], name="message_kind_due"),
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
        """The same for every attempt, so that a mail program shows a repeated one once.

        Signed, so that a mail that claims to be its bounce is believed only if it quotes it.
        """
        sign = hmac.new(settings.SECRET_KEY.encode(), self.key.encode(), sha256).hexdigest()[:16]
        host = urlsplit(settings.SITE_URL).hostname
        return f"<{self.key.replace(':', '.')}.{sign}@{host}>"

    @property
    def place(self) -> Place:
        """Where it stands in the order of what is due."""
        return self.next_try_at, self.pk

    def say(self, post: Post, *, now: datetime) -> None:
        """Tell it, or find that there is nothing left to tell; only for who has claimed it."""
        with in_words_of(self.person):
            letter = self._letter()
            if letter is None:
                return self._become(self.State.DROPPED)
            way = channels.tell(self, letter, now=now)
            if way.at:
                return self._become(way.outcome, next_try_at=way.at)
            if way.outcome == self.State.IN_APP:
                return self._become(self.State.IN_APP, sent_at=now)
            if self.address_is_bad:
                return self._become(self.State.REFUSED, failure="")
            return self._mail(letter, post, now)

    def put_off(self, *, now: datetime, failure: str) -> None:
        """After a failed attempt: try again later, each time twice as late, then park."""
        attempts = self.attempts + 1
        Message.objects.filter(pk=self.pk, state=self.State.WAITING).update(
            attempts=attempts,
            failure=failure[:200],
            next_try_at=now + timedelta(minutes=2**attempts),
            state=self.State.PARKED if attempts >= ATTEMPTS else self.State.WAITING,
        )

    def _letter(self) -> Letter | None:
        """What there is to tell; None when it is no longer true or the person has gone."""
        is_mandatory = self.weight == Weight.MANDATORY
        may = self.person.may_be_written_to(mandatory=is_mandatory)
        return kinds.compose(self) if may else None

    def _mail(self, letter: Letter, post: Post, now: datetime) -> None:
        template = letter.template or kinds.kind(self.kind).template or self.kind
        ways = {"message_id": self.message_id, "less_url": less_mail.url(self)}
        mail = written(template, letter, to=self.person, **ways)
        try:
            post.take(mail)
        except Down as error:  # not counted: when the server is back, everything is still owed
            self._become(self.State.WAITING, next_try_at=now + PAUSE, failure=str(error)[:200])
        except Refused as error:
            self._refused(error, now)
        else:
            self._become(self.State.SENT, sent_at=now, attempts=F("attempts") + 1, failure="")
            if letter.taken:
                letter.taken(now)

    def _refused(self, refused: Refused, now: datetime) -> None:
        said, bad = str(refused)[:200], BadAddress.Reason.REFUSED
        if refused.fault == Fault.ADDRESS:
            BadAddress.objects.note(self.person.email, reason=bad, said=said, now=now)
            self._become(self.State.REFUSED, attempts=F("attempts") + 1, failure=said)
        elif refused.fault == Fault.MESSAGE:
            self._become(self.State.PARKED, attempts=F("attempts") + 1, failure=said)
        else:
            self._become(self.State.WAITING)
            self.put_off(now=now, failure=said)

    def _become(self, state: str, **stamps: Any) -> None:
        Message.objects.filter(pk=self.pk).update(state=state, **stamps)
