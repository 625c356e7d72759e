"""Links in mails: they do one thing, for one person, once, and nothing when looked at."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from meetings.models import Attendance, Meeting
from notifications import kinds
from notifications.models import Message
from programmes.models import Participant, Programme
from reminders.due import owe
from reminders.links import SALT, link
from tests import factories

pytestmark = pytest.mark.django_db


def path_of(address):
    return address[address.index("/do/") :]


@pytest.fixture
def meeting(group, mentor, mentee):
    soon = timezone.localtime() + timedelta(hours=20)
    return factories.meeting_of(
        group, mentor, day=soon.date(), at=soon.time().replace(second=0, microsecond=0)
    )


@pytest.fixture
def mine(meeting, mentee):
    return Attendance.objects.select_related("meeting").get(
        meeting=meeting, participant__user=mentee
    )


@pytest.fixture
def come(mine, mentee):
    return path_of(link("meeting_come", mine, mentee))


def answer_of(mine):
    return Attendance.objects.get(pk=mine.pk).answer


def test_a_scanner_that_opens_everything_changes_nothing(client, come, mine, mentee):
    for _n in range(3):
        page = client.get(come)
        client.head(come)

    assert page.status_code == 200
    assert page.content.decode().partition("<main")[2].count("<button") == 1
    assert mentee.get_full_name() in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert answer_of(mine) == ""


def test_one_press_answers_without_signing_in(client, come, mine):
    answer = client.post(come)

    assert answer.status_code == 200
    assert answer_of(mine) == "yes"


def test_the_press_needs_the_page_before_it(come, mine):
    """A form on another site cannot press the button."""
    answer = Client(enforce_csrf_checks=True).post(come)

    assert answer.status_code == 403
    assert answer_of(mine) == ""


def test_a_link_works_once(client, come, mine, mentee):
    no = path_of(link("meeting_stay_away", mine, mentee))
    client.post(come)

    again = client.post(come)
    other = client.post(no)

    assert "Something has changed" in again.content.decode()
    assert "Something has changed" in other.content.decode()
    assert answer_of(mine) == "yes"


def test_a_forged_link_does_nothing(client, come, mine, mentee):
    forged = signing.dumps(
        ["meeting_come", mine.pk, mentee.pk, "::0", 9_999_999_999], key="another", salt=SALT
    )
    bent = come[:-3] + ("aa/" if not come.endswith("aa/") else "bb/")

    for address in (f"/do/{forged}/", bent, "/do/x/"):
        assert client.post(address).status_code == 404

    assert answer_of(mine) == ""


def test_the_same_token_with_our_key_works(client, come, mine, mentee):
    """The control: only the signature makes the difference."""
    told = signing.loads(come.split("/")[2], salt=SALT)

    client.post(f"/do/{signing.dumps(told, salt=SALT)}/")

    assert answer_of(mine) == "yes"


def test_a_link_for_another_purpose_is_another_token(client, come, mine):
    other = signing.dumps(
        signing.loads(come.split("/")[2], salt=SALT), salt="programmes.invitation"
    )

    assert client.post(f"/do/{other}/").status_code == 404
    assert answer_of(mine) == ""


def test_an_expired_link_does_nothing(client, mine, mentee, time_machine):
    until = timezone.now() + timedelta(hours=1)
    address = path_of(link("meeting_come", mine, mentee, until=until))
    assert client.get(address).status_code == 200

    time_machine.move_to(until + timedelta(seconds=2))

    assert client.post(address).status_code == 404
    assert answer_of(mine) == ""


def test_a_link_of_somebody_else_does_nothing_for_who_is_signed_in(signed_in, come, mine, mentor):
    page = signed_in(mentor).post(come)

    assert "for somebody else" in page.content.decode()
    assert answer_of(mine) == ""


def test_a_link_with_a_foreign_thing_does_nothing(client, mine, mentor):
    """Signed for the mentor, about the mentee's answer."""
    address = path_of(link("meeting_come", mine, mentor))

    assert client.post(address).status_code == 404
    assert answer_of(mine) == ""


@pytest.mark.parametrize(
    "change", ["left", "suspended", "restricted", "moved", "cancelled", "closed programme", "begun"]
)
def test_a_link_dies_with_what_it_rests_on(
    client, come, mine, mentee, meeting, change, time_machine
):
    now = timezone.now()
    if change == "left":
        Participant.objects.get(user=mentee).leave(now=now)
    elif change == "suspended":
        type(mentee).objects.filter(pk=mentee.pk).update(is_active=False)
    elif change == "restricted":
        type(mentee).objects.filter(pk=mentee.pk).update(restricted_at=now)
    elif change == "moved":
        later = timezone.localdate() + timedelta(days=9)
        meeting.move_to(day=later, at=meeting.time, zone=meeting.zone, minutes=60)
    elif change == "cancelled":
        meeting.cancel()
    elif change == "closed programme":
        Programme.objects.update(state="closed")
    else:
        time_machine.move_to(meeting.starts_at + timedelta(minutes=1))

    page = client.post(come)

    assert page.status_code == 404 or "Something has changed" in page.content.decode()
    assert answer_of(mine) == ""


@pytest.mark.parametrize(
    ("name", "state"), [("meeting_took_place", "held"), ("meeting_did_not", "missed")]
)
def test_a_mentor_says_from_the_mail_whether_the_meeting_took_place(
    client, group, mentor, name, state
):
    past = factories.meeting_of(group, mentor, day=timezone.localdate() - timedelta(days=3))
    address = path_of(link(name, past, mentor))

    client.get(address)
    assert Meeting.objects.get(pk=past.pk).state == "planned"
    client.post(address)

    assert Meeting.objects.get(pk=past.pk).state == state


def test_the_mail_carries_the_links_that_work(client, meeting, mine, mentee):
    owe(timezone.now())
    message = Message.objects.get(person=mentee, kind="meeting_reminder")
    answers = dict(kinds.compose(message).context["answers"])

    [no] = [address for label, address in answers.items() if "cannot" in str(label)]
    client.post(path_of(no))

    assert answer_of(mine) == "no"
    assert not re.search(r"[?&](pk|person|user)=", no)
