"""Figures about meetings. One definition each; every list that a figure opens uses it too."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from meetings.models import Attendance, Meeting
from meetings.models.meeting import MeetingQuerySet
from mentoring_platform.figures import Counts
from programmes.indicators import size_conditions, with_sizes
from programmes.models import Group, Programme
from programmes.modules import Module

State = Meeting.State
QUIET = timedelta(days=30)
LOG_WITHIN = timedelta(days=2)
FIRST_WITHIN = timedelta(days=7)


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


def groups_needing_help(programme: Programme, now: datetime) -> "QuerySet[Any]":
    """Groups at work that somebody should look after, with the reasons.

    ``is_quiet``: no meeting ahead and none in the last 30 days; a group younger than a week is
    left in peace. ``last_met`` is the start of its last meeting that was held.
    ``has_unlogged``: two days after a meeting nobody has said whether it took place.
    The others are small: without a mentor, or fewer people than the programme's least number.
    """
    groups = with_sizes(Group.objects.filter(programme=programme, state=Group.State.ACTIVE))
    meetings = Meeting.objects.filter(group=OuterRef("pk"))
    alive = meetings.filter(state__in=[State.PLANNED, State.HELD], ends_at__gt=now - QUIET)
    unlogged = meetings.filter(state=State.PLANNED, ends_at__lte=now - LOG_WITHIN)
    held = meetings.filter(state=State.HELD).order_by("-starts_at").values("starts_at")
    meets = programme.uses(Module.MEETINGS)
    quiet = ~Exists(alive) & Q(formed_at__lt=now - FIRST_WITHIN)
    return groups.annotate(
        is_quiet=ExpressionWrapper(quiet, BooleanField()) if meets else Value(False),
        has_unlogged=Exists(unlogged) if meets else Value(False),
        last_met=Subquery(held[:1]),
    ).filter(Q(is_quiet=True) | Q(has_unlogged=True) | size_conditions(programme)["small"])
