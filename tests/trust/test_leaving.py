"""Whoever leaves, is removed or shut out, or has another role, is out with the next request:
in a browser that is already open, by links in mails, and for what was still owed to them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Affiliation, User
from meetings.models import Attendance, Log, Opening
from notifications.tasks import look
from programmes.invitations import token_for
from programmes.models import JoinLink, Participant, Role
from reminders import links
from tests import factories

pytestmark = pytest.mark.django_db


def leave(person):
    Participant.objects.get(user=person).leave(now=timezone.now())


def remove(person):
    Participant.objects.get(user=person).remove(now=timezone.now())


def rise(person):
    Participant.objects.get(user=person).memberships.get().end(now=timezone.now())


def suspend(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


def stay(person):
    """The control: nothing happens, and everything below still answers."""


WAYS_OUT = [leave, remove, rise, suspend]


@pytest.fixture
def meeting(group, mentor, mentee):
    held = factories.meeting_of(group, mentor, day=date.today() - timedelta(days=2))
    Log.record(meeting=held, version=0, present=[], by=mentor, now=timezone.now(), insights="x")
    return held


@pytest.fixture
def ahead(group, mentor, mentee):
    return factories.meeting_of(group, mentor, day=date.today() + timedelta(days=2))


def pages_of_group(group, meeting):
    names = ("meetings:meeting", "meetings:log", "meetings:edit", "meetings:calendar_file")
    at_meeting = [reverse(name, args=[meeting.pk]) for name in names]
    return [
        group.get_absolute_url(),
        reverse("meetings:of_group", args=[group.pk]),
        reverse("meetings:plan", args=[group.pk]),
        *at_meeting,
    ]


def answers(browser, urls):
    plain = [browser.get(url).status_code for url in urls]
    swapped = [browser.get(url, headers={"HX-Request": "true"}).status_code for url in urls]
    return {*plain, *swapped}


@pytest.mark.parametrize("go", WAYS_OUT)
def test_an_open_browser_shows_nothing_of_the_group_any_more(go, group, meeting, mentee, signed_in):
    browser, urls = signed_in(mentee), pages_of_group(group, meeting)
    assert answers(browser, urls) == {200}

    go(mentee)

    assert answers(browser, urls) == ({302} if go is suspend else {404})
    assert browser.post(group.get_absolute_url(), {"name": "Mine"}).status_code in {302, 404}
    group.refresh_from_db()
    assert group.name == "Koivu"


@pytest.mark.parametrize("go", [*WAYS_OUT, stay])
def test_a_link_in_a_mail_does_nothing_any_more(go, ahead, mentee, client):
    mine = Attendance.objects.get(meeting=ahead, participant__user=mentee)
    link = links.link("meeting_come", mine, mentee)

    go(mentee)
    client.post(link)

    mine.refresh_from_db()
    assert mine.answer == ("yes" if go is stay else "")


@pytest.mark.parametrize("go", [*WAYS_OUT, stay])
def test_what_was_owed_is_not_told_any_more(go, meeting, mentee, mailoutbox):
    operator = factories.UserFactory(is_staff=True)
    Opening.begin(meeting=meeting, by=operator, reason="Why", now=timezone.now())

    go(mentee)
    look()

    assert any(mail.to == [mentee.email] for mail in mailoutbox) == (go is stay)


@pytest.mark.parametrize("go", [remove, suspend, stay])
def test_an_invitation_lets_nobody_in_who_was_taken_out(go, programme):
    invited, _is_new = Participant.invite(
        programme=programme, email="k@lakeland.example", name="K", role="mentee", now=timezone.now()
    )
    link = reverse("programmes:invitation", args=[token_for(invited)])

    go(invited.user)
    browser = Client()
    browser.post(link, {"name": "K", "yes": "1"})

    invited.refresh_from_db()
    assert (invited.state == "active") == (go is stay)
    assert ("_auth_user_id" in browser.session) == (go is stay)


def test_a_join_link_does_not_take_back_whom_a_coordinator_removed(programme, mentee, signed_in):
    link = JoinLink.objects.create(programme=programme)
    remove(mentee)

    assert signed_in(mentee).post(link.get_absolute_url()).status_code == 409
    assert Participant.objects.get(user=mentee).state == "removed"


def test_a_closed_join_link_lets_nobody_in(programme, outsider, signed_in):
    link = JoinLink.objects.create(programme=programme)
    link.close(now=timezone.now())

    assert signed_in(outsider).post(link.get_absolute_url()).status_code == 409
    assert not programme.participants.filter(user=outsider).exists()


def test_who_coordinates_no_longer_has_no_list_and_no_export(programme, coordinator, signed_in):
    factories.coordinator_of(programme)
    browser = signed_in(coordinator)
    names = ("people", "people_export", "settings", "join_links", "import", "groups")
    urls = [reverse(f"programmes:{name}", args=[programme.pk]) for name in names]
    assert answers(browser, urls) == {200}

    Participant.objects.filter(user=coordinator).update(role=Role.TEACHER)
    assert answers(browser, urls) <= {403, 404}

    leave(coordinator)
    assert answers(browser, urls) == {404}


def test_who_is_admin_no_longer_manages_nobody(signed_in):
    rows = [factories.AffiliationFactory(role="admin")]
    organisation = rows[0].organisation
    rows.append(factories.AffiliationFactory(role="admin", organisation=organisation))
    browser = signed_in(rows[0].user)
    names = ("members", "units", "edit_organisation")
    urls = [reverse(f"accounts:{name}", args=[organisation.pk]) for name in names]
    assert answers(browser, urls) == {200}

    rows[0].change(role=Affiliation.Role.MEMBER, unit=None)
    assert answers(browser, urls) == {403}

    rows[0].end()
    assert answers(browser, urls) == {404}


def test_who_runs_the_platform_no_longer_reads_no_log_that_is_still_open(meeting, signed_in):
    operator = factories.UserFactory(is_staff=True)
    Opening.begin(meeting=meeting, by=operator, reason="Why", now=timezone.now())
    browser, url = signed_in(operator), reverse("meetings:open_log", args=[meeting.pk])
    assert browser.get(url).status_code == 200

    User.objects.filter(pk=operator.pk).update(is_staff=False)

    assert browser.get(url).status_code == 404


def test_a_suspended_person_cannot_sign_in_again(mentee, client):
    suspend(mentee)

    client.post(reverse("account_login"), {"login": mentee.email, "password": "correct horse"})

    assert "_auth_user_id" not in client.session
