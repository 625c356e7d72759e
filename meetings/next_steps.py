"""What a person has to do about meetings."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from meetings.models import Attendance, Meeting
from mentoring_platform.next_steps import NextStep
from programmes.models import Group, GroupMembership, Programme
from programmes.modules import Module

AHEAD = timedelta(days=14)
MOST = 20
RUNNING = {Programme.State.OPEN, Programme.State.RUNNING}


def steps(
    user: User, now: datetime, *, coming: list[Attendance], seats: list[GroupMembership]
) -> Iterator[NextStep]:
    """Answers owed, logs missing, groups without a next meeting.

    ``coming`` are the person's meetings ahead and ``seats`` their groups with ``next_at``, as
    the page has loaded them already.
    """
    yield from _answers(now, coming)
    yield from _logs(user, now)
    yield from _plans(seats)


def _answers(now: datetime, coming: list[Attendance]) -> Iterator[NextStep]:
    for attendance in coming:
        meeting = attendance.meeting
        if attendance.answer or not now < meeting.starts_at <= now + AHEAD:
            continue
        yield NextStep(
            title=_("Tell whether you come to the meeting of %(group)s") % {"group": meeting.group},
            text=meeting.theme,
            url=meeting.get_absolute_url(),
            verb=_("Answer"),
            due_at=meeting.starts_at,
        )


def _logs(user: User, now: datetime) -> Iterator[NextStep]:
    unlogged = Meeting.objects.of_member(user).past_unlogged(now)
    unlogged = unlogged.exclude(group__programme__state=Programme.State.ARCHIVED)
    for meeting in unlogged.select_related("group__programme").order_by("ends_at")[:MOST]:
        if not meeting.group.programme.uses(Module.MEETINGS):
            continue
        yield NextStep(
            title=_("Write the log of meeting %(number)d, %(group)s")
            % {"number": meeting.number, "group": meeting.group},
            text=_("Two sentences are enough. Or say that it did not take place."),
            url=reverse("meetings:log", args=[meeting.pk]),
            verb=_("Write the log"),
            due_at=meeting.ends_at,
            minutes=2,
        )


def _plans(seats: list[GroupMembership]) -> Iterator[NextStep]:
    for seat in seats:
        group, programme = seat.group, seat.group.programme
        is_due = seat.next_at is None and group.state == Group.State.ACTIVE  # type: ignore[attr-defined]
        if is_due and programme.state in RUNNING and programme.uses(Module.MEETINGS):
            yield NextStep(
                title=_("Plan the next meeting of %(group)s") % {"group": group},
                text=_("No meeting is planned. Whoever is quickest may do it."),
                url=reverse("meetings:plan", args=[group.pk]),
                verb=_("Plan a meeting"),
                minutes=2,
            )
