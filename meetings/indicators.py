"""Figures about meetings. One definition each; every list that a figure opens uses it too."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from meetings.models import Attendance, Meeting
from meetings.models.meeting import MeetingQuerySet
from programmes.models import Group, Programme

State = Meeting.State
QUIET_DAYS = 30


def _conditions(now: datetime) -> dict[str, Q]:
    return {
        "": Q(),
        "coming": Q(state=State.PLANNED, ends_at__gt=now),
        "due": Q(ends_at__lte=now) & ~Q(state=State.CANCELLED),
        "held": Q(state=State.HELD),
        "unlogged": Q(state=State.PLANNED, ends_at__lte=now),
        "cancelled": Q(state__in=[State.CANCELLED, State.MISSED]),
    }


def meetings_shown(meetings: MeetingQuerySet, show: str, now: datetime) -> MeetingQuerySet:
    """The meetings behind a figure: coming, due, held, unlogged, cancelled, or all."""
    return meetings.filter(_conditions(now).get(show, Q()))


def meeting_counts(meetings: MeetingQuerySet, now: datetime) -> dict[str, int]:
    """How many meetings stand behind each figure, in one query."""
    counts = {
        show or "all": Count("pk", filter=condition) for show, condition in _conditions(now).items()
    }
    found = meetings.aggregate(**counts)
    return {"" if show == "all" else show: count for show, count in found.items()}


def attendance_percent(programme: Programme) -> int | None:
    """Of those expected at held meetings, how many were there; None before the first one."""
    held = Attendance.objects.filter(
        meeting__group__programme=programme, meeting__state=State.HELD
    ).exclude(was_present=None)
    found = held.aggregate(asked=Count("pk"), there=Count("pk", filter=Q(was_present=True)))
    return round(100 * found["there"] / found["asked"]) if found["asked"] else None


def groups_in_trouble(programme: Programme, now: datetime) -> "QuerySet[Group]":
    """Groups at work with no meeting planned and none held in 30 days, or one without a log.

    Each carries ``is_quiet`` and ``has_unlogged``; counted for running programmes only.
    """
    meetings = Meeting.objects.filter(group=OuterRef("pk"))
    coming = meetings.filter(state=State.PLANNED, ends_at__gt=now)
    recent = meetings.filter(state=State.HELD, ends_at__gt=now - timedelta(days=QUIET_DAYS))
    unlogged = meetings.filter(state=State.PLANNED, ends_at__lte=now - timedelta(days=2))
    groups = Group.objects.filter(programme=programme, state=Group.State.ACTIVE)
    return groups.annotate(
        is_quiet=~Exists(coming) & ~Exists(recent), has_unlogged=Exists(unlogged)
    ).filter(Q(is_quiet=True) | Q(has_unlogged=True))
