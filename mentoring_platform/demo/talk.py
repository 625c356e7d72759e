"""What people of the demo write to each other, and what waits for their coordinator on Monday."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from accounts.models import User
from conversations.audiences import people_of
from conversations.models import Announcement, Post, Visit
from meetings.models import Log, Meeting
from meetings.wall_time import instant
from mentoring_platform.demo.texts import ANNOUNCEMENTS, THREADS
from notifications.models import Message
from programmes.models import Group, Programme, Role, SetAside

State = Meeting.State


def talk(programmes: Sequence[Programme], coordinator: User, now: datetime) -> None:
    """Threads in the groups, announcements that were sent, and things to do."""
    Meeting.objects.update(planned_at=F("starts_at") - timedelta(days=21))
    for number, group in enumerate(programmes[0].groups.order_by("pk")[:6]):
        _chat(group, THREADS[number % len(THREADS)], now)
    for days, words in zip((40, 6), ANNOUNCEMENTS, strict=True):
        _announce(programmes[0], coordinator, words, at=now - timedelta(days=days))
    _more_trouble(programmes[0], now)
    _set_aside(programmes[0], coordinator, now)


def _chat(group: Group, lines: Sequence[str], now: datetime) -> None:
    """The last line is new to everybody but its author."""
    seats = group.memberships.of_present().select_related("participant__user").order_by("pk")
    members = [seat.participant.user for seat in seats]
    posts = Post.objects.bulk_create(
        Post(
            group=group,
            author=members[(n + 1) % len(members)],
            text=line,
            written_at=now - timedelta(days=2 * (len(lines) - n) - 1, hours=n),
        )
        for n, line in enumerate(lines)
    )
    Visit.objects.bulk_create(Visit(group=group, user=who, seen=posts[-2].pk) for who in members)


def _announce(programme: Programme, by: User, words: Sequence[str], *, at: datetime) -> None:
    audience, title, text = words
    people = people_of(audience, programme, None, at).values_list("user", flat=True)
    written = Announcement.write(
        programme=programme,
        audience=audience,
        people=list(people),
        title=title,
        text=text,
        by=by,
        now=at,
    )
    written.messages().update(state=Message.State.SENT, sent_at=at)


def _more_trouble(programme: Programme, now: datetime) -> None:
    """A group that missed twice, and one whose mentors left."""
    by_name = {group.name: group for group in programme.groups.all()}
    missed = Meeting.objects.filter(group=by_name["Leppä"])
    missed.filter(ends_at__gt=now).delete()
    Log.objects.filter(meeting__group=by_name["Leppä"], meeting__number__gt=1).delete()
    for meeting, days in zip(missed.order_by("number"), (26, 12, 5), strict=True):
        meeting.day = (now - timedelta(days=days)).date()
        meeting.starts_at = instant(meeting.day, meeting.time, meeting.zone)
        meeting.ends_at = meeting.starts_at + timedelta(minutes=meeting.minutes)
        meeting.state = State.HELD if days == 26 else State.MISSED
        meeting.save()
    for seat in by_name["Haapa"].memberships.filter(role=Role.MENTOR):
        seat.participant.leave(now=now - timedelta(days=3))


def _set_aside(programme: Programme, by: User, now: datetime) -> None:
    """What the coordinator has seen to lately."""
    by_name = {group.name: group for group in programme.groups.all()}
    for name, kind, did, why, days in (
        ("Mänty", "quiet", SetAside.Did.WROTE, "", 8),
        ("Pihlaja", "unlogged", SetAside.Did.WROTE, "", 5),
    ):
        at = now - timedelta(days=days)
        SetAside.put(
            programme=programme,
            kind=kind,
            about=by_name[name].pk,
            by=by,
            now=at,
            did=did,
            why=why,
        )
