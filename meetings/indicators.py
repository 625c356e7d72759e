"""Figures about meetings. One definition each; every list that a figure opens uses it too."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from meetings.models import Attendance, Meeting
from meetings.models.meeting import MeetingQuerySet
from mentoring_platform.figures import Counts
from programmes.indicators import SMALL, with_sizes
from programmes.models import Group, Programme
from programmes.modules import Module

State = Meeting.State
CLOSING = Programme.State.CLOSING
QUIET = timedelta(days=30)
LOG_WITHIN = timedelta(days=2)
FIRST_WITHIN = timedelta(days=7)
IN_TROUBLE = Q(is_quiet=True) | Q(has_unlogged=True) | Q(missed_twice=True) | Q(is_small=True)


def _conditions(now: datetime) -> dict[str, Q]:
    return {
        "": Q(),
        "coming": Q(state=State.PLANNED, ends_at__gt=now),
        "due": Q(state=State.HELD) | Q(state__in=[State.PLANNED, State.MISSED], ends_at__lte=now),
        "held": Q(state=State.HELD),
        "unlogged": Q(state=State.PLANNED, ends_at__lte=now),
        "cancelled": Q(state__in=[State.CANCELLED, State.MISSED]),
    }


def meetings_shown(meetings: MeetingQuerySet, show: str, now: datetime) -> MeetingQuerySet:
    """The meetings behind a figure: coming, due, held, unlogged, cancelled, or all."""
    return meetings.filter(_conditions(now).get(show, Q()))


def meeting_counts(meetings: MeetingQuerySet, now: datetime) -> dict[str, int]:
    """How many meetings stand behind each figure, in one query; "" counts all of them."""
    counts = {name or "all": Count("pk", filter=q) for name, q in _conditions(now).items()}
    found = meetings.aggregate(**counts)
    return {"" if name == "all" else name: count for name, count in found.items()}


def meeting_figures(programme: Programme, now: datetime) -> tuple[MeetingQuerySet, Counts]:
    """``coming``, ``due`` so far, ``held``, and ``unlogged`` meetings of all groups."""
    conditions = _conditions(now)
    shown = ("coming", "due", "held", "unlogged")
    counts = {name: Count("pk", filter=conditions[name]) for name in shown}
    return Meeting.objects.filter(group__programme=programme), counts


def attendance_figures(programme: Programme) -> "tuple[QuerySet[Attendance], Counts]":
    """Of those ``asked`` to meetings that were held and logged, how many were ``there``."""
    held = Attendance.objects.filter(
        meeting__group__programme=programme, meeting__state=State.HELD
    ).exclude(was_present=None)
    return held, {"asked": Count("pk"), "there": Count("pk", filter=Q(was_present=True))}


def groups_needing_help(programmes: Sequence[Programme], now: datetime) -> "QuerySet[Any]":
    """Groups at work that somebody should look after, with the facts that say why.

    ``is_quiet``: no meeting ahead and none in the last 30 days; a group younger than a week is
    left in peace, and so is one whose programme closes. ``last_met`` is the start of its last
    meeting that was held, ``next_at`` that of the next one.
    ``has_unlogged``: two days after a meeting nobody has said whether it took place; the first
    such meeting ended ``unlogged_at``.
    ``missed_twice``: neither of the last two meetings took place, and none is ahead.
    The others are small: without a mentor, or fewer people than the programme's least number.
    """
    groups = Group.objects.filter(state=Group.State.ACTIVE)
    return with_facts(groups, programmes, now).filter(IN_TROUBLE)


def with_facts(
    groups: "QuerySet[Group]", programmes: Sequence[Programme], now: datetime
) -> "QuerySet[Any]":
    """The groups of these programmes with what ``groups_needing_help`` tells of them."""
    of_group = Meeting.objects.filter(group=OuterRef("pk"))
    alive = of_group.filter(state__in=[State.PLANNED, State.HELD], ends_at__gt=now - QUIET)
    unlogged = of_group.filter(state=State.PLANNED, ends_at__lte=now - LOG_WITHIN)
    over = of_group.filter(state__in=[State.HELD, State.MISSED]).order_by("-starts_at")
    held = of_group.filter(state=State.HELD).order_by("-starts_at").values("starts_at")
    coming = of_group.coming(now).order_by("starts_at").values("starts_at")
    sized = with_sizes(groups.filter(programme__in=[programme.pk for programme in programmes]))
    facts = sized.annotate(
        last_met=Subquery(held[:1]),
        next_at=Subquery(coming[:1]),
        unlogged_at=Subquery(unlogged.order_by("ends_at").values("ends_at")[:1]),
    ).alias(
        # a value and not Exists, which would gather the meetings of every group first
        alive=Subquery(alive.values("pk")[:1]),
        last_state=Coalesce(Subquery(over.values("state")[:1]), Value("")),
        state_before=Coalesce(Subquery(over.values("state")[1:2]), Value("")),
    )
    meeting = {programme.pk for programme in programmes if programme.uses(Module.MEETINGS)}
    at_work = {programme.pk for programme in programmes if programme.state != CLOSING}
    quiet = Q(alive=None, formed_at__lt=now - FIRST_WITHIN)
    missed = Q(last_state=State.MISSED, state_before=State.MISSED, next_at=None)
    return facts.annotate(
        is_quiet=_within(meeting & at_work, quiet),
        has_unlogged=_within(meeting, Q(unlogged_at__isnull=False)),
        missed_twice=_within(meeting & at_work, missed),
        is_small=_within(at_work, SMALL),
    )


def _within(programmes: set[int], condition: Q) -> Any:
    """The condition as a fact, false in all other programmes."""
    if not programmes:
        return Value(False)
    return ExpressionWrapper(condition & Q(programme__in=sorted(programmes)), BooleanField())
