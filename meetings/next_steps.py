"""What a person has to do about meetings."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from meetings.models import Attendance, Meeting
from mentoring_platform.next_steps import NextStep
from programmes.models import Group, Programme
from programmes.modules import Module

AHEAD = timedelta(days=14)
MOST = 20


def steps(user: User, now: datetime) -> Iterator[NextStep]:
    """Answers owed, logs missing, groups without a next meeting. Three queries."""
    yield from _answers(user, now)
    yield from _logs(user, now)
    yield from _plans(user, now)


def _answers(user: User, now: datetime) -> Iterator[NextStep]:
    owed = (
        Attendance.objects.expected()
        .filter(
            participant__user=user,
            answer="",
            meeting__state=Meeting.State.PLANNED,
            meeting__starts_at__gt=now,
            meeting__starts_at__lte=now + AHEAD,
        )
        .select_related("meeting__group__programme")
        .order_by("meeting__starts_at")
    )
    for attendance in owed[:MOST]:
        meeting = attendance.meeting
        yield NextStep(
            title=_("Tell whether you come to the meeting of %(group)s") % {"group": meeting.group},
            text=meeting.theme,
            url=meeting.get_absolute_url(),
            verb=_("Answer"),
            due_at=meeting.starts_at,
        )


def _logs(user: User, now: datetime) -> Iterator[NextStep]:
    unlogged = Meeting.objects.of_member(user).past_unlogged(now).select_related("group")
    for meeting in unlogged.order_by("ends_at")[:MOST]:
        yield NextStep(
            title=_("Write the log of meeting %(number)d, %(group)s")
            % {"number": meeting.number, "group": meeting.group},
            text=_("Two sentences are enough. Or say that it did not take place."),
            url=reverse("meetings:log", args=[meeting.pk]),
            verb=_("Write the log"),
            due_at=meeting.ends_at,
            minutes=2,
        )


def _plans(user: User, now: datetime) -> Iterator[NextStep]:
    coming = Meeting.objects.filter(group=OuterRef("pk")).coming(now)
    running = [Programme.State.OPEN, Programme.State.RUNNING]
    quiet = (
        Group.objects.of_member(user)
        .filter(~Exists(coming), state=Group.State.ACTIVE, programme__state__in=running)
        .select_related("programme")
        .order_by("name")
    )
    for group in quiet[:MOST]:
        if group.programme.uses(Module.MEETINGS):
            yield NextStep(
                title=_("Plan the next meeting of %(group)s") % {"group": group},
                text=_("No meeting is planned. Whoever is quickest may do it."),
                url=reverse("meetings:plan", args=[group.pk]),
                verb=_("Plan a meeting"),
                minutes=2,
            )
