"""What a member can do about a meeting from the mail itself, without signing in."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from meetings.models import Attendance, Meeting
from mentoring_platform.templatetags.ui import hour, weekday
from reminders.links import Purpose

WORKED_IN = ("open", "running", "closing")


def _attendance(pk: int, person: User) -> Attendance | None:
    """The answer of somebody who is still expected at a meeting that lies ahead."""
    mine = Attendance.objects.expected().filter(
        participant__user=person,
        meeting__state=Meeting.State.PLANNED,
        meeting__starts_at__gt=timezone.now(),
    )
    mine = mine.select_related("meeting__group__programme")
    found = mine.filter(pk=pk).first()
    return found if found and _is_at_work(found.meeting) else None


def _is_at_work(meeting: Meeting) -> bool:
    return meeting.is_ahead() and meeting.group.programme.state in WORKED_IN


def _seen_answer(mine: Attendance) -> str:
    """Changes with every answer, and when the meeting moves."""
    return f"{mine.answer}:{mine.answered_at}:{mine.meeting.sequence}"


def _come(mine: Attendance, person: User, now: datetime) -> None:
    mine.reply(Attendance.Answer.YES, now=now)


def _stay_away(mine: Attendance, person: User, now: datetime) -> None:
    mine.reply(Attendance.Answer.NO, now=now)


def _asked(mine: Attendance) -> str:
    return _("Do you come to the meeting of %(group)s on %(when)s?") % {
        "group": mine.meeting.group,
        "when": _when(mine.meeting),
    }


def _when(meeting: Meeting) -> str:
    return f"{weekday(timezone.localtime(meeting.starts_at))}, {hour(meeting.starts_at)}"


def _page_of(mine: Attendance) -> str:
    return mine.meeting.get_absolute_url()


COME = Purpose(
    "meeting_come",
    _attendance,
    _seen_answer,
    _asked,
    gettext_lazy("I come"),
    _come,
    gettext_lazy("Thank you. The others see that you come."),
    _page_of,
)
STAY_AWAY = Purpose(
    "meeting_stay_away",
    _attendance,
    _seen_answer,
    _asked,
    gettext_lazy("I cannot come"),
    _stay_away,
    gettext_lazy("Thank you for telling. The others see that you cannot come."),
    _page_of,
)


def _past_meeting(pk: int, person: User) -> Meeting | None:
    """A meeting behind a group in which the person still sits and takes part."""
    meetings = Meeting.objects.of_member(person).select_related("group__programme")
    found = meetings.filter(pk=pk, ends_at__lte=timezone.now()).first()
    if found is None or found.group.programme.state not in WORKED_IN:
        return None
    return found


def _seen_state(meeting: Meeting) -> str:
    return f"{meeting.state}:{meeting.sequence}"


def _held(meeting: Meeting) -> str:
    words = {"group": meeting.group, "when": _when(meeting)}
    return _("Did the meeting of %(group)s on %(when)s take place?") % words


def _hold(meeting: Meeting, person: User, now: datetime) -> None:
    meeting.hold()


def _miss(meeting: Meeting, person: User, now: datetime) -> None:
    meeting.miss()


def _meeting_page(meeting: Any) -> str:
    return str(meeting.get_absolute_url())


TOOK_PLACE = Purpose(
    "meeting_took_place",
    _past_meeting,
    _seen_state,
    _held,
    gettext_lazy("It took place"),
    _hold,
    gettext_lazy("Noted. Two sentences for the log would help everybody remember."),
    _meeting_page,
)
DID_NOT = Purpose(
    "meeting_did_not",
    _past_meeting,
    _seen_state,
    _held,
    gettext_lazy("It did not take place"),
    _miss,
    gettext_lazy("Noted. Choose a new time with your group?"),
    _meeting_page,
)

PURPOSES = (COME, STAY_AWAY, TOOK_PLACE, DID_NOT)
