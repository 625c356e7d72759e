"""The first page for everybody: what needs me now?"""

from datetime import datetime

from django.db.models import OuterRef, Subquery
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
from programmes.models import Group, GroupMembership, Participant, Programme

SHOWN = 7
GROUPS = 20


@policy(Who.SIGNED_IN)
def my_mentoring(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    steps = sorted(
        [*meeting_steps.steps(request.user, now), *programme_steps.steps(request.user, now)],
        key=by_deadline,
    )
    groups = _groups(request.user, now)
    context = {
        "steps": steps[:SHOWN],
        "more": steps[SHOWN:],
        "count": len(steps),
        "minutes": sum(step.minutes for step in steps),
        "next": _next_meeting(request.user, now),
        "groups": groups,
        "way": next((seat.group.programme for seat in groups), None),
        "coordinated": _coordinated(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "home/my_mentoring.html", context)


def _next_meeting(user: User, now: datetime) -> Attendance | None:
    coming = Attendance.objects.expected().filter(
        participant__user=user,
        meeting__state=Meeting.State.PLANNED,
        meeting__ends_at__gt=now,
    )
    return (
        coming.exclude(answer=Attendance.Answer.NO)
        .select_related("meeting__group")
        .order_by("meeting__starts_at")
        .first()
    )


def _groups(user: User, now: datetime) -> list[GroupMembership]:
    """My groups with the date on which each meets next; those of running programmes first."""
    coming = Meeting.objects.filter(group=OuterRef("group")).coming(now).order_by("starts_at")
    seats = GroupMembership.objects.current().filter(
        participant__user=user, participant__state=Participant.State.ACTIVE
    )
    seats = seats.exclude(group__programme__state=Programme.State.ARCHIVED)
    seats = seats.exclude(group__state=Group.State.CLOSED)
    seats = seats.annotate(next_at=Subquery(coming.values("starts_at")[:1]))
    return list(seats.select_related("group__programme").order_by("next_at", "pk")[:GROUPS])


def _coordinated(user: User) -> list[Programme]:
    programmes = Programme.objects.coordinated_by(user)
    return list(
        programmes.exclude(state=Programme.State.ARCHIVED).order_by("-starts_on", "pk")[:GROUPS]
    )
