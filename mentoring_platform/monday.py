"""A coordinator's Monday: what needs them in all their programmes, and what came of the last.

One model of state for all groups: ``meetings.indicators.groups_needing_help``. The kinds of
trouble come from the apps (``next_steps.py``).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from accounts.models import User
from meetings import next_steps as of_meetings
from meetings.indicators import IN_TROUBLE, with_facts
from mentoring_platform.next_steps import Trouble
from programmes import next_steps as of_programmes
from programmes.models import Group, Programme, Role, SetAside
from programmes.modules import Module

AT_MOST = 7
MOST_GROUPS = 1000
TOLD = 5
KINDS = {kind.name: kind for kind in (*of_meetings.TROUBLES, *of_programmes.TROUBLES)}
Asides = Mapping[tuple[str, int], SetAside]
BY_RANK = sorted(KINDS.values(), key=lambda kind: kind.rank)


@dataclass(frozen=True)
class Thing:
    """One thing to do: what it is, since when, and what else is known of the same group."""

    kind: Trouble
    row: Any
    further: Sequence[Trouble] = ()
    before: SetAside | None = None
    alike: Sequence["Thing"] = field(default=())

    @property
    def programme(self) -> Any:
        return self.row.programme if self.kind.of_group else self.row

    @property
    def key(self) -> str:
        return f"{self.kind.name}-{self.row.pk}"

    @property
    def count(self) -> int:
        return len(self.alike)

    @property
    def title(self) -> str:
        if self.kind.many and self.alike:
            return self.kind.many(self.count)
        return self.kind.title(self.row)

    @property
    def more(self) -> list[str]:
        return [] if self.alike else [other.title(self.row) for other in self.further]

    @property
    def when(self) -> str:
        """How long it has been so."""
        since = self.kind.since(self.row)
        return "" if since is None or self.alike else timesince(since, _today(since), depth=1)

    @property
    def order(self) -> tuple[int, float, str, int]:
        """What hurts first; of two alike the older; then always the same."""
        since = self.kind.since(self.row)
        moment = _moment(since) if since else 0.0
        return (self.kind.rank, moment, str(self.row), self.row.pk)

    @property
    def url(self) -> str:
        """Where it is seen to: the page that mends it, or the item itself."""
        if self.alike:
            return reverse("monday_alike", args=[self.programme.pk, self.kind.name])
        return self.kind.page(self.row) if self.kind.page else self.item_url

    @property
    def is_opened_here(self) -> bool:
        """Whether it is done in place, without another page."""
        return not self.alike and self.kind.page is None

    @property
    def item_url(self) -> str:
        return reverse("monday_item", args=[self.kind.name, self.row.pk])

    @property
    def minutes(self) -> int:
        return self.kind.minutes


def _today(since: date | datetime) -> date | datetime:
    return timezone.now() if isinstance(since, datetime) else timezone.localdate()


def _moment(since: date | datetime) -> float:
    return (
        float(since.toordinal()) if not isinstance(since, datetime) else since.timestamp() / 86400
    )


@dataclass(frozen=True)
class Outcome:
    """What a coordinator did, and what came of it."""

    aside: SetAside
    row: Any
    kind: Trouble
    is_over: bool

    @property
    def came(self) -> str:
        return self.kind.came(self.row) if self.is_over else ""


@dataclass(frozen=True)
class Monday:
    things: list[Thing]
    outcomes: list[Outcome]


def monday(user: User, now: datetime) -> Monday:
    """Everything, in three queries however many programmes and groups there are."""
    programmes = list(of_programmes.led_by(user, now))
    if not programmes:
        return Monday([], [])
    remembered = SetAside.objects.remembered(now).filter(programme__in=programmes)
    asides = {
        (aside.kind, aside.about): aside
        for aside in remembered.select_related("by").order_by("-at", "-pk")
        if aside.kind in KINDS
    }
    rows = [*programmes, *_groups(programmes, asides.values(), now)]
    found = _without_repeats([thing for row in rows for thing in _of_row(row, asides, now)])
    found.sort(key=lambda thing: thing.order)
    return Monday(found, list(_outcomes(asides.values(), rows, now))[:TOLD])


def _without_repeats(things: list[Thing]) -> list[Thing]:
    """People without a group are no thing of their own where groups that lack them are one."""
    lack: Counter[tuple[int, str]] = Counter()
    for thing in things:
        if thing.kind.seats == Role.MENTOR:
            lack[thing.programme.pk, Role.MENTOR] += 1
        elif thing.kind.seats:
            lack[thing.programme.pk, Role.MENTEE] += thing.programme.mentees_min - thing.row.mentees
    return [
        thing
        for thing in things
        if thing.kind.name != "homeless"
        or thing.row.free_mentors > lack[thing.row.pk, Role.MENTOR]
        or thing.row.free_mentees > lack[thing.row.pk, Role.MENTEE]
    ]


def row_of(user: User, kind: Trouble, pk: int, now: datetime) -> Any:
    """The group or programme with its facts, or None if it is none of this person's."""
    programmes = list(of_programmes.led_by(user, now))
    if not kind.of_group:
        return next((programme for programme in programmes if programme.pk == pk), None)
    return next(_with_facts(Q(pk=pk), programmes, now), None)


def gathered(things: list[Thing]) -> list[Thing]:
    """Where there are more than seven, alike ones of a programme together, the most first."""
    while len(things) > AT_MOST:
        alone = [thing for thing in things if thing.kind.many and not thing.alike]
        sizes = Counter((thing.kind.name, thing.programme.pk) for thing in alone)
        if not sizes or max(sizes.values()) < 2:
            break
        most = sizes.most_common(1)[0][0]
        alike = [thing for thing in alone if (thing.kind.name, thing.programme.pk) == most]
        together = Thing(alike[0].kind, alike[0].row, alike=alike)
        others = {thing.key for thing in alike[1:]}
        things = [together if one is alike[0] else one for one in things if one.key not in others]
    return things


def _groups(programmes: list[Any], asides: Iterable[SetAside], now: datetime) -> Iterator[Any]:
    """Groups in trouble, and those of which it is told what came."""
    told = [aside.about for aside in asides if KINDS[aside.kind].of_group]
    return _with_facts(IN_TROUBLE | Q(pk__in=told) if told else IN_TROUBLE, programmes, now)


def _with_facts(wanted: Q, programmes: list[Any], now: datetime) -> Iterator[Any]:
    """Groups at work that have their programme at hand."""
    grouped = {
        programme.pk: programme
        for programme in programmes
        if programme.uses(Module.GROUPS) and programme.state != Programme.State.DRAFT
    }
    if not grouped:
        return
    groups = Group.objects.filter(state=Group.State.ACTIVE)
    facts = with_facts(groups, list(grouped.values()), now).filter(wanted)
    for group in facts.order_by("pk")[:MOST_GROUPS]:
        group.programme = grouped[group.programme_id]
        yield group


def _of_row(row: Any, asides: Asides, now: datetime) -> Iterator[Thing]:
    """What befalls a row and does not rest: of a group one thing, with what hurts first."""
    kinds = []
    for kind in BY_RANK:
        if kind.of_group == isinstance(row, Group) and kind.holds(row):
            aside = asides.get((kind.name, row.pk))
            if aside is None or not aside.rests(now):
                kinds.append(kind)
    if kinds and isinstance(row, Group):
        yield Thing(kinds[0], row, kinds[1:], asides.get((kinds[0].name, row.pk)))
        return
    for kind in kinds:
        yield Thing(kind, row, before=asides.get((kind.name, row.pk)))


def _outcomes(asides: Iterable[SetAside], rows: list[Any], now: datetime) -> Iterator[Outcome]:
    """The latest first: what rests still, and what is no longer so."""
    known = {(isinstance(row, Group), row.pk): row for row in rows}
    for aside in asides:
        kind = KINDS[aside.kind]
        row = known.get((kind.of_group, aside.about))
        if row is None:
            continue
        is_over = not kind.holds(row)
        if is_over or aside.rests(now):
            yield Outcome(aside, row, kind, is_over)
