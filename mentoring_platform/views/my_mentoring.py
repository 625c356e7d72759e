"""The first page for everybody: what needs me now?"""

from datetime import datetime

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from meetings import next_steps as meeting_steps
from meetings.models import Attendance, Meeting
from mentoring_platform.access import Who, policy
from mentoring_platform.http import MemberRequest
from mentoring_platform.next_steps import by_deadline
from programmes import next_steps as programme_steps
from programmes.models import Group, GroupMembership, Programme

SHOWN = 7
SEATS = 20


@policy(Who.SIGNED_IN)
def my_mentoring(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    coming = [one for one in _coming(request.user, now) if one.meeting.is_ahead()]
    seats = list(_seats(request.user, now))
    steps = sorted(
        [
            *meeting_steps.steps(request.user, now, coming=coming, seats=seats),
            *programme_steps.steps(request.user, now),
        ],
        key=by_deadline,
    )
    context = {
        "steps": steps[:SHOWN],
        "more": steps[SHOWN:],
        "count": len(steps),
        "minutes": sum(step.minutes for step in steps),
        "next": _next(coming),
        "seats": seats,
        "way": next(iter(seats), None),
        "today": timezone.localdate(),
    }
    return render(request, "home/my_mentoring.html", context)


def _next(coming: list[Attendance]) -> Attendance | None:
    """The first meeting that I may come to, or else the one without me."""
    mine = (one for one in coming if one.answer != Attendance.Answer.NO)
    return next(mine, next(iter(coming), None))


def _coming(user: User, now: datetime) -> QuerySet[Attendance]:
    """The meetings ahead of me, with my answers."""
    coming = (
        Attendance.objects.of_person(user)
        .expected()
        .filter(
            meeting__state=Meeting.State.PLANNED,
            meeting__ends_at__gt=now,
        )
    )
    return coming.select_related("meeting__group__programme").order_by("meeting__starts_at")[:SEATS]


def _seats(user: User, now: datetime) -> QuerySet[GroupMembership]:
    """My groups: when each meets next, and how often it has met."""
    meetings = Meeting.objects.of_member(user).filter(group=OuterRef("group"))
    coming = meetings.coming(now).order_by("starts_at")
    held = meetings.filter(state=Meeting.State.HELD).order_by().values("group")
    seats = (
        GroupMembership.objects.of_person(user)
        .of_present()
        .exclude(group__programme__state=Programme.State.ARCHIVED)
        .exclude(group__state=Group.State.CLOSED)
        .annotate(
            next_at=Subquery(coming.values("starts_at")[:1]),
            held=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0),
        )
    )
    return seats.select_related("group__programme").order_by(
        F("next_at").asc(nulls_last=True), "pk"
    )[:SEATS]
