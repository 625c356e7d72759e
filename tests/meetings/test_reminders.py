"""The day before a meeting: one mail to each member, whatever the workers do."""

import time as clock
from datetime import date, time, timedelta

import pytest
from celery.contrib.testing.worker import start_worker
from django.core import mail
from django.utils import timezone, translation
from icalendar import Calendar

from meetings.calendar import meeting_file
from meetings.models import Attendance, Meeting
from mentoring_platform.celery import app
from notifications.models import Message
from notifications.tasks import tick
from programmes.models import Group, Participant, Programme
from reminders.due import owe
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomorrow(group, mentor, mentee):
    """A meeting in 20 hours."""
    factories.with_reminders(group.programme)
    soon = timezone.localtime() + timedelta(hours=20)
    return factories.meeting_of(
        group,
        mentor,
        day=soon.date(),
        at=soon.time().replace(second=0, microsecond=0),
        theme="Feedback that helps",
        video_url="https://meet.example/koivu",
    )


def told():
    return sorted(letter.to[0] for letter in mail.outbox)


def test_each_member_is_reminded_once_with_a_calendar_file(tomorrow, mentor, mentee):
    tick()
    tick()

    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([mentor.email, mentee.email])
    letter = mail.outbox[0]
    assert [part[0] for part in letter.attachments] == ["meeting.ics"]
    assert letter.alternatives[0][1] == "text/html"
    assert letter.extra_headers["Message-ID"].startswith("<meeting_reminder.")


@pytest.mark.parametrize("change", ["moved", "cancelled", "declined", "left", "no longer active"])
def test_a_reminder_that_is_no_longer_true_is_not_sent(tomorrow, mentee, mentor, change):
    owe(timezone.now())
    assert Message.objects.count() == 2
    mine = Attendance.objects.get(meeting=tomorrow, participant__user=mentee)
    if change == "moved":
        later = timezone.localdate() + timedelta(days=5)
        tomorrow.move_to(day=later, at=time(9), zone="Europe/Helsinki", minutes=60)
    elif change == "cancelled":
        tomorrow.cancel()
    elif change == "declined":
        mine.reply("no", now=timezone.now())
    elif change == "left":
        mine.participant.leave(now=timezone.now())
    else:
        mentee.is_active = False
        mentee.save()

    tick()

    told = [letter.to[0] for letter in mail.outbox]
    assert mentee.email not in told
    assert told == ([] if change in {"moved", "cancelled"} else [mentor.email])


def test_a_mail_server_that_is_down_delays_and_loses_nothing(tomorrow, settings, time_machine):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    tick()
    assert set(Message.objects.values_list("state", "attempts")) == {("waiting", 0)}

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.move_to(timezone.now() + timedelta(minutes=4))
    tick()
    assert len(mail.outbox) == 2
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_the_mail_says_when_who_what_where_and_why(tomorrow, mentor, mentee, signed_in):
    Attendance.objects.filter(participant__user=mentor).update(answer="yes")

    tick()

    [letter] = [one for one in mail.outbox if one.to == [mentee.email]]
    starts_at = timezone.localtime(tomorrow.starts_at, mentee.zone)
    html = letter.alternatives[0][0]
    for words in (
        starts_at.strftime("%H:%M"),
        mentor.get_full_name(),
        "Feedback that helps",
        "https://meet.example/koivu",
        tomorrow.get_absolute_url(),
        "because you are a member of group Koivu",
    ):
        assert words in letter.body
        assert words in html
    assert "You have not answered yet" in letter.body
    assert "You have not answered yet" not in next(
        one.body for one in mail.outbox if one.to == [mentor.email]
    )


def test_each_is_told_in_their_own_zone_and_language(group, tomorrow, mentee):
    far = factories.member_of(group, time_zone="America/New_York", language="fi")
    Meeting.objects.update(theme="")

    tick()

    [letter] = [one for one in mail.outbox if one.to == [far.email]]
    with translation.override("fi"):
        hour = timezone.localtime(tomorrow.starts_at, far.zone)
    assert f"{hour.hour}" in letter.subject
    assert "America/New_York" in letter.body


def test_who_joins_after_the_planning_is_asked_and_reminded(group, tomorrow, mentor, mentee):
    newcomer = factories.member_of(group)
    assert not Attendance.objects.filter(participant__user=newcomer).exists()

    tick()
    tick()

    assert Attendance.objects.filter(participant__user=newcomer).count() == 1
    assert told() == sorted([mentor.email, mentee.email, newcomer.email])


def test_who_leaves_is_no_longer_counted_and_past_meetings_stay(group, tomorrow, mentor, mentee):
    past = factories.meeting_of(group, mentor, day=timezone.localdate() - timedelta(days=3))
    group.memberships.get(participant__user=mentee).end(now=timezone.now())

    Attendance.objects.follow_groups(timezone.now())

    assert [who.participant.user for who in tomorrow.attendances.all()] == [mentor]
    assert past.attendances.count() == 2


def test_an_answer_outlives_the_following(tomorrow, mentee):
    Attendance.objects.filter(participant__user=mentee).update(answer="maybe")

    Attendance.objects.follow_groups(timezone.now())

    assert set(tomorrow.attendances.values_list("answer", flat=True)) == {"", "maybe"}


def test_an_invited_person_is_asked_once_they_have_joined(group, tomorrow):
    invited = factories.ParticipantFactory(programme=group.programme, state="invited")
    group.add(invited, role="mentee", now=timezone.now())
    tick()
    assert invited.user.email not in told()

    Participant.objects.filter(pk=invited.pk).update(state="active")
    tick()

    assert told().count(invited.user.email) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda: Group.objects.update(state="closed"),
        lambda: Programme.objects.update(state="archived"),
        lambda: Programme.objects.update(state="closed"),
        lambda: Programme.objects.update(modules=["groups"]),
    ],
    ids=["closed group", "archived programme", "closed programme", "meetings off"],
)
@pytest.mark.parametrize("owed_before", [True, False])
def test_no_reminder_where_nobody_meets(tomorrow, change, owed_before):
    if owed_before:
        owe(timezone.now())
        assert Message.objects.count() == 2
    change()

    tick()

    assert told() == []


def test_a_late_worker_tells_nobody_of_a_meeting_that_has_begun(tomorrow, time_machine):
    owe(timezone.now())
    time_machine.move_to(tomorrow.starts_at + timedelta(minutes=1))

    tick()

    assert told() == []
    assert set(Message.objects.values_list("state", flat=True)) == {"dropped"}


def test_the_calendar_file_keeps_the_hour_across_a_clock_change(group, mentee):
    """One hour in Helsinki, one hour apart in the world, one file a calendar understands."""
    days = [date(2027, 3, 22), date(2027, 3, 29)]
    meetings = Meeting.schedule(
        group=group, days=days, at=time(12), zone="Europe/Helsinki", minutes=60, by=mentee
    )

    starts = []
    for meeting in meetings:
        [event] = Calendar.from_ical(meeting_file(meeting, mentee)[1]).walk("VEVENT")
        starts.append(event["dtstart"].dt)
        assert abs(event["dtstamp"].dt - timezone.now()) < timedelta(minutes=1)
        assert meeting.get_absolute_url() in str(event["description"])

    assert [start.hour for start in starts] == [10, 9]
    assert {start.astimezone(mentee.zone).hour for start in starts} == {12}


@pytest.fixture
def worker():
    """A real worker on the broker of the settings (in memory, or Redis), in a thread."""
    app.conf.task_always_eager = False
    try:
        with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
            yield
    finally:
        app.conf.task_always_eager = True


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_tells_each_member_once(tomorrow, mentor, mentee, worker):
    for _n in range(3):
        tick.delay()

    ends = clock.monotonic() + 30
    while Message.objects.filter(state=Message.State.SENT).count() < 2:
        assert clock.monotonic() < ends, "the worker did not send"
        clock.sleep(0.1)
    clock.sleep(1)  # the later ticks would send again now

    assert told() == sorted([mentor.email, mentee.email])
    assert {letter.attachments[0][0] for letter in mail.outbox} == {"meeting.ics"}
