"""A second step for those who see and decide much, with days of grace and a way to set it up."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import sign_in_settings
from accounts.models import User
from tests.accounts.guessing import library_counting
from tests.accounts.test_sessions import PASSWORD, code_of, set_up, sign_in
from tests.factories import AffiliationFactory, ParticipantFactory, UserFactory


@pytest.fixture(autouse=True)
def asked(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.SECOND_FACTOR_GRACE_DAYS = 14


def who(kind):
    person = UserFactory(is_staff=kind == "operator")
    if kind in {"admin", "organiser"}:
        AffiliationFactory(user=person, role=kind)
    if kind in {"coordinator", "mentor"}:
        ParticipantFactory(user=person, role=kind)
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def admin(db):
    return who("admin")


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "is_asked"),
    [
        ("operator", True),
        ("admin", True),
        ("coordinator", True),
        ("organiser", False),
        ("mentor", False),
    ],
)
def test_it_is_asked_of_those_who_see_and_decide_much(kind, is_asked, clock):
    person = who(kind)
    browser = sign_in(person)
    assert browser.get("/me/").status_code == 200
    clock.shift(timedelta(days=15))

    answer = sign_in(person, browser).get("/me/")

    assert (answer.status_code == 302) is is_asked


def test_the_days_of_grace_begin_when_somebody_first_signs_in_with_the_right(admin):
    sign_in(admin)

    admin.refresh_from_db()
    assert admin.trusted_since == timezone.localdate()


def test_in_the_days_of_grace_it_is_a_thing_to_do(admin):
    page = sign_in(admin).get("/")

    [step] = [step for step in page.context["steps"] if step.url == "/me/second-step/"]
    assert timezone.localdate(step.due_at) == timezone.localdate() + timedelta(days=14)


@pytest.mark.django_db(transaction=True)
def test_after_them_pages_lead_to_setting_it_up_and_on_again(admin):
    User.objects.filter(pk=admin.pk).update(trusted_since=timezone.localdate() - timedelta(days=20))
    browser = sign_in(admin)
    wanted = "/organisations/?sort=name"

    led = browser.get(wanted, follow=True)
    assert led.redirect_chain == [("/me/second-step/", 302)]
    assert "/accounts/2fa/totp/activate/" in led.text
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    codes = set_up(browser)
    assert "I have kept the codes, go on" in browser.get(codes.url).text
    landed = browser.get("/me/second-step/")

    assert landed.url == wanted
    assert browser.get(wanted).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_who_takes_it_away_again_is_led_back(admin):
    User.objects.filter(pk=admin.pk).update(trusted_since=timezone.localdate() - timedelta(days=20))
    browser = sign_in(admin)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    set_up(browser)
    assert browser.get("/me/").status_code == 200

    browser.post("/accounts/2fa/totp/deactivate/")

    assert browser.get("/me/").url == "/me/second-step/"


def test_a_right_that_comes_while_signed_in_counts_from_that_day(db):
    person = who("mentor")
    browser = sign_in(person)
    AffiliationFactory(user=person, role="admin")
    User.objects.filter(pk=person.pk).change_rights()

    browser.get("/me/")

    person.refresh_from_db()
    assert person.trusted_since == timezone.localdate()


def test_parts_of_pages_lead_there_as_well(admin):
    User.objects.filter(pk=admin.pk).update(trusted_since=timezone.localdate() - timedelta(days=20))

    answer = sign_in(admin).get("/organisations/", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == "/me/second-step/"


def test_without_the_setting_nobody_is_asked(admin, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    User.objects.filter(pk=admin.pk).update(trusted_since=timezone.localdate() - timedelta(days=20))

    assert sign_in(admin).get("/me/").status_code == 200


# Guesses of the second step ----------------------------------------------------------------


@pytest.fixture
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = sign_in_settings.ACCOUNT_RATE_LIMITS
    cache.clear()


@pytest.fixture
def secret(admin):
    secret = generate_totp_secret()
    TOTP.activate(admin, secret)
    RecoveryCodes.activate(admin)
    return secret


def guess(admin, count, form=None):
    """Wrong codes until one is refused, with a cache that forgets."""
    through = 0
    browser = sign_in(admin)
    for _ in range(count):
        answer = browser.post("/accounts/2fa/authenticate/", form or {"code": "000000"})
        through += answer.status_code == 200
        cache.clear()
    return through


@pytest.mark.parametrize("form", [{"code": "000000"}, {"code": "12345678"}])
def test_five_codes_may_be_guessed(admin, secret, limits, form):
    assert guess(admin, 8, form) == 5


def test_without_the_guard_a_flushed_cache_opens_it(admin, secret, limits, monkeypatch):
    monkeypatch.setattr(ratelimit, "_consume_single_rate", library_counting()._consume_single_rate)

    assert guess(admin, 8) == 8


def test_a_code_that_was_used_opens_nothing_more(admin, secret):
    code = code_of(secret)
    first, second = sign_in(admin), sign_in(admin)

    first.post("/accounts/2fa/authenticate/", {"code": code})
    cache.clear()
    second.post("/accounts/2fa/authenticate/", {"code": code})

    assert first.get("/me/").status_code == 200
    assert second.get("/me/").status_code == 302


def test_a_recovery_code_works_once(admin, secret):
    step = Authenticator.objects.get(user=admin, type=Authenticator.Type.RECOVERY_CODES).wrap()
    code = step.get_unused_codes()[0]
    first, second = sign_in(admin), sign_in(admin)

    for browser in (first, second):
        browser.post("/accounts/2fa/authenticate/", {"code": code})

    assert first.get("/me/").status_code == 200
    assert second.get("/me/").status_code == 302


def test_a_stranger_is_shown_no_page_about_it():
    assert Client().get("/me/second-step/").url.startswith("/accounts/login/")
