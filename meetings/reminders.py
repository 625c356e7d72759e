"""The day before a meeting: one mail to each member, with the calendar file."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.calendar import meeting_file
from meetings.models import Attendance, Meeting
from mentoring_platform.templatetags.ui import day, hour
from notifications.kinds import Kind, Letter, Weight
from notifications.models import Message

AHEAD = timedelta(days=1)


def owe(now: datetime) -> None:
    """Write a reminder for everybody expected at a meeting of the next day.

    The meeting's start is part of the key: a moved meeting is a new intention, and the old one
    is dropped when it is composed. Who joined the group since it was planned is asked first.
    """
    Attendance.objects.follow_groups(now)
    due = (
        Attendance.objects.expected()
        .filter(
            meeting__state=Meeting.State.PLANNED,
            meeting__starts_at__gt=now,
            meeting__starts_at__lte=now + AHEAD,
        )
        .exclude(answer=Attendance.Answer.NO)
        .select_related("meeting__group__programme", "participant")
    )
    Message.objects.owe(
        Message.intend(
            "meeting_reminder",
            person_id=attendance.participant.user_id,
            about=attendance.pk,
            due_at=attendance.meeting.starts_at - AHEAD,
            programme=attendance.meeting.group.programme_id,
        )
        for attendance in due
        if attendance.meeting.is_ahead()
    )


def compose(message: Message) -> Letter | None:
    """Nothing to say if the meeting moved, was called off, has begun, or the person is out."""
    expected = Attendance.objects.expected().exclude(answer=Attendance.Answer.NO)
    attendance = (
        expected.filter(pk=message.about, meeting__starts_at__gt=timezone.now())
        .select_related("meeting__group__programme", "participant__user")
        .first()
    )
    if attendance is None:
        return None
    meeting = attendance.meeting
    if not meeting.is_ahead() or meeting.starts_at - AHEAD != message.due_at:
        return None
    coming = meeting.attendances.expected().listed().filter(answer=Attendance.Answer.YES)
    names = coming.order_by("participant__user__name").values_list("participant__user__name")
    context = {
        "attendance": attendance,
        "meeting": meeting,
        "group": meeting.group,
        "programme": meeting.group.programme,
        "coming": ", ".join(name for (name,) in names if name),
        "link": settings.SITE_URL + meeting.get_absolute_url(),
        "seed": meeting.group.programme.band_seed,
    }
    group, at = meeting.group.name, meeting.starts_at
    return Letter(
        context,
        [meeting_file(meeting, attendance.participant.user)],
        title=gettext("%(group)s meets %(day)s at %(hour)s")
        % {"group": group, "day": day(at).lower(), "hour": hour(at)},
        url=meeting.get_absolute_url(),
        reason=gettext("You get this because you are a member of group %(group)s.")
        % {"group": group},
    )


KIND = Kind("meeting_reminder", _("Meeting tomorrow"), compose, owe, Weight.PROMPT)
