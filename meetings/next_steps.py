"""What there is to do about meetings: for members, and for coordinators of silent groups."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from meetings.models import Attendance, Meeting
from mentoring_platform.next_steps import NextStep, Trouble
from mentoring_platform.templatetags.ui import short_day
from programmes.models import Group, GroupMembership, Programme
from programmes.modules import Module

AHEAD = timedelta(days=14)
MOST = 60
RUNNING = {Programme.State.OPEN, Programme.State.RUNNING}


def planned(user: User, now: datetime) -> "QuerySet[Any]":
    """The meetings of my groups that are ahead, then those that nobody has logged; one query.

    ``answer`` is what I said, "" if nothing yet, None if I was not asked.
    """
    mine = Attendance.objects.of_person(user).expected().filter(meeting=OuterRef("pk"))
    is_over = Case(When(ends_at__gt=now, then=0), default=1)
    meetings = Meeting.objects.of_member(user).filter(state=Meeting.State.PLANNED)
    meetings = meetings.exclude(group__programme__state=Programme.State.ARCHIVED)
    meetings = meetings.annotate(answer=Subquery(mine.values("answer")[:1]))
    return meetings.select_related("group__programme").order_by(is_over, "starts_at", "pk")[:MOST]


def steps(meetings: list[Any], seats: list[GroupMembership], now: datetime) -> Iterator[NextStep]:
    """Answers owed, logs missing, groups without a next meeting.

    ``meetings`` are the ``planned`` ones, and ``seats`` the person's groups with ``next_at``, as
    the page has loaded them already.
    """
    for meeting in meetings:
        if not meeting.group.programme.uses(Module.MEETINGS):
            continue
        if meeting.ends_at <= now:
            yield _log(meeting)
        elif meeting.answer == "" and now < meeting.starts_at <= now + AHEAD and meeting.is_ahead():
            yield _answer(meeting)
    yield from _plans(seats)


def _answer(meeting: Meeting) -> NextStep:
    return NextStep(
        title=_("Tell whether you come to the meeting of %(group)s") % {"group": meeting.group},
        text=meeting.theme,
        url=meeting.get_absolute_url(),
        verb=_("Answer"),
        due_at=meeting.starts_at,
    )


def _log(meeting: Meeting) -> NextStep:
    return NextStep(
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


def _silent(group: Any) -> str:
    if group.last_met is None:
        return _("%(group)s has never met, and no meeting is planned") % {"group": group}
    return _("%(group)s has not met since %(day)s, and no meeting is planned") % {
        "group": group,
        "day": short_day(group.last_met),
    }


def _silent_groups(count: int) -> str:
    text = ngettext(
        "%(n)d group has not met for 30 days, and nothing is planned",
        "%(n)d groups have not met for 30 days, and nothing is planned",
        count,
    )
    return text % {"n": count}


def _missed(group: Any) -> str:
    return _("The last two meetings of %(group)s did not take place") % {"group": group}


def _missing_groups(count: int) -> str:
    text = ngettext(
        "%(n)d group has missed two meetings", "%(n)d groups have missed two meetings", count
    )
    return text % {"n": count}


def _unlogged(group: Any) -> str:
    return _("The meeting of %(group)s on %(day)s has no log") % {
        "group": group,
        "day": short_day(group.unlogged_at),
    }


def _unlogged_groups(count: int) -> str:
    text = ngettext("%(n)d group misses a log", "%(n)d groups miss a log", count)
    return text % {"n": count}


def _meets(group: Any) -> str:
    if group.next_at:
        return _("It meets on %(day)s.") % {"day": short_day(group.next_at)}
    if group.last_met:
        return _("It met on %(day)s.") % {"day": short_day(group.last_met)}
    return ""


def _ask_the_silent(group: Any, names: str, writer: str) -> tuple[str, str]:
    known = {"names": names, "group": group, "writer": writer}
    if group.last_met is None:
        words = _(
            "Hello %(names)s,\n\n%(group)s has not met yet, and no meeting is planned. Is "
            "anything in the way that I can help with? One hour is enough to get to know each "
            "other: propose two or three times to the group, or tell me and I will."
            "\n\n%(writer)s"
        )
    else:
        known["day"] = short_day(group.last_met)
        words = _(
            "Hello %(names)s,\n\n%(group)s has not met since %(day)s, and no new meeting is "
            "planned. Is anything in the way that I can help with? If a time is hard to find, "
            "propose two or three to the group, or tell me and I will.\n\n%(writer)s"
        )
    return _("How is %(group)s doing?") % known, words % known


def _ask_who_missed(group: Any, names: str, writer: str) -> tuple[str, str]:
    known = {"names": names, "group": group, "writer": writer}
    words = _(
        "Hello %(names)s,\n\nthe last two meetings of %(group)s did not take place. That happens. "
        "Would another day or hour suit everybody better? Choose a new time when you can, or tell "
        "me what would help.\n\n%(writer)s"
    )
    return _("A new time for %(group)s?") % known, words % known


def _ask_for_a_log(group: Any, names: str, writer: str) -> tuple[str, str]:
    day = short_day(group.unlogged_at)
    known = {"names": names, "group": group, "writer": writer, "day": day}
    words = _(
        "Hello %(names)s,\n\nthe meeting of %(group)s on %(day)s has no log yet. Did it take "
        "place? Two sentences are enough, and only the group reads them. If it did not, one press "
        "on the meeting’s page says so.\n\n%(writer)s"
    )
    return _("Did %(group)s meet on %(day)s?") % known, words % known


TROUBLES = (
    Trouble(
        "quiet",
        10,
        lambda group: group.is_quiet,
        _silent,
        many=_silent_groups,
        sign=gettext_lazy("Silent"),
        verb=gettext_lazy("Ask the mentors"),
        since=lambda group: group.last_met or group.formed_at,
        urgency="late",
        text=_ask_the_silent,
        came=_meets,
    ),
    Trouble(
        "missed",
        20,
        lambda group: group.missed_twice,
        _missed,
        many=_missing_groups,
        sign=gettext_lazy("Missed twice"),
        verb=gettext_lazy("Ask the mentors"),
        since=lambda group: group.last_met or group.formed_at,
        urgency="late",
        text=_ask_who_missed,
        came=_meets,
    ),
    Trouble(
        "unlogged",
        50,
        lambda group: group.has_unlogged,
        _unlogged,
        many=_unlogged_groups,
        sign=gettext_lazy("No log"),
        verb=gettext_lazy("Ask the mentors"),
        since=lambda group: group.unlogged_at,
        text=_ask_for_a_log,
        came=lambda group: _("The log is there, or somebody has said that it did not take place."),
    ),
)
