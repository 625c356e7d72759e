"""Plan, answer, move, call off: in everybody's own time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.calendar import meeting_file
from meetings.models import Attendance, Meeting
from meetings.wall_time import SkippedHour, instant
from mentoring_platform.transitions import TransitionError
from tests import factories

pytestmark = pytest.mark.django_db


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


def test_a_stale_page_brings_no_cancelled_meeting_back(group, mentee, signed_in):
    """Somebody still has the form open while another member calls the meeting off."""
    meeting = factories.meeting_of(group, mentee)
    stale = Meeting.objects.get(pk=meeting.pk)
    meeting.cancel()

    stale.describe(theme="New words", video_url="")
    with pytest.raises(TransitionError):
        stale.move_to(day=date(2027, 3, 1), at=time(9), zone="UTC", minutes=30)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.theme, meeting.sequence) == ("cancelled", "New words", 1)
    assert meeting.day != date(2027, 3, 1)


def test_control_a_whole_row_saved_brings_it_back(group, mentee):
    meeting = factories.meeting_of(group, mentee)
    stale = Meeting.objects.get(pk=meeting.pk)
    meeting.cancel()

    stale.save()

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PLANNED


def test_the_days_are_shown_with_everybodys_time_before_anybody_is_asked(group, mentee, signed_in):
    """Clocks change on 14 March in New York and on 28 March in Helsinki."""
    factories.member_of(group, name="Ana Silva", time_zone="America/New_York")
    factories.member_of(group, name="Ben Osei", time_zone="America/New_York")

    answer = plan(signed_in(mentee), group, day="2027-03-08", count="4", every_days="7", look="1")

    days = answer.context["days"]
    assert [one.day for one in days] == [date(2027, 3, day) for day in (8, 15, 22, 29)]
    hours = [hour for one in days for _names, hour in one.elsewhere]
    assert [hour.split()[1] for hour in hours] == ["09:00", "10:00", "10:00", "09:00"]
    assert "for Ana Silva, Ben Osei" in answer.content.decode()
    assert Meeting.objects.count() == 0


def test_on_the_other_side_of_the_world_it_is_another_day(group, mentee, signed_in):
    factories.member_of(group, name="Kai", time_zone="Pacific/Auckland")

    answer = plan(signed_in(mentee), group, day="2027-01-15", time="20:00", look="1")

    assert answer.context["days"][0].elsewhere == [("Kai", "Sat 07:00")]


def test_a_meeting_that_did_not_take_place_leads_to_a_new_date(group, mentee, signed_in):
    meeting = factories.meeting_of(group, mentee, day=timezone.localdate() - timedelta(days=1))
    browser = signed_in(mentee)

    answer = browser.post(reverse("meetings:cancel", args=[meeting.pk]), follow=True)

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.MISSED
    assert answer.redirect_chain == [(reverse("meetings:plan", args=[group.pk]), 302)]
    assert "Choose a new time at once?" in answer.content.decode()


@pytest.fixture
def every_state(group, mentee):
    """Two meetings ahead, one not logged, one held, one missed, one called off."""
    today = timezone.localdate()
    for day in (-9, -7, -5, 3, 5, 7):
        factories.meeting_of(group, mentee, day=today + timedelta(days=day))
    states = {1: "held", 3: "missed", 6: "cancelled"}
    for number, state in states.items():
        Meeting.objects.filter(number=number).update(state=state)
    return group


def test_every_number_opens_the_list_it_counts(every_state, coordinator, signed_in):
    browser = signed_in(coordinator)
    url = reverse("meetings:of_programme", args=[every_state.programme_id])

    chips = browser.get(url).context["chips"]
    counts = {str(chip.label): chip.count for chip in chips}
    lists = {
        str(chip.label): len(browser.get(url + chip.url).context["page"].rows) for chip in chips
    }

    assert counts == lists
    assert counts == {
        "All": 6,
        "Coming": 2,
        "Due so far": 3,
        "Held": 1,
        "Without a log": 1,
        "Called off": 2,
    }


@pytest.mark.parametrize("show", ["nonsense", "'; drop table", "held&show=coming"])
def test_a_filter_that_is_none_shows_a_list(every_state, coordinator, signed_in, show):
    url = reverse("meetings:of_programme", args=[every_state.programme_id])

    assert signed_in(coordinator).get(url, {"show": show}).status_code == 200
