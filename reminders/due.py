"""What is due: rows of events, rules laid over them, and the outbox.

``occasions`` is the one implementation: the ticker asks it for everybody up to now, a message
just before it is sent for its own row, and the rehearsal for a month that lies ahead. It asks a
constant number of queries, whatever number of programmes, rules and people there is.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Value

from notifications.models import Message
from reminders.audiences import AUDIENCES
from reminders.events import DAYS, HOURS, Event, Occasion, event, events, known
from reminders.models import Rule
from reminders.models.rule import RuleQuerySet

MORNING = time(9)  # when a reminder about a day is told
LATE = timedelta(days=7)  # how long a reminder after something has its point
DAY = timedelta(days=1)


@lru_cache(maxsize=100_000)
def moment(anchor: datetime | date, offset: int, unit: str, zone: str) -> datetime:
    """When a rule falls due (UTC). Hours are hours; days keep the hour on the wall of the zone.

    An hour that the clocks jump over means the one after; one that comes twice its first coming.
    """
    if unit == HOURS and isinstance(anchor, datetime):
        return anchor + timedelta(hours=offset)
    day, at = anchor, MORNING
    if isinstance(anchor, datetime):
        wall = anchor.astimezone(ZoneInfo(zone))
        day, at = wall.date(), wall.time()
    wanted = datetime.combine(day + timedelta(days=offset), at.replace(fold=0), ZoneInfo(zone))
    return wanted.astimezone(UTC)


def point_lost_at(occasion: Occasion) -> datetime:
    """From when on it makes no sense to tell it any more."""
    if occasion.rule.offset >= 0:
        return occasion.due_at + LATE
    return occasion.anchor + DAY if occasion.event.is_day else occasion.anchor


def occasions(
    rules: RuleQuerySet,
    *,
    since: datetime,
    until: datetime,
    person: int | None = None,
    about: int | None = None,
    ahead_of: datetime | None = None,
    rehearsed: bool = False,
) -> Iterator[Occasion]:
    """Whatever these rules tell in a stretch of time, ``until`` included, in no order.

    ``ahead_of`` leaves out what a rule tells before something that lies behind that moment.
    """
    rows: list[tuple[Any, ...]] = []
    for branch in _branches(rules, since, until, ahead_of, person, about):
        rows += branch
    by_place: dict[tuple[str, str, int], list[Rule]] = {}
    wanted = rules.filter(programme__in={row[2] for row in rows}) if rows else rules.none()
    for rule in wanted.select_related("programme"):
        if known(rule.event) and rule.what.is_on_in(rule.programme):
            by_place.setdefault((rule.event, rule.audience, rule.programme_id), []).append(rule)
    for name, audience, programme, thing, whom, anchor, zone in rows:
        for rule in by_place.get((name, audience, programme), ()):
            due_at = moment(anchor, rule.offset, rule.unit, zone)
            if since < due_at <= until:
                at = anchor if isinstance(anchor, datetime) else moment(anchor, 0, DAYS, zone)
                yield Occasion(event(name), rule, thing, whom, at, due_at, rehearsed)


def _branches(
    rules: RuleQuerySet,
    since: datetime,
    until: datetime,
    ahead_of: datetime | None,
    person: int | None,
    about: int | None,
) -> Iterable[QuerySet[Any]]:
    """The rows of all events in one query for moments and one for days."""
    moments: list[QuerySet[Any]] = []
    days: list[QuerySet[Any]] = []
    for name, audience, least, most in rules.shifts():
        what = event(name)
        first = since - timedelta(minutes=most) - DAY
        last = until - timedelta(minutes=least) + DAY
        if ahead_of and most < 0:
            first = max(first, ahead_of - 2 * DAY if what.is_day else ahead_of)
        if what.is_day:
            span = Q(anchor__gte=first.date(), anchor__lte=last.date())
        else:
            span = Q(anchor__gt=first, anchor__lte=last)
        rows = what.rows(AUDIENCES[audience]).filter(span)
        mine = rules.filter(event=name, audience=audience).order_by()
        rows = rows.filter(of_programme__in=mine.values("programme"))
        if person is not None:
            rows = rows.filter(to_person=person)
        if about is not None:
            rows = rows.filter(about=about)
        (days if what.is_day else moments).append(_shaped(rows, name, audience))
    for parts in (moments, days):
        if parts:
            yield parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _shaped(rows: QuerySet[Any], name: str, audience: str) -> QuerySet[Any]:
    labelled = rows.order_by().annotate(event_name=Value(name), audience_key=Value(audience))
    return labelled.values_list(
        "event_name",
        "audience_key",
        "of_programme",
        "about",
        "to_person",
        "anchor",
        "wall_zone",
    )


def owe(now: datetime) -> None:
    """Write what has fallen due and has its point still. Asked again, it writes nothing new.

    The moment is part of the key: a moved meeting is a new intention, and the old one is
    dropped just before sending.
    """
    Rule.objects.lay(now)
    for one in events():
        if one.prepare:
            one.prepare(now)
    found = [
        occasion
        for occasion in occasions(Rule.objects.at_work(), since=now - LATE, until=now, ahead_of=now)
        if occasion.rule.since < occasion.due_at and now < point_lost_at(occasion)
    ]
    told = _told(found)
    Message.objects.owe(intend(occasion) for occasion in found if occasion.key not in told)


def _told(found: list[Occasion]) -> set[tuple[str, int, int, datetime]]:
    """What is owed or was said already, in one query."""
    if not found:
        return set()
    written = Message.objects.filter(
        kind__in={occasion.event.name for occasion in found},
        due_at__gte=min(occasion.due_at for occasion in found),
        due_at__lte=max(occasion.due_at for occasion in found),
    )
    return set(written.values_list("kind", "person", "about", "due_at"))


def intend(occasion: Occasion) -> Message:
    return Message.intend(
        occasion.event.name,
        person_id=occasion.person_id,
        about=occasion.about,
        due_at=occasion.due_at,
        programme=occasion.rule.programme_id,
    )


def still_true(what: Event, message: Message, now: datetime) -> Occasion | None:
    """The occasion of a message, if its rule, its row and its moment are what they were."""
    rules = Rule.objects.at_work().filter(event=what.name, programme=message.programme)
    a_minute = timedelta(minutes=1)
    found = occasions(
        rules,
        since=message.due_at - a_minute,
        until=message.due_at,
        person=message.person_id,
        about=message.about,
    )
    same = (one for one in found if one.due_at == message.due_at and now < point_lost_at(one))
    return next(same, None)
