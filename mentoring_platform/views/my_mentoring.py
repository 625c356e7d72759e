"""The first page for everybody: what needs me now?"""

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
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
    coming = list(_coming(request.user, now))
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
        "next": next((one for one in coming if one.answer != Attendance.Answer.NO), None),
        "seats": seats,
        "way": next((seat.group.programme for seat in seats), None),
        "today": timezone.localdate(),
    }
    return render(request, "home/my_mentoring.html", context)


def _coming(user: User, now: datetime) -> QuerySet[Attendance]:
    """The meetings ahead of me, with my answers."""
    coming = Attendance.objects.expected().filter(
        participant__user=user,
        meeting__state=Meeting.State.PLANNED,
        meeting__ends_at__gt=now,
    )
    return coming.select_related("meeting__group__programme").order_by("meeting__starts_at")[:SEATS]


def _seats(user: User, now: datetime) -> QuerySet[GroupMembership]:
    """My groups with the date on which each meets next."""
    coming = Meeting.objects.filter(group=OuterRef("group")).coming(now).order_by("starts_at")
    seats = (
        GroupMembership.objects.of_present()
        .filter(participant__user=user)
        .exclude(group__programme__state=Programme.State.ARCHIVED)
        .exclude(group__state=Group.State.CLOSED)
        .annotate(next_at=Subquery(coming.values("starts_at")[:1]))
    )
    return seats.select_related("group__programme").order_by("next_at", "pk")[:SEATS]
