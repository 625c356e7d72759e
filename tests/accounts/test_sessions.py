"""A sign-in ends when it should, and nobody goes on with a copy of its old id."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.models import Affiliation
from tests.factories import AffiliationFactory, OrganisationFactory, UserFactory

PASSWORD = "woven-cloth-77"


@pytest.fixture
def person(db):
    person = UserFactory(name="Noora Al-Hamdani", email="noora@koillinen.example")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in(person, browser=None):
    browser = browser or Client()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return browser


def is_in(browser):
    return browser.get("/me/").status_code == 200


def copy_of(browser):
    """Somebody has copied the cookie."""
    thief = Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    return thief


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def test_signing_in_gives_a_new_id(person):
    browser = Client()
    browser.session.save()  # the client makes one when it is asked
    before = copy_of(browser)

    sign_in(person, browser)

    assert is_in(browser)
    assert not is_in(before)


@pytest.mark.parametrize("change", ["role", "staff", "coordinator"])
def test_new_rights_give_a_new_id(person, change, programme):
    browser = sign_in(person)
    copy = copy_of(browser)

    if change == "role":
        Affiliation.welcome(
            organisation=OrganisationFactory(),
            email=person.email,
            name="N",
            role="admin",
            unit=None,
        )
    elif change == "staff":
        person.is_staff = True
        person.save()
    else:
        programme.participants.create(user=person, role="coordinator").join(now=timezone.now())

    assert is_in(browser)
    assert not is_in(copy)
    assert is_in(browser)


def test_without_the_guard_the_copy_goes_on(person, monkeypatch):
    monkeypatch.setattr(sessions, "renew", lambda request: None)
    browser = sign_in(person)
    copy = copy_of(browser)
    person.is_staff = True
    person.save()

    assert is_in(browser)
    assert is_in(copy)


@pytest.mark.django_db(transaction=True)
def test_a_second_step_gives_a_new_id_and_the_list_of_sessions_knows_it(person):
    browser = sign_in(person)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    copy = copy_of(browser)

    set_up(browser)

    assert not is_in(copy)
    [listed] = browser.get("/accounts/sessions/").context["sessions"]
    assert listed.is_current


def set_up(browser):
    """Turn the authenticator app on."""
    secret = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    return browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})


def code_of(secret):
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_a_new_password_ends_all_other_sessions(person):
    browser, other = sign_in(person), sign_in(person)
    form = {"oldpassword": PASSWORD, "password1": "other-cloth-88", "password2": "other-cloth-88"}

    browser.post("/accounts/password/change/", form)

    assert is_in(browser)
    assert not is_in(other)


def test_ending_sessions_in_the_list_acts_at_once(person):
    browser, other = sign_in(person), sign_in(person)

    browser.post("/accounts/sessions/")

    assert is_in(browser)
    assert not is_in(other)


def test_who_opens_no_page_is_signed_out(person, clock, settings):
    browser = sign_in(person)
    copy = copy_of(browser)
    clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES + 1))

    answer = browser.get("/me/", follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/me/"
    assert "You were signed out after a long time" in answer.text
    assert not is_in(copy)


def test_who_opens_pages_stays(person, clock, settings):
    browser = sign_in(person)
    for _ in range(4):
        clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES * 0.6))
        assert is_in(browser)


def test_nobody_stays_for_ever(person, clock, settings):
    browser = sign_in(person)
    steps = settings.SESSION_HOURS // 6
    for _ in range(steps):
        clock.shift(timedelta(hours=6))
        stayed = is_in(browser)

    assert not stayed


def test_without_the_guard_who_opens_no_page_stays(person, clock, settings):
    browser = sign_in(person)
    settings.SESSION_IDLE_MINUTES = 10**6
    clock.shift(timedelta(hours=20))

    assert is_in(browser)


def test_asking_how_long_is_left_does_not_lengthen_it(person, clock, settings):
    browser = sign_in(person)
    idle = settings.SESSION_IDLE_MINUTES * 60
    clock.shift(timedelta(seconds=idle - 100))

    def left():
        return browser.get("/me/session/", headers={"Accept": "application/json"}).json()

    assert (left(), left()) == ({"seconds": 100, "is_final": False},) * 2
    browser.post("/me/session/")
    assert left()["seconds"] == idle


def test_at_the_very_end_it_cannot_be_lengthened(person, clock, settings):
    browser = sign_in(person)
    settings.SESSION_IDLE_MINUTES = settings.SESSION_HOURS * 60
    clock.shift(timedelta(hours=settings.SESSION_HOURS) - timedelta(seconds=100))

    browser.post("/me/session/")
    page = browser.get("/me/session/")

    assert page.context["is_final"] is True
    assert page.context["seconds"] == 100
    assert "Stay signed in</button></form>" not in page.text


def test_pages_carry_the_warning_for_who_is_signed_in(person):
    assert 'id="session-warning"' in sign_in(person).get("/").text
    assert "session-warning" not in Client().get("/accounts/login/").text


def test_sessions_are_rows(person):
    sign_in(person)

    assert Session.objects.count() == 1


def test_a_role_of_a_member_is_kept_in_the_session_of_others(person):
    other = AffiliationFactory().user
    before = other.rights_stamp

    AffiliationFactory(user=person)
    other.refresh_from_db()

    assert other.rights_stamp == before


def test_what_was_being_sent_when_it_ended_is_given_back(person, clock, settings):
    browser = sign_in(person)
    name = "A name that is long enough to be work to type again"
    clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES + 1))

    answer = browser.post("/me/", {"name": name})

    assert answer.status_code == 401
    assert name in answer.text
