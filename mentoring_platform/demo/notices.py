"""What the people one can sign in as have been told so far, and how they want to be told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from meetings.models import Attendance
from mentoring_platform.templatetags.ui import hour
from notifications.models import Notice, Preference
from notifications.post import in_words_of
from programmes.models import Participant, Programme, Role

NEW = timedelta(days=2)


def tell_each(known: dict[str, User], *, now: datetime) -> None:
    for person in known.values():
        with in_words_of(person):
            Notice.objects.bulk_create(_notices(person, now))
    lucia = known["Lucía"]
    Preference.objects.of(lucia).change(now=now, hour=9, quiet_from=22, quiet_until=8)
    alumni = Programme.objects.get(participants__user=lucia, participants__role=Role.MENTEE)
    until = timezone.localdate(now) + timedelta(days=14)
    Preference.objects.mute(lucia, programme=alumni.pk, until=until)
    Preference.objects.of(known["Petri"]).change(now=now, rhythm=Preference.Rhythm.WEEKLY)


def _notices(person: User, now: datetime) -> Iterator[Notice]:
    seats = Attendance.objects.filter(participant__user=person).order_by("meeting__starts_at")
    is_old = seats.exists()
    yield Notice(
        key=f"welcome:{person.pk}",
        person=person,
        kind="welcome",
        title=_("Welcome! Tell us your language and time zone"),
        url=reverse("accounts:profile"),
        reason=_("You get this because an account was made for you."),
        told_at=now - timedelta(days=80 if is_old else 1),
        is_read=is_old,
    )
    invited = Participant.objects.filter(user=person).exclude(role=Role.COORDINATOR)
    for participant in invited.select_related("programme"):
        programme = participant.programme
        yield Notice(
            key=f"invitation:{person.pk}:{participant.pk}",
            person=person,
            kind="invitation",
            programme=programme.pk,
            title=_("You are invited: %(programme)s") % {"programme": programme},
            url=programme.get_absolute_url(),
            reason=_("You get this because a coordinator of “%(programme)s” added your address.")
            % {"programme": programme},
            told_at=now - timedelta(days=72),
            is_read=True,
        )
    for attendance in seats.select_related("meeting__group"):
        meeting = attendance.meeting
        told_at = meeting.starts_at - timedelta(days=1)
        if told_at > now:
            continue
        yield Notice(
            key=f"meeting_reminder:{person.pk}:{attendance.pk}",
            person=person,
            kind="meeting_reminder",
            programme=meeting.group.programme_id,
            title=_("%(group)s meets %(day)s at %(hour)s")
            % {
                "group": meeting.group.name,
                "day": _("Tomorrow").lower(),
                "hour": hour(meeting.starts_at),
            },
            url=meeting.get_absolute_url(),
            reason=_("You get this because you are a member of group %(group)s.")
            % {"group": meeting.group.name},
            told_at=told_at,
            is_read=told_at < now - NEW,
        )
