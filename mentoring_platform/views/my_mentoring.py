"""The first page for everybody: what needs me now?"""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts import next_steps as account_steps
from accounts.models import User
from meetings import next_steps as meeting_steps
from meetings.models import Attendance, Meeting
from mentoring_platform.access import Who, policy
from mentoring_platform.context import frame_of
from mentoring_platform.http import MemberRequest
from mentoring_platform.monday import AT_MOST, gathered, monday
from mentoring_platform.next_steps import by_deadline
from mentoring_platform.views.monday import opened
from programmes import next_steps as programme_steps
from programmes.models import Group, GroupMembership, Programme

SEATS = 20


@policy(Who.SIGNED_IN)
def my_mentoring(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    frame = frame_of(request)
    mine = _mine(request.user, now) if frame.takes_part else {"steps": [], "seats": []}
    steps = [*mine["steps"], *programme_steps.steps(frame.invitations, now)]
    steps += account_steps.steps(request, request.user)
    steps.sort(key=by_deadline)
    seen = monday(request.user, now) if frame.coordinated else None
    things = gathered(seen.things) if seen else []
    minutes = sum(todo.minutes for todo in (*steps, *things[:AT_MOST]))
    context = mine | {
        "steps": steps[:AT_MOST],
        "more": steps[AT_MOST:],
        "things": things[:AT_MOST],
        "more_things": things[AT_MOST:],
        "outcomes": seen.outcomes if seen else [],
        "count": len(steps) + len(things),
        "minutes": minutes,
        "today": timezone.localdate(),
    }
    if things and things[0].kind.text and not things[0].alike and not frame.takes_part:
        context["first"] = things[0]
        context |= opened(things[0], request)
    return render(request, "home/my_mentoring.html", context)


def _mine(user: User, now: datetime) -> dict[str, Any]:
    """What somebody has who sits in groups, in two queries."""
    seats = list(_seats(user, now))
    meetings = list(meeting_steps.planned(user, now))
    coming = [meeting for meeting in meetings if meeting.ends_at > now and meeting.is_ahead()]
    return {
        "steps": list(meeting_steps.steps(meetings, seats, now)),
        "next": _next(coming),
        "seats": seats,
        "way": next(iter(seats), None),
    }


def _next(coming: list[Any]) -> Any:
    """The first meeting that I may come to, or else the one without me; with my answer in words."""
    mine = (one for one in coming if one.answer != Attendance.Answer.NO)
    found = next(mine, next(iter(coming), None))
    if found and found.answer:
        found.answer_words = Attendance.Answer(found.answer).label
    return found


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
