"""The summary: what can wait, in one mail, at the person's own hour, at most once a day.

A routine message whose hour has not come is held. The summary is a message like any other, so it
is claimed, repeated and parked like one. Its key is the person and the day on their wall:
whatever the clock, the zone and the chosen hour do, there are no two of one day, and one that is
late counts for the day on which it goes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from notifications import kinds
from notifications.kinds import Kind, Letter, Weight
from notifications.less_mail import BUNDLE
from notifications.models import Message, Preference
from notifications.post import absolute

NAME = BUNDLE
AT_ONCE = 2000
SHOWN = 30
TAKEN = 200
LATELY = timedelta(days=2)  # wide enough for "today" in every zone


@dataclass(frozen=True)
class Entry:
    """One held message as it reads at the moment of sending."""

    message: Message
    letter: Letter

    @property
    def url(self) -> str:
        return absolute(self.letter.url)

    @property
    def words(self) -> str:
        """What the kind says in a few lines, if it is one that does."""
        return str(self.letter.context.get("words", ""))

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Links that answer from the mail: label and address."""
        return list(self.letter.context.get("answers", []))


def owe(now: datetime) -> None:
    """Owe a summary to everybody for whom something is held whose hour has come."""
    due = Message.objects.held().filter(next_try_at__lte=now)
    owed = Message.objects.filter(kind=NAME, state=Message.State.WAITING)
    due = due.exclude(person__in=owed.values("person")).order_by("person")
    keys = list(due.values_list("person", flat=True).distinct())
    for start in range(0, len(keys), AT_ONCE):
        _owe_to(User.objects.filter(pk__in=keys[start : start + AT_ONCE]), now)


def _owe_to(people: QuerySet[User], now: datetime) -> None:
    """Who has had one today waits for the next hour.

    One that had nothing to tell earlier in the day gets its turn once more for what came since,
    and what it leaves held waits for the next hour as well.
    """
    served = _served(people, now)
    bundles = [
        intend(person, day=_day(person, now), now=now)
        for person in people
        if person.pk not in served
    ]
    Message.objects.owe(bundles)
    empty = Message.objects.filter(key__in=[bundle.key for bundle in bundles], state="dropped")
    again = set(empty.values_list("person", flat=True))
    empty.update(state=Message.State.WAITING, next_try_at=now)
    for person in people:
        if person.pk in served | again:
            held = Message.objects.held().filter(person=person, next_try_at__lte=now)
            held.update(next_try_at=Preference.objects.of(person).next_bundle(now))


def _served(people: Iterable[User], now: datetime, *, but: int = 0) -> set[int]:
    """Whose summary has gone, or has been given up, on the day that is theirs now."""
    lately = Q(about__gte=now.date().toordinal() - 1) | Q(sent_at__gte=now - LATELY)
    recent = Message.objects.filter(lately, kind=NAME, person__in=people).exclude(pk=but)
    open_ones = {Message.State.WAITING, Message.State.DROPPED}
    return {
        bundle.person_id
        for bundle in recent.exclude(state__in=open_ones).select_related("person")
        if _day(bundle.person, now)
        in {
            date.fromordinal(bundle.about),
            bundle.sent_at and _day(bundle.person, bundle.sent_at),
        }
    }


def _day(person: User, moment: datetime) -> date:
    return moment.astimezone(person.zone).date()


def intend(person: User, *, day: date, now: datetime) -> Message:
    bundle = Message.intend(NAME, person_id=person.pk, about=day.toordinal(), due_at=now)
    bundle.key = f"{NAME}:{person.pk}:{day:%Y%m%d}"
    return bundle


def compose(message: Message) -> Letter | None:
    """Everything held that is still true, one below the other; a single one as it is.

    The held rows stay locked to the end of the transaction, and are settled in it: those with
    nothing to tell at once, the others when the mail has been taken.
    """
    now = timezone.now()
    if _served([message.person], now, but=message.pk):  # this one is late, and today's went
        return None
    entries = list(_entries(message.person, now))
    if not entries:
        return None
    taken = partial(_settle, Message.State.SENT, [entry.message.pk for entry in entries])
    if len(entries) > 1:
        return replace(_bundle(entries), taken=taken)
    [only] = entries
    kind = kinds.kind(only.message.kind)
    template = only.letter.template or kind.template or kind.name
    return replace(only.letter, template=template, taken=taken)


def _entries(person: User, now: datetime) -> Iterator[Entry]:
    """Ask each held message once more, and give those that are to be told by mail."""
    held = Message.objects.held().filter(person=person).order_by("due_at", "pk")
    preference = Preference.objects.of(person)
    for message in held.select_for_update(skip_locked=True, of=("self",))[:TAKEN]:
        message.person = person
        letter = kinds.compose(message)
        if letter is None:
            _settle(Message.State.DROPPED, [message.pk], None)
        elif not preference.wants_mail(message, now):
            _settle(Message.State.IN_APP, [message.pk], now)
        else:
            yield Entry(message, letter)


def _settle(state: str, keys: list[int], now: datetime | None) -> None:
    Message.objects.held().filter(pk__in=keys).update(state=state, sent_at=now)


def _bundle(entries: list[Entry]) -> Letter:
    more = len(entries) - 1
    title = ngettext("%(first)s (and one more)", "%(first)s (and %(n)d more)", more)
    attached = [part for entry in entries for part in entry.letter.attachments]
    return Letter(
        title=title % {"first": entries[0].letter.title, "n": more},
        url=reverse("notifications:notices"),
        reason=_("What can wait comes in one mail a day at most."),
        context={"entries": entries[:SHOWN], "left": max(0, len(entries) - SHOWN)},
        attachments=[
            (f"{n}-{name}", text, sort) for n, (name, text, sort) in enumerate(attached, 1)
        ],
    )


KIND = Kind(
    NAME,
    gettext_lazy("Summary"),
    compose,
    owe,
    weight=Weight.MANDATORY,
    is_told_here=False,
)
