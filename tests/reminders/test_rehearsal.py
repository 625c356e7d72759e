"""The rehearsal: what will be sent, before it is, by the code that sends it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from notifications.models import Message
from notifications.tasks import tick
from programmes.models import Phase, Role
from reminders.due import occasions, owe
from reminders.models import Rule, Trial
from reminders.models.trial import A_DAY
from reminders.rehearsal import planned
from tests import factories

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def ahead(programme, **who):
    now = timezone.now()
    return planned(programme, since=now, until=now + timedelta(days=90), **who)


def url(programme, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return f"/programmes/{programme.pk}/reminders/rehearsal/?{query}"


@pytest.fixture
def kick_off(programme):
    return programme.phases.create(
        kind="kick_off", starts_on=in_days(20), ends_on=in_days(21), place=0
    )


@pytest.fixture
def meeting(group, mentor, mentee):
    return factories.meeting_of(
        group, mentor, day=in_days(10), theme="Salaries", video_url="https://meet.example/secret"
    )


def test_a_planned_meeting_shows_what_comes_before_it_and_what_if_nobody_acts(meeting, mentor):
    found = ahead(meeting.group.programme, person=mentor.pk)

    kinds = [one.event.name for one in found]
    assert kinds == ["meeting_reminder", "meeting_unlogged", "no_meeting"]
    days = [(one.due_at - meeting.starts_at).days for one in found]
    assert days[0] == -1
    assert days[1] == 2


def test_what_was_rehearsed_is_what_is_sent(meeting, programme, mentor, mentee, time_machine):
    """On the day the ticker owes exactly what the calendar had promised, at the same moments."""
    horizon = timezone.now() + timedelta(days=14)
    promised = {one.key for one in ahead(programme) if one.due_at <= horizon}

    time_machine.move_to(meeting.starts_at - timedelta(hours=1))
    owe(timezone.now())
    time_machine.move_to(horizon)
    owe(timezone.now())

    sent = {(m.kind, m.person_id, m.about, m.due_at) for m in Message.objects.all()}
    assert sent == promised
    assert len(sent) == 3


def test_a_changed_date_moves_the_calendar(programme, kick_off, coordinator, signed_in):
    browser = signed_in(coordinator)
    before = f"{in_days(17):%Y-%m}"
    assert "Kick-off" in browser.get(url(programme, month=before)).content.decode()
    Phase.objects.filter(pk=kick_off.pk).update(starts_on=in_days(80), ends_on=in_days(81))

    now_there = browser.get(url(programme, month=f"{in_days(77):%Y-%m}")).content.decode()

    assert "Kick-off" in now_there
    assert "Kick-off" not in browser.get(url(programme, month=before)).content.decode()


def test_a_moved_meeting_moves_its_mails(meeting, programme, mentee):
    [was] = [o for o in ahead(programme, person=mentee.pk) if o.event.name == "meeting_reminder"]
    meeting.move_to(day=in_days(30), at=meeting.time, zone=meeting.zone, minutes=60)

    [is_now] = [o for o in ahead(programme, person=mentee.pk) if o.event.name == "meeting_reminder"]

    assert (is_now.due_at - was.due_at).days in {19, 20}


def test_a_rule_that_is_off_is_not_in_the_calendar(meeting, programme):
    Rule.objects.update(is_on=False)

    assert ahead(programme) == []


def test_the_calendar_can_be_seen_as_a_role_or_a_person(
    meeting, programme, coordinator, mentor, mentee, signed_in
):
    browser = signed_in(coordinator)
    month = f"{in_days(9):%Y-%m}"

    as_role = browser.get(url(programme, month=month, role="mentor")).content.decode()
    by_name = browser.get(url(programme, month=month, q="Noora")).content.decode()
    nobody = browser.get(url(programme, month=month, q="Nobodywho")).content.decode()

    assert mentor.name in as_role
    assert mentee.name in by_name
    assert "Nobody in the programme fits that." in nobody
    assert "/mail/?person=" not in nobody


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13", "x", ""])
def test_a_month_that_is_none_is_this_one(programme, coordinator, signed_in, month):
    page = signed_in(coordinator).get(url(programme, month=month))

    assert f'datetime="{timezone.localdate():%Y-%m}-01"' in page.content.decode()


@pytest.mark.parametrize("key", ["9" * 30, "-1", "x", "²"])
def test_a_key_that_is_none_shows_something_else(meeting, programme, coordinator, signed_in, key):
    rule = Rule.objects.get(programme=programme, preset="log")
    page = signed_in(coordinator).get(f"/reminders/{rule.pk}/mail/", {"person": key, "about": key})

    assert page.status_code == 200


def test_each_mail_reads_in_each_language_and_keeps_the_words_of_the_group(
    meeting, programme, coordinator, mentee, signed_in
):
    rule = Rule.objects.get(programme=programme, preset="day_before")
    browser = signed_in(coordinator)
    for language, hello in (("en", "Hello Noora"), ("fi", "Hei Noora")):
        asked = f"person={mentee.pk}&about={meeting.pk}&language={language}"
        page = browser.get(f"/reminders/{rule.pk}/mail/?{asked}").content.decode()
        html = browser.get(f"/reminders/{rule.pk}/mail/html/?{asked}").content.decode()

        assert hello in page
        assert hello in html
        for secret in ("Salaries", "https://meet.example/secret", "/do/"):
            assert secret not in page
            assert secret not in html


def test_the_mail_itself_says_more_than_the_rehearsal(meeting, mentee):
    """The control: the same letter, when it is sent, carries what the rehearsal hides."""
    now = meeting.starts_at - timedelta(hours=5)
    found = occasions(Rule.objects.at_work(), since=now - timedelta(days=1), until=now)
    mine = next(one for one in found if one.person_id == mentee.pk)

    told = mine.event.tell(mine, mentee)

    assert "Salaries" in dict(told.facts).values()
    assert all("/do/" in link for _label, link in told.answers)


def test_all_of_a_month_comes_to_oneself_marked_and_to_nobody_else(
    meeting, programme, coordinator, signed_in
):
    month = f"{in_days(9):%Y-%m}"
    lines = {(o.due_at, o.rule.pk) for o in ahead(programme) if f"{o.due_at:%Y-%m}" == month}

    signed_in(coordinator).post(
        f"/programmes/{programme.pk}/reminders/rehearsal/mails/", {"month": month, "language": "fi"}
    )
    tick()

    assert {letter.to[0] for letter in mail.outbox} == {coordinator.email}
    assert len(mail.outbox) == len(lines) > 0
    assert all(letter.subject.startswith("[") for letter in mail.outbox)
    assert all("/do/" not in letter.body for letter in mail.outbox)


def test_a_test_mail_of_one_rule(meeting, programme, coordinator, mentor, signed_in):
    rule = Rule.objects.get(programme=programme, preset="log")

    signed_in(coordinator).post(f"/reminders/{rule.pk}/mail/test/", {"language": "en"})
    tick()

    [letter] = mail.outbox
    assert letter.to == [coordinator.email]
    assert letter.subject.startswith("[Rehearsal] ")
    assert mentor.name in letter.body


def test_trials_are_limited_to_so_many_a_day(meeting, programme, coordinator, signed_in):
    rule = Rule.objects.get(programme=programme, preset="log")
    some = {"by": coordinator, "rule": rule, "about": 1, "person": coordinator, "language": "en"}
    now = timezone.now()
    Trial.objects.bulk_create(
        Trial(**some, anchor=now, due_at=now, asked_at=now) for _n in range(A_DAY)
    )

    page = signed_in(coordinator).post(
        f"/reminders/{rule.pk}/mail/test/", {"language": "en"}, follow=True
    )

    assert "many today" in page.content.decode()
    assert Trial.objects.count() == A_DAY


def test_whoever_stops_coordinating_gets_no_trial_any_more(
    meeting, programme, coordinator, signed_in
):
    rule = Rule.objects.get(programme=programme, preset="log")
    factories.ParticipantFactory(programme=programme, role=Role.COORDINATOR)
    signed_in(coordinator).post(f"/reminders/{rule.pk}/mail/test/", {"language": "en"})
    Message.objects.update(state="waiting")
    mail.outbox.clear()
    programme.participants.get(user=coordinator).remove(now=timezone.now())

    tick()

    assert mail.outbox == []
