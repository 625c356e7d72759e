"""The trail as people read it: names, deeds and things in words, filters in the address."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit import nouns
from audit.models import Event
from audit.models.event import EventQuerySet
from mentoring_platform.listing import Chip, address, chips, words_of

REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """One event in words."""

    event: Event
    who: str
    email: str
    deed: str
    thing: str
    before: str
    after: str
    more_url: str

    @property
    def outcome(self) -> str:
        if self.event.is_refused:
            return _("Refused (%(status)d)") % {"status": self.event.status}
        return _("Answered") if self.is_open else _("Done")

    @property
    def is_open(self) -> bool:
        """Whether a page came back, which may hold the same form with a question or an error."""
        is_page = self.event.status < 300 and self.event.manner == Event.Manner.DID
        return is_page and not self.event.after


def filtered(events: EventQuerySet, params: QueryDict, reader: User) -> EventQuerySet:
    """The events an address asks for."""
    manner = params.get("manner", "")
    if manner == REFUSED:
        events = events.refused()
    elif manner in Event.Manner.values:
        events = events.filter(manner=manner).exclude(status__gte=400)
    if about := params.get("about"):
        events = events.filter(about=about.replace("\x00", ""))
        key = params.get("key", "")
        events = events.filter(key=int(key)) if key.isdecimal() and len(key) < 19 else events
    for name, step in (("from", "gte"), ("until", "lte")):
        if day := _day(params.get(name, "")):
            events = events.filter(**{f"at__date__{step}": day})
    people = User.objects.visible_to(reader)
    for word in (words := words_of(params)):
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return events.by(people) if words else events


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def manners(params: QueryDict) -> list[Chip]:
    choices = [("", _("All")), *Event.Manner.choices, (REFUSED, _("Refused"))]
    return chips(params, "manner", choices, {})


def lines(events: Iterable[Event], params: QueryDict, reader: User) -> Iterator[Line]:
    """Events in words; one query for the names of all."""
    events = list(events)
    actors = {event.actor for event in events if event.actor}
    known = User.objects.visible_to(reader).filter(pseudonym__in=actors)
    people = {person.pseudonym: person for person in known.only("name", "email", "pseudonym")}
    for event in events:
        person = people.get(event.actor)
        yield Line(
            event,
            person.get_full_name() if person else _unknown(event, reader),
            person.email if person else "",
            nouns.deed(event.what),
            _thing(event),
            ", ".join(nouns.classes(event.about, event.before)),
            ", ".join(nouns.classes(event.about, event.after)),
            address(params, about=event.about, key=str(event.key) if event.key else None),
        )


def _unknown(event: Event, reader: User) -> str:
    if event.actor is None:
        is_request = ":" in event.what or "." not in event.what
        return _("Nobody signed in") if is_request else _("The platform")
    if reader.is_staff:
        return _("Former participant")
    return _("Somebody from elsewhere, or a former participant")


def _thing(event: Event) -> str:
    if not event.about:
        return ""
    return f"{nouns.thing(event.about)} {event.key}" if event.key else nouns.thing(event.about)


def rows(found: Iterable[Line]) -> Iterator[Sequence[str]]:
    """The lines for a spreadsheet."""
    for line in found:
        at = timezone.localtime(line.event.at)
        yield [
            f"{date_format(at, 'Y-m-d')} {date_format(at, 'H:i:s')}",
            line.who,
            line.email,
            str(line.deed),
            line.thing,
            line.before,
            line.after,
            line.outcome,
        ]


def heads() -> list[Any]:
    return [
        *(_("When"), _("Who"), _("Mail address"), _("What")),
        *(_("Which"), _("Before"), _("After"), _("Outcome")),
    ]
