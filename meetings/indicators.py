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
from mentoring_platform import figures
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


def _meetings(now: datetime) -> dict[str, Count]:
    return {name or "all": Count("pk", filter=q) for name, q in _conditions(now).items()}


def meeting_counts(meetings: MeetingQuerySet, now: datetime) -> dict[str, int]:
    """How many meetings stand behind each figure, in one query; "" counts all of them."""
    found = meetings.aggregate(**_meetings(now))
    return {"" if name == "all" else name: count for name, count in found.items()}


def meetings_column(now: datetime) -> Subquery:
    return figures.column(Meeting.objects.all(), _meetings(now), per="group__programme")


def attendance_column() -> Subquery:
    """Of those ``asked`` to meetings that were held and logged, how many were ``there``."""
    asked = Attendance.objects.filter(meeting__state=State.HELD).exclude(was_present=None)
    counts = {"asked": Count("pk"), "there": Count("pk", filter=Q(was_present=True))}
    return figures.column(asked, counts, per="meeting__group__programme")


def groups_needing_help(programme: Programme, now: datetime) -> "QuerySet[Any]":
    """Groups at work that somebody should look after, with the reasons.

    ``is_quiet``: no meeting ahead and none in the last 30 days; a group younger than a week is
    left in peace. ``last_met`` is the start of its last meeting that was held.
    ``has_unlogged``: two days after a meeting nobody has said whether it took place.
    ``is_small``: without a mentor, or fewer people than the programme's least number.
    """
    groups = with_sizes(Group.objects.filter(programme=programme, state=Group.State.ACTIVE))
    meetings = Meeting.objects.filter(group=OuterRef("pk"))
    alive = meetings.filter(state__in=[State.PLANNED, State.HELD], ends_at__gt=now - QUIET)
    unlogged = meetings.filter(state=State.PLANNED, ends_at__lte=now - LOG_WITHIN)
    held = meetings.filter(state=State.HELD).order_by("-starts_at").values("starts_at")
    meets = programme.uses(Module.MEETINGS)
    old_enough = Q(formed_at__lt=now - FIRST_WITHIN)
    return groups.annotate(
        is_quiet=_flag(~Exists(alive) & old_enough) if meets else Value(False),
        has_unlogged=Exists(unlogged) if meets else Value(False),
        is_small=_flag(size_conditions()["small"]),
        last_met=Subquery(held[:1]),
    ).filter(Q(is_quiet=True) | Q(has_unlogged=True) | Q(is_small=True))


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())
