"""An operator reads a log only with a reason, for an hour, and the group knows."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from meetings.models import Log, Opening
from notifications.models import Message
from notifications.tasks import look
from tests import factories

WORDS = "We spoke about the new job"
REASON = "A member complained about a threat."


@pytest.fixture
def meeting(group, mentor, mentee):
    held = factories.meeting_of(group, mentee, day=date.today() - timedelta(days=2))
    Log.record(meeting=held, version=0, present=[], by=mentor, now=timezone.now(), insights=WORDS)
    return held


@pytest.fixture
def operator(db):
    return factories.UserFactory(name="Olivia Ops", is_staff=True)


@pytest.fixture
def page(meeting):
    return reverse("meetings:open_log", args=[meeting.pk])


def test_without_a_reason_the_log_stays_shut(page, operator, signed_in):
    browser = signed_in(operator)

    seen = browser.get(page).content.decode()
    answer = browser.post(page, {"reason": " "})

    assert WORDS not in seen
    assert WORDS not in answer.content.decode()
    assert answer.context["form"].errors
    assert not Opening.objects.exists()
    assert not Message.objects.filter(kind="log_opened").exists()


def test_with_a_reason_it_is_open_and_every_member_is_told(
    page, operator, signed_in, mentor, mentee, coordinator, mailoutbox
):
    browser = signed_in(operator)

    seen = browser.post(page, {"reason": REASON}, follow=True).content.decode()

    assert WORDS in seen
    told = Message.objects.filter(kind="log_opened")
    assert {message.person for message in told} == {mentor, mentee}
    look()
    assert {mail.to[0] for mail in mailoutbox} == {mentor.email, mentee.email}
    assert all(REASON in mail.body for mail in mailoutbox)


def test_after_an_hour_it_is_shut_again(page, operator, signed_in):
    with time_machine.travel(timezone.now()) as clock:
        browser = signed_in(operator)
        browser.post(page, {"reason": REASON})
        assert WORDS in browser.get(page).content.decode()

        clock.shift(timedelta(minutes=61))

        assert WORDS not in browser.get(page).content.decode()


def test_what_one_operator_opened_stays_shut_for_another(page, operator, signed_in):
    signed_in(operator).post(page, {"reason": REASON})
    other = factories.UserFactory(is_staff=True)

    assert WORDS not in signed_in(other).get(page).content.decode()


def test_members_see_on_the_page_of_the_meeting_who_looked_and_why(
    page, meeting, operator, signed_in, mentee, coordinator
):
    signed_in(operator).post(page, {"reason": REASON})

    assert REASON in signed_in(mentee).get(meeting.get_absolute_url()).content.decode()
    assert REASON not in signed_in(coordinator).get(meeting.get_absolute_url()).content.decode()


def test_nobody_else_can_open_it(page, signed_in, coordinator, mentee, outsider):
    admin = factories.AffiliationFactory(role="admin").user
    for person in (coordinator, mentee, admin, outsider):
        assert signed_in(person).post(page, {"reason": REASON}).status_code == 404
    assert not Opening.objects.exists()


def test_the_opening_and_each_look_are_audited_without_the_words(page, operator, signed_in):
    browser = signed_in(operator)
    browser.post(page, {"reason": REASON})
    browser.get(page)

    events = Event.objects.filter(what="meetings:open_log")
    assert [event.after for event in events.order_by("pk")] == [{"minutes": 60}, {}]
    assert REASON not in str(list(Event.objects.values()))
    assert WORDS not in str(list(Event.objects.values()))
