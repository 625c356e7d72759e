"""Nobody learns from a page, or from how long it takes, who has an account."""

import re
import statistics
import time

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import addresses
from accounts.forms import SignupForm
from accounts.models import Affiliation, User
from tests.factories import AffiliationFactory, UserFactory

ARGON = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
UNKNOWN = "nobody@lakeland.example"
KNOWN = ["proven@lakeland.example", "listed@lakeland.example", "unsure@lakeland.example"]
TRIES = 15
SLOWER = 40  # per cent that one may take longer: the hash alone would be several hundred
WORK = ("SELECT", "INSERT", "UPDATE", "DELETE")


@pytest.fixture(autouse=True)
def people(db):
    """Who has proven the address, who came by a list, who has not opened the mail yet."""
    proven, unsure = UserFactory(email=KNOWN[0]), UserFactory(email=KNOWN[2])
    User.objects.ensure(KNOWN[1], name="Listed")
    EmailAddress.objects.create(user=proven, email=proven.email, verified=True, primary=True)
    EmailAddress.objects.create(user=unsure, email=unsure.email, verified=False, primary=True)


def sign_up(browser, email):
    form = {"name": "Aino", "email": email, "password1": "woven-cloth-77"}
    return browser.post("/accounts/signup/", form)


def sign_in(browser, email):
    return browser.post("/accounts/login/", {"login": email, "password": "woven-cloth-78"})


def ask_for_a_code(browser, email):
    return browser.post("/accounts/login/code/", {"email": email})


def type_a_wrong_code(browser, email):
    return browser.post("/accounts/login/code/confirm/", {"code": "WRONG"})


def ask_for_a_new_password(browser, email):
    return browser.post("/accounts/password/reset/", {"email": email})


STEPS = {
    "sign-up": sign_up,
    "sign-in": sign_in,
    "sign-in code": ask_for_a_code,
    "wrong code": type_a_wrong_code,
    "reset": ask_for_a_new_password,
}


def forget(email):
    User.objects.filter(email=email, email__startswith="nobody").delete()


def take(step, email):
    """The answer, the page it leads to, the work in the database, the mails, the seconds."""
    browser = Client()
    if step == "wrong code":
        ask_for_a_code(browser, email)
    mail.outbox.clear()
    with CaptureQueriesContext(connection) as captured:
        begun = time.perf_counter()
        answer = STEPS[step](browser, email)
        seconds = time.perf_counter() - begun
    page = browser.get(answer.url) if answer.status_code == 302 else answer
    work = [query["sql"].split()[0] for query in captured if query["sql"].startswith(WORK)]
    told = [tuple(letter.to) for letter in mail.outbox]
    forget(email)
    return plain(answer, email), plain(page, email), work, len(told), seconds


def plain(answer, email):
    """Status, body, headers and cookies without what differs in every answer."""
    body = re.sub(r"[A-Za-z0-9]{64}|[A-Za-z0-9]{32}|nonce-[^']*", "TOKEN", answer.text)
    headers = {
        name: re.sub(r"nonce-[^']*", "NONCE", value)
        for name, value in answer.items()
        if name not in {"Content-Length", "Expires"}
    }
    return answer.status_code, body.replace(email, "ADDRESS"), headers, sorted(answer.cookies)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("known", KNOWN)
def test_known_and_unknown_get_the_same_answer_for_the_same_work(step, known):
    take(step, known)  # whatever is loaded only once

    *one, _seconds = take(step, known)
    *other, _seconds = take(step, UNKNOWN)

    assert one == other


def test_answers_that_differ(promise, monkeypatch):
    def count():
        [take(step, known) for step, known in every()]  # whatever is loaded only once
        pairs = [(take(step, known)[:-1], take(step, UNKNOWN)[:-1]) for step, known in every()]
        return sum(one != other for one, other in pairs)

    differing = count()
    take_guards_off(monkeypatch)

    promise(
        "Accounts: answers, work or mails that tell known from unknown",
        differing,
        f"of {len(every())}",
        goal=0,
        control=count(),
    )


def every():
    return [(step, known) for step in STEPS for known in KNOWN]


def take_guards_off(monkeypatch):
    """As the library does it."""
    monkeypatch.setattr(SignupForm, "_save_in_vain", lambda self, request: None)
    monkeypatch.setattr(addresses, "ask_in_vain", lambda email: None)
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda self, word: None)
    monkeypatch.setattr(addresses, "look_up_nobody", lambda: None)


@pytest.mark.parametrize("step", ["sign-up", "sign-in", "sign-in code", "reset"])
def test_known_and_unknown_take_the_same_time(step, promise, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ARGON
    slower = difference(step)
    control = None
    if step in {"sign-up", "sign-in"}:  # the others hash nothing, and owe one mail either way
        take_guards_off(monkeypatch)
        control = difference(step)

    promise(
        f"Accounts: {step}, known against unknown, {connection.vendor}",
        slower,
        "% of the time",
        goal=SLOWER,
        control=control,
    )


def difference(step):
    """How much longer the slower one takes, in per cent: the quick third of turns in pairs."""
    take(step, KNOWN[0]), take(step, UNKNOWN)
    pairs = [(take(step, KNOWN[0])[-1], take(step, UNKNOWN)[-1]) for _ in range(TRIES)]
    known, unknown = (
        statistics.mean(sorted(seconds)[: TRIES // 3]) for seconds in zip(*pairs, strict=True)
    )
    return round(abs(known - unknown) / min(known, unknown) * 100, 1)


def add(browser, address, email):
    """What an admin sees who adds somebody, and the work it takes."""
    form = {"name": "Typed Name", "email": email, "role": "admin", "unit": ""}
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post(address, form)
    work = [query["sql"].split()[0] for query in captured if query["sql"].startswith(WORK)]
    there = Affiliation.objects.get(user__email=email)
    pages = [address, f"/affiliations/{there.pk}/", f"/organisations/{there.organisation_id}/"]
    shown = [plain(browser.get(page), email) for page in pages]
    found = [person.called for person in browser.get(address, {"q": "Per"}).context["page"].rows]
    told = str(shown).replace(f"/{there.pk}/", "/KEY/")
    there.delete()
    return plain(answer, email), work, told, found


def test_an_organisation_learns_nothing_about_a_person_it_adds(signed_in):
    admin = AffiliationFactory(role="admin")
    browser, address = signed_in(admin.user), f"/organisations/{admin.organisation_id}/members/"
    User.objects.filter(email__in=KNOWN).update(name="Person Known")
    add(browser, address, KNOWN[1])

    assert add(browser, address, KNOWN[0]) == add(browser, address, UNKNOWN)


def test_without_the_guard_the_name_of_an_account_is_shown(signed_in):
    admin = AffiliationFactory(role="admin")
    browser, address = signed_in(admin.user), f"/organisations/{admin.organisation_id}/members/"
    User.objects.filter(email__in=KNOWN).update(name="Person Known")
    browser.post(address, {"name": "Typed", "email": KNOWN[0], "role": "member", "unit": ""})
    assert "Person Known" not in browser.get(address).text

    Affiliation.objects.update(called="")

    assert "Person Known" in browser.get(address).text
