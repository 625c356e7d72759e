"""What is due, to whom, and what has lost its point."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from meetings.models import Attendance, Meeting
from notifications import kinds
from notifications.models import Message
from notifications.tasks import tick
from programmes.models import Group, Participant, Phase, Programme, Role
from reminders.due import moment, occasions, owe
from reminders.models import Rule, RuleText
from tests import factories

pytestmark = pytest.mark.django_db
HELSINKI = "Europe/Helsinki"


def owed():
    return sorted(Message.objects.values_list("kind", "person__email"))


def told():
    """Who is told after a tick: by mail at once or with the summary, or under the bell."""
    tick()
    tick()
    kept = Message.objects.exclude(state__in=[Message.State.DROPPED, Message.State.WAITING])
    return sorted(kept.exclude(kind="digest").values_list("person__email", flat=True))


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def past_meeting(group, by, days=3):
    """A meeting that ended so many days ago, about which nobody has said anything."""
    return factories.meeting_of(group, by, day=in_days(-days))


@pytest.mark.parametrize(
    ("day", "wanted_utc"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 28, 7, 30, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 29, 6, 30, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 6, 30, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 25, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_day_before_is_the_same_hour_on_the_wall_through_summer_time(
    group, mentor, day, wanted_utc
):
    meeting = factories.meeting_of(group, mentor, day=day, at=time(9, 30))

    due_at = moment(meeting.starts_at, -1, "days", HELSINKI)

    assert due_at == wanted_utc
    assert due_at.astimezone(mentor.zone).time() == time(9, 30)
    hours = moment(meeting.starts_at, -1, "hours", HELSINKI)
    assert meeting.starts_at - hours == timedelta(hours=1)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_summer_time_leaves_the_promised_hour_in_mail_and_calendar_file(
    group, mentor, day, time_machine
):
    """Owed at half past nine the day before, and both say half past nine."""
    time_machine.move_to(datetime.combine(day - timedelta(days=1), time(6, 0), tzinfo=UTC))
    Rule.objects.update(since=timezone.now() - timedelta(days=30))
    factories.meeting_of(group, mentor, day=day, at=time(9, 30))
    wall = datetime.combine(day - timedelta(days=1), time(9, 30), tzinfo=mentor.zone)
    ahead = Message.objects.filter(kind="meeting_reminder")

    owe(wall - timedelta(minutes=1))
    assert not ahead.exists()
    owe(wall)
    time_machine.move_to(wall)
    letter = kinds.compose(ahead.get())

    assert ahead.get().due_at == wall
    facts = {str(label): value for label, value in letter.context["facts"]}
    assert "09:30–10:45" in facts["When"]
    [event] = Calendar.from_ical(letter.attachments[0][1]).walk("VEVENT")
    assert event["dtstart"].dt.astimezone(mentor.zone).time() == time(9, 30)


def test_plain_hours_would_miss_the_hour_on_the_wall():
    """The control: a day as 24 hours is an hour off on the two nights of the year."""
    monday = datetime(2026, 3, 30, 6, 30, tzinfo=UTC)

    assert monday - timedelta(hours=24) == datetime(2026, 3, 29, 6, 30, tzinfo=UTC)
    sunday = datetime(2026, 3, 29, 6, 30, tzinfo=UTC)
    assert moment(sunday, -1, "days", HELSINKI) - (sunday - timedelta(hours=24)) == timedelta(
        hours=1
    )


def test_a_day_means_nine_in_the_morning_of_the_programmes_zone():
    assert moment(date(2026, 10, 26), 0, "days", HELSINKI) == datetime(2026, 10, 26, 7, tzinfo=UTC)
    assert moment(date(2026, 10, 24), 0, "days", HELSINKI) == datetime(2026, 10, 24, 6, tzinfo=UTC)


def test_an_hour_that_the_clocks_jump_over_means_the_one_after():
    at_half_past_three = datetime(2026, 3, 30, 0, 30, tzinfo=UTC)

    due_at = moment(at_half_past_three, -1, "days", HELSINKI)

    assert due_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_mentors_are_asked_for_the_log_two_days_after(group, mentor, mentee):
    past_meeting(group, mentor, days=3)

    owe(timezone.now())

    assert owed() == [("meeting_unlogged", mentor.email)]


@pytest.mark.parametrize("answer", ["held", "missed", "cancelled"])
def test_nobody_is_asked_about_a_meeting_of_which_something_was_said(group, mentor, answer):
    meeting = past_meeting(group, mentor)
    Meeting.objects.filter(pk=meeting.pk).update(state=answer)

    owe(timezone.now())

    assert owed() == []


def test_a_silent_group_is_reminded_once(group, mentor, mentee):
    Group.objects.update(formed_at=timezone.now() - timedelta(days=31, hours=12))

    owe(timezone.now())
    owe(timezone.now() + timedelta(hours=3))

    assert owed() == [("no_meeting", mentor.email)]


def test_a_group_with_a_meeting_ahead_is_not_silent(group, mentor):
    Group.objects.update(formed_at=timezone.now() - timedelta(days=31, hours=12))
    factories.meeting_of(group, mentor)

    owe(timezone.now())

    assert owed() == []


def test_two_missed_meetings_in_a_row_are_told_to_the_coordinator(group, mentor, coordinator):
    for days in (10, 3):
        past_meeting(group, mentor, days=days).miss()

    owe(timezone.now())

    assert owed() == [("meetings_missed", coordinator.email)]


@pytest.mark.parametrize("story", ["one only", "held between", "another planned"])
def test_two_missed_meetings_are_not_told_otherwise(group, mentor, coordinator, story):
    days = (10, 3) if story != "one only" else (3,)
    for ago in days:
        past_meeting(group, mentor, days=ago).miss()
    if story == "held between":
        past_meeting(group, mentor, days=6).hold()
    elif story == "another planned":
        factories.meeting_of(group, mentor)

    owe(timezone.now())

    assert "meetings_missed" not in dict(owed())


def test_an_invitation_without_answer_is_repeated_once(programme, coordinator):
    asked = timezone.now() - timedelta(days=5, hours=1)
    waiting = factories.ParticipantFactory(
        programme=programme, state="invited", invite_at=asked, invited_at=asked
    )

    tick()
    tick()

    [letter] = mail.outbox
    assert letter.to == [waiting.user.email]
    assert "/invitations/" in letter.body
    assert programme.name in letter.subject


def test_everybody_hears_of_the_kick_off_before_it(programme, coordinator, mentor):
    Phase.objects.create(
        programme=programme, kind="kick_off", starts_on=in_days(2), ends_on=in_days(3), place=0
    )

    owe(timezone.now())

    assert owed() == [
        ("phase_kick_off", email) for email in sorted([coordinator.email, mentor.email])
    ]


def test_phases_drawn_anew_on_the_same_days_tell_nobody_twice(programme, mentor):
    days = {"kind": "kick_off", "starts_on": in_days(2), "ends_on": in_days(3), "place": 0}
    programme.phases.create(**days)
    owe(timezone.now())
    programme.phases.all().delete()
    programme.phases.create(**days)

    owe(timezone.now())

    assert owed() == [("phase_kick_off", mentor.email)]


def test_a_moved_phase_moves_its_reminder(programme, mentor):
    phase = programme.phases.create(
        kind="kick_off", starts_on=in_days(2), ends_on=in_days(3), place=0
    )
    owe(timezone.now())
    Phase.objects.filter(pk=phase.pk).update(starts_on=in_days(30), ends_on=in_days(31))

    assert told() == []
    rules = Rule.objects.at_work().filter(event="phase_kick_off")
    now = timezone.now()
    [later] = occasions(rules, since=now, until=now + timedelta(days=40))
    assert later.due_at == moment(in_days(30), -3, "days", HELSINKI)


def test_a_rule_never_tells_of_what_was_due_before_it_was_switched_on(group, mentor, rule_of):
    past_meeting(group, mentor, days=3)
    rule_of("log").switch(on=False, now=timezone.now())
    rule_of("log").switch(on=True, now=timezone.now())

    owe(timezone.now())

    assert owed() == []


def test_an_old_programme_gets_its_rules_without_a_flood(mentor, group):
    """Rules are laid by the first look; the meeting of three days ago is not asked about."""
    past_meeting(group, mentor, days=3)
    Rule.objects.all().delete()

    owe(timezone.now())

    assert Rule.objects.filter(programme=group.programme, preset="log", is_on=True).exists()
    assert owed() == []


def test_with_an_older_rule_the_same_meeting_is_asked_about(mentor, group):
    """The control of the two above: only ``since`` keeps the flood away."""
    past_meeting(group, mentor, days=3)
    Rule.objects.update(since=timezone.now() - timedelta(days=30))

    owe(timezone.now())

    assert owed() == [("meeting_unlogged", mentor.email)]


@pytest.mark.parametrize("state", ["draft", "closed", "archived"])
def test_programmes_that_are_not_at_work_tell_nothing(group, mentor, state):
    past_meeting(group, mentor, days=3)
    owe(timezone.now())
    Programme.objects.update(state=state)

    owe(timezone.now())

    assert told() == []
    assert Message.objects.get().state == Message.State.DROPPED


@pytest.mark.parametrize("change", ["left", "removed", "out of the group", "suspended", "pausing"])
def test_who_is_out_hears_nothing(group, mentor, mentee, rule_of, change):
    rule_of("log").change(
        offset=2, unit="days", audience="members", channel="chosen", texts={}, now=timezone.now()
    )
    Rule.objects.update(since=timezone.now() - timedelta(days=30))
    past_meeting(group, mentor, days=3)
    owe(timezone.now())
    who = Participant.objects.get(user=mentee)
    if change == "left":
        who.leave(now=timezone.now())
    elif change == "removed":
        who.remove(now=timezone.now())
    elif change == "out of the group":
        group.memberships.get(participant=who).end(now=timezone.now())
    elif change == "suspended":
        type(mentee).objects.filter(pk=mentee.pk).update(is_active=False)
    else:
        type(mentee).objects.filter(pk=mentee.pk).update(paused_until=in_days(30))

    assert told() == [mentor.email]


def test_what_is_late_is_told_once_and_what_lost_its_point_is_not(group, mentor, mentee):
    """Worker and clock were off for two days: the meeting is over, the log still missing."""
    past_meeting(group, mentor, days=4)
    begun = factories.meeting_of(group, mentor, day=in_days(-1))
    assert begun.state == "planned"

    assert told() == [mentor.email]


def test_looking_asks_the_same_number_of_queries_for_two_and_for_forty(django_assert_num_queries):
    def grow(count):
        for _n in range(count):
            group = factories.GroupFactory()
            factories.with_reminders(group.programme)
            by = factories.member_of(group, Role.MENTOR)
            past_meeting(group, by, days=3)

    def queries():
        now = timezone.now()
        with CaptureQueriesContext(connection) as captured:
            found = list(
                occasions(
                    Rule.objects.at_work(), since=now - timedelta(days=7), until=now, ahead_of=now
                )
            )
        return len(found), len(captured)

    grow(2)
    few = queries()
    grow(38)
    many = queries()

    assert (few[0], many[0]) == (2, 40)
    assert few[1] == many[1] <= 5


def test_own_words_replace_the_standard_ones_in_their_language(group, mentor, rule_of):
    finn = factories.member_of(group, Role.MENTOR, language="fi")
    RuleText.objects.create(rule=rule_of("log"), language="fi", text="Muistakaa loki.")
    past_meeting(group, mentor, days=3)

    owe(timezone.now())

    words = {m.person: kinds.compose(m).context["words"] for m in Message.objects.all()}
    assert words[finn] == "Muistakaa loki."
    assert "has no log yet" in words[mentor]


def test_only_under_the_bell_means_no_mail(group, mentor, rule_of):
    Rule.objects.filter(pk=rule_of("log").pk).update(channel="in_app")
    past_meeting(group, mentor, days=3)

    tick()

    assert mail.outbox == []
    assert Message.objects.get().state == Message.State.IN_APP


def test_somebody_who_says_no_hears_no_more_of_the_meeting(group, mentor, mentee):
    soon = timezone.localtime() + timedelta(hours=20)
    factories.meeting_of(group, mentor, day=soon.date(), at=soon.time().replace(microsecond=0))
    Attendance.objects.filter(participant__user=mentee).update(answer="no")

    owe(timezone.now())

    assert owed() == [("meeting_reminder", mentor.email)]
