"""What people can be reminded of. Each app registers its own events in ``AppConfig.ready``.

An event is a set of rows: what, whom, and the moment from which the offset of a rule counts (its
anchor). The rows say what is true now; they never ask what time it is. So one query serves the
ticker, the check just before sending, and the rehearsal of what would come if nobody acts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.utils.text import capfirst
from django.utils.translation import ngettext

from accounts.models import User
from notifications.kinds import Attachment, Weight
from programmes.models import Programme
from programmes.modules import Module
from reminders.audiences import AUDIENCES, Audience

if TYPE_CHECKING:
    from reminders.models import Rule

HOURS, DAYS = "hours", "days"


@dataclass(frozen=True)
class Told:
    """What the mail of an event says besides its text: facts, the button, and quick answers."""

    context: dict[str, Any]
    url: str
    button: Any
    facts: Sequence[tuple[Any, Any]] = ()
    answers: Sequence[tuple[Any, str]] = ()  # what to press in the mail itself, and its link
    attachments: Sequence[Attachment] = ()
    page: str = ""  # where the list in the app leads, if the button is for the mail alone
    reason: str = ""  # why it came, if the audience alone does not say it well


@dataclass(frozen=True)
class Event:
    """Something that people are reminded of before or after it.

    ``rows`` gives the rows for an audience, made by ``rows_of``. ``tell`` says what the mail
    tells of one of them to one person. ``before``, ``on`` and ``after`` are sentences of the
    list of rules; an event without one of them has no such rules. ``if_nobody`` says under
    which condition a mail that lies ahead would come.
    """

    name: str
    label: Any
    audiences: Sequence[str]
    rows: Callable[[Audience], QuerySet[Any]]
    tell: Callable[["Occasion", User], Told | None]
    before: Any = None
    on: Any = None
    after: Any = None
    is_day: bool = False  # the anchor is a day of the programme, not a moment
    module: Module | None = None
    weight: Weight = Weight.ROUTINE
    if_nobody: Any = ""
    prepare: Callable[[datetime], None] | None = None
    fits: Callable[[Programme], bool] = field(default=lambda programme: True)

    @property
    def units(self) -> tuple[str, ...]:
        return (DAYS,) if self.is_day else (HOURS, DAYS)

    def audience_choices(self) -> list[tuple[str, Any]]:
        return [(key, AUDIENCES[key].label) for key in self.audiences]

    def is_on_in(self, programme: Programme) -> bool:
        """Whether the programme uses the module that it belongs to."""
        return self.module is None or programme.uses(self.module)

    def works_in(self, programme: Programme) -> bool:
        """Whether it can happen there: its module is on, and the programme has what it needs."""
        return self.is_on_in(programme) and self.fits(programme)

    def sentence(self, offset: int, unit: str) -> str:
        """When it comes, in words: "2 days after a meeting without a log"."""
        count = abs(offset)
        if not count and self.on:
            return capfirst(str(self.on))
        if unit == HOURS:
            time = ngettext("%(n)d hour", "%(n)d hours", count) % {"n": count}
        else:
            time = ngettext("%(n)d day", "%(n)d days", count) % {"n": count}
        words = self.before if offset < 0 else self.after
        return capfirst(str(words or self.label) % {"time": time})


@dataclass(frozen=True)
class Occasion:
    """That a rule tells one person of one thing at one moment.

    In a rehearsal somebody else reads it: links are dead, and words of a group stay with it.
    """

    event: Event
    rule: "Rule"
    about: int
    person_id: int
    anchor: datetime
    due_at: datetime
    rehearsed: bool = False

    @cached_property
    def programme(self) -> Programme:
        return self.rule.programme

    @property
    def key(self) -> tuple[str, int, int, datetime]:
        return self.event.name, self.person_id, self.about, self.due_at

    @property
    def reason(self) -> str:
        """Why it comes, in one sentence."""
        return str(AUDIENCES[self.rule.audience].reason) % {"programme": self.programme.name}


def rows_of(
    people: QuerySet[Any], *, programme: str, anchor: Any, zone: str, about: str = "pk"
) -> QuerySet[Any]:
    """What every event gives, in one shape; ``people`` comes from an audience.

    All are paths (the anchor may be an expression); ``about`` is the key of the thing.
    """
    return people.annotate(
        of_programme=F(programme),
        about=F(about),
        anchor=F(anchor) if isinstance(anchor, str) else anchor,
        wall_zone=F(zone),
    )


_events: dict[str, Event] = {}


def register(event: Event) -> None:
    """An app tells of an event. The engine and its pages need no change for that."""
    _events[event.name] = event


def event(name: str) -> Event:
    return _events[name]


def known(name: str) -> bool:
    return name in _events


def events() -> Iterator[Event]:
    return iter(_events.values())


def events_of(programme: Programme) -> list[Event]:
    """The events that can happen in this programme."""
    return [event for event in _events.values() if event.works_in(programme)]
