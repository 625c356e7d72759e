"""Pause, leave, close, erase: four verbs with four effects."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from meetings.models import Attendance
from privacy.erasing import erase
from programmes.models import Participant
from tests import factories

PAGE = "/my-data/standing/"


def of(person):
    person.refresh_from_db()
    return person.standing


def test_pausing_lasts_until_a_day(mentee, signed_in):
    browser = signed_in(mentee)
    until = timezone.localdate() + timedelta(days=14)

    browser.post(PAGE, {"until": until.isoformat()})
    assert of(mentee) == "paused"
    assert mentee.paused_until == until

    browser.post(f"{PAGE}resume/")
    assert of(mentee) == "open"


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_pause_is_ahead_and_within_a_year(mentee, signed_in, days):
    day = timezone.localdate() + timedelta(days=days)

    answer = signed_in(mentee).post(PAGE, {"until": day.isoformat()})

    assert answer.status_code == 200
    assert of(mentee) == "open"


def test_leaving_a_programme_keeps_the_account(programme, group, mentee, signed_in):
    browser = signed_in(mentee)
    url = f"/programmes/{programme.pk}/leave/"
    assert url in browser.get(PAGE).content.decode()

    browser.post(url)

    assert Participant.objects.get(user=mentee).state == "left"
    assert not group.has(mentee)
    assert of(mentee) == "open"
    assert browser.get(url).status_code == 404


def test_the_last_coordinator_hands_over_first(programme, coordinator, signed_in):
    browser = signed_in(coordinator)

    browser.post(f"/programmes/{programme.pk}/leave/")
    browser.post(f"{PAGE}close/")
    assert programme.has(coordinator, "coordinator")
    assert of(coordinator) == "open"

    factories.coordinator_of(programme)
    browser.post(f"/programmes/{programme.pk}/leave/")
    assert not programme.has(coordinator, "coordinator")


def test_the_last_admin_hands_over_first(signed_in, db):
    admin = factories.AffiliationFactory(role="admin").user

    signed_in(admin).post(f"{PAGE}close/")

    assert of(admin) == "open"


def test_a_closed_account_can_be_opened_again(group, mentee, signed_in):
    browser = signed_in(mentee)

    browser.post(f"{PAGE}close/")
    assert of(mentee) == "closed"
    assert browser.get("/").url == PAGE
    assert browser.get(f"/groups/{group.pk}/").url == PAGE
    assert "Open my account again" in browser.get(PAGE).content.decode()

    browser.post(f"{PAGE}reopen/")
    assert of(mentee) == "open"
    assert browser.get(f"/groups/{group.pk}/").status_code == 200
    assert group.has(mentee)


def test_freezing_is_ended_by_the_same_button(mentee, signed_in):
    browser = signed_in(mentee)

    browser.post(f"{PAGE}restrict/")
    assert of(mentee) == "restricted"

    browser.post(f"{PAGE}restrict/")
    assert of(mentee) == "open"


@pytest.fixture
def proven(mentee, client):
    """A browser in which the mentee has just typed the password, and once more."""
    mentee.emailaddress_set.create(email=mentee.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": mentee.email, "password": "correct horse"})
    client.post("/accounts/reauthenticate/", {"password": "correct horse"})
    return client


def test_erasing_asks_for_the_password_again(mentee, signed_in):
    answer = signed_in(mentee).post("/my-data/erase/", {"email": mentee.email})

    assert answer.status_code == 302
    assert "reauthenticate" in answer.url
    assert of(mentee) == "open"


def test_erasing_needs_the_address(proven, mentee):
    answer = proven.post("/my-data/erase/", {"email": "somebody@else.example"})

    assert "This is not the address of your account." in answer.content.decode()
    assert of(mentee) == "open"


def test_erasing_ends_with_a_report(proven, mentee, group, mentor, signed_in):
    members = group.memberships.count()

    answer = proven.post("/my-data/erase/", {"email": mentee.email.upper()})

    page = answer.content.decode()
    assert "You have been erased" in page
    assert "Group memberships" in page
    assert of(mentee) == "erased"
    assert proven.get("/").status_code == 302  # signed out
    assert group.memberships.count() == members
    seen = signed_in(mentor).get(f"/groups/{group.pk}/").content.decode()
    assert "Noora" not in seen


def test_figures_of_the_past_stay_after_erasure(programme, mentee, mentor, group):
    meeting = factories.meeting_of(group, mentor)
    Attendance.objects.update(was_present=True)
    before = Attendance.objects.filter(meeting=meeting, was_present=True).count()

    erase(mentee, now=timezone.now())

    assert Attendance.objects.filter(meeting=meeting, was_present=True).count() == before
    assert programme.participants.count() == 2


def test_operators_and_admins_read_the_register(signed_in, mentee, coordinator):
    operator = factories.UserFactory(is_staff=True)
    admin = factories.AffiliationFactory(role="admin").user
    own = f"/organisations/{admin.affiliations.get().organisation_id}/register/"
    for person, url in ((operator, "/operators/register/"), (admin, own)):
        page = signed_in(person).get(url).content.decode()
        assert "meetings.log.insights" in page
        answer = signed_in(person).get(f"{url}table/?kind=csv")
        assert b"accounts.user.name" in answer.content
    for person in (mentee, coordinator):
        assert signed_in(person).get("/operators/register/").status_code == 404
        assert signed_in(person).get(own).status_code == 404
    assert signed_in(admin).get("/operators/retention/").status_code == 404
    assert signed_in(operator).get("/operators/retention/").status_code == 200


def test_coordinators_say_how_long_people_are_remembered(programme, coordinator, mentee, signed_in):
    url = f"/programmes/{programme.pk}/settings/keeping/"
    was = programme.forget_on

    signed_in(coordinator).post(url, {"keep_months": 6})

    programme.refresh_from_db()
    assert programme.forget_on < was
    assert signed_in(mentee).post(url, {"keep_months": 60}).status_code == 403


def test_operators_erase_by_command(programme, coordinator, capsys):
    with pytest.raises(CommandError, match="Nobody else runs"):
        call_command("erase_person", coordinator.email)
    assert of(coordinator) == "open"

    call_command("erase_person", coordinator.email, "--anyway")

    assert of(coordinator) == "erased"
    assert "participants" in capsys.readouterr().out
