"""Plan, answer, move, call off: in everybody's own time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.calendar import meeting_file
from meetings.models import Attendance, Meeting
from meetings.wall_time import SkippedHour, instant
from notifications.models import Message
from notifications.tasks import tick
from tests import factories

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def plan(browser, group, **fields):
    known = {
        "day": (timezone.localdate() + timedelta(days=7)).isoformat(),
        "time": "16:00",
        "zone": "Europe/Helsinki",
        "minutes": "75",
        "count": "1",
        "every_days": "14",
        "theme": "",
        "video_url": "",
    }
    return browser.post(reverse("meetings:plan", args=[group.pk]), known | fields)


def test_a_member_plans_and_everybody_is_asked(group, mentor, mentee, signed_in):
    plan(signed_in(mentee), group, theme="Feedback", video_url="https://meet.example/koivu")

    meeting = Meeting.objects.get()
    assert (meeting.theme, meeting.number, meeting.zone) == ("Feedback", 1, "Europe/Helsinki")
    asked = meeting.attendances.values_list("participant__user", "answer")
    assert set(asked) == {(mentor.pk, ""), (mentee.pk, "")}


def test_a_series_keeps_the_hour_on_the_wall_across_a_clock_change(group, mentee):
    first = date(2027, 3, 22)  # clocks go forward on 28 March

    meetings = Meeting.schedule(
        group=group,
        days=[first, first + timedelta(days=7)],
        at=time(12, 0),
        zone="Europe/Helsinki",
        minutes=60,
        by=mentee,
    )

    assert [m.starts_at for m in meetings] == [
        datetime(2027, 3, 22, 10, tzinfo=UTC),
        datetime(2027, 3, 29, 9, tzinfo=UTC),
    ]


def test_an_hour_that_the_clocks_skip_is_no_moment():
    with pytest.raises(SkippedHour):
        instant(date(2027, 3, 28), time(3, 30), "Europe/Helsinki")
    assert instant(date(2026, 10, 25), time(3, 30), "Europe/Helsinki").hour == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "2027-03-28", "time": "03:30"}, "the clocks go forward and skip this hour"),
        ({"day": "2027-03-14", "time": "03:30", "count": "2"}, "skip this hour"),
        ({"day": "2020-01-01"}, "This time has passed"),
        ({"day": "9999-12-31", "count": "3"}, "too far away"),
        ({"count": "31"}, "30"),
        ({"minutes": "0"}, "10"),
        ({"zone": "Mars/Olympus"}, "Choose a time zone from the list"),
        ({"video_url": "javascript:alert(1)"}, "URL"),
        ({"video_url": "http://meet.example/x"}, "must begin with https"),
        ({"theme": "a\x07b"}, "characters that cannot be stored"),
        ({"day": "", "theme": "kept words"}, "kept words"),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_is_planned(
    group, mentee, signed_in, fields, words
):
    answer = plan(signed_in(mentee), group, **fields)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Meeting.objects.count() == 0


def test_times_are_told_in_each_members_own_zone(group, mentee, signed_in):
    far = factories.member_of(group, time_zone="America/New_York")
    meeting = factories.meeting_of(group, mentee, day=date(2027, 1, 15))

    here = signed_in(mentee).get(meeting.get_absolute_url()).content.decode()
    there = signed_in(far).get(meeting.get_absolute_url()).content.decode()

    assert "16:00–17:15" in here
    assert "agreed:" not in here
    assert "09:00–10:15" in there
    assert "agreed: 16:00 in Europe/Helsinki" in there


def test_an_answer_is_one_press(group, mentee, signed_in):
    meeting = factories.meeting_of(group, mentee)
    url = reverse("meetings:answer", args=[meeting.pk])

    part = signed_in(mentee).post(url, {"answer": "yes"}, headers={"HX-Request": "true"})

    assert Attendance.objects.get(meeting=meeting).answer == "yes"
    assert "Your answer is saved." in part.content.decode()
    assert "<html" not in part.content.decode()
    assert signed_in(mentee).post(url, {"answer": "no"}).url == meeting.get_absolute_url()


def test_a_moved_meeting_asks_everybody_again(group, mentee, signed_in):
    meeting = factories.meeting_of(group, mentee)
    meeting.attendances.update(answer="yes")
    day = timezone.localdate() + timedelta(days=9)

    signed_in(mentee).post(
        reverse("meetings:move", args=[meeting.pk]),
        {"day": day.isoformat(), "time": "10:00", "minutes": "60", "zone": "Europe/Stockholm"},
    )

    meeting.refresh_from_db()
    assert (meeting.day, meeting.sequence, meeting.zone) == (day, 1, "Europe/Stockholm")
    assert set(meeting.attendances.values_list("answer", flat=True)) == {""}


def test_a_meeting_is_called_off_once(group, mentee, signed_in):
    meeting = factories.meeting_of(group, mentee)
    url = reverse("meetings:cancel", args=[meeting.pk])

    assert signed_in(mentee).post(url).url == reverse("meetings:plan", args=[group.pk])
    assert signed_in(mentee).post(url).status_code == 409


def test_coordinators_plan_nothing_and_outsiders_find_nothing(
    group, mentee, coordinator, outsider, signed_in
):
    meeting = factories.meeting_of(group, mentee)
    for name in ("move", "edit", "cancel", "log"):
        url = reverse(f"meetings:{name}", args=[meeting.pk])
        assert signed_in(coordinator).get(url).status_code == 403
        assert signed_in(outsider).get(url).status_code == 404


def test_a_person_who_left_the_group_no_longer_finds_its_meetings(group, mentee, signed_in):
    meeting = factories.meeting_of(group, mentee)
    browser = signed_in(mentee)
    assert browser.get(meeting.get_absolute_url()).status_code == 200

    group.memberships.get(participant__user=mentee).end(now=timezone.now())

    assert browser.get(meeting.get_absolute_url()).status_code == 404


def test_the_calendar_file_is_read_by_calendars(group, mentee):
    meeting = factories.meeting_of(group, mentee, theme="Feedback", video_url="https://m.example/x")

    name, content, kind = meeting_file(meeting, mentee)

    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event["dtstart"].dt == meeting.starts_at
    assert event["dtend"].dt == meeting.ends_at
    assert (str(event["uid"]), event["sequence"]) == (f"meeting-{meeting.pk}@raanu", 0)
    assert (name, kind.partition(";")[0]) == ("meeting.ics", "text/calendar")


@pytest.fixture
def tomorrow(group, mentor, mentee):
    """A meeting in 20 hours."""
    soon = timezone.localtime() + timedelta(hours=20)
    return factories.meeting_of(
        group, mentor, day=soon.date(), at=soon.time().replace(microsecond=0)
    )


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
    from meetings import reminders

    reminders.owe(timezone.now())
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
    assert set(Message.objects.values_list("state", "attempts")) == {("waiting", 1)}

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.move_to(timezone.now() + timedelta(minutes=3))
    tick()
    assert len(mail.outbox) == 2
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
