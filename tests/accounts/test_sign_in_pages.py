import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from mentoring_platform.templatetags.sign_in import device
from tests.factories import UserFactory

PASSWORD = "woven-cloth-77"
ENTRANCE = [
    "login/",
    "signup/",
    "login/code/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-old/",
    "confirm-email/",
    "confirm-email/old/",
    "inactive/",
]
MANAGED = ["email/", "password/change/", "2fa/", "sessions/", "2fa/webauthn/", "logout/"]
BEHIND_A_QUESTION = ["2fa/totp/activate/", "2fa/webauthn/add/", "reauthenticate/"]


@pytest.fixture
def person(db):
    person = UserFactory(name="Noora Al-Hamdani", email="noora@koillinen.example")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in(browser, person):
    form = {"login": person.email, "password": PASSWORD}
    return browser.post("/accounts/login/", form, follow=True)


def breaches(html):
    """What the content security policy would refuse, or hosts that are not ours."""
    inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son\w+=", html)
    return inline + re.findall(r'(?:src|href)="(?:https?:)?//[^"]*', html)


def test_a_page_that_breaks_the_policy_is_noticed():
    """The control of the tests below."""
    assert breaches('<script>x</script><p style="a" onclick="b"><img src="//elsewhere/x.png">')
    assert breaches('<script src="/static/app.js" defer></script>') == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ENTRANCE)
def test_entrance_pages_keep_to_the_policy(client, address):
    answer = client.get(f"/accounts/{address}")

    assert answer.status_code == 200
    assert breaches(answer.content.decode()) == []


@pytest.mark.parametrize("address", MANAGED + BEHIND_A_QUESTION)
def test_account_pages_keep_to_the_policy(client, person, address):
    sign_in(client, person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answer = client.get(f"/accounts/{address}")

    assert answer.status_code == 200
    assert breaches(answer.content.decode()) == []


def test_a_code_by_mail_signs_in(client, person):
    client.post("/accounts/login/code/", {"email": person.email}, follow=True)
    [letter] = mail.outbox
    code = re.search(r"\n([A-Z0-9-]{6,})\n", letter.body)[1]

    answer = client.post("/accounts/login/code/confirm/", {"code": code}, follow=True)

    assert answer.wsgi_request.user == person
    html, _kind = letter.alternatives[0]
    assert code in html
    assert code in letter.subject
    assert breaches(html) == ["<style"]  # the one that the page of kept mails allows


def test_a_wrong_code_is_told_at_the_field(client, person):
    client.post("/accounts/login/code/", {"email": person.email}, follow=True)

    answer = client.post("/accounts/login/code/confirm/", {"code": "NO"})

    assert 'href="#id_code"' in answer.content.decode()
    assert not answer.wsgi_request.user.is_authenticated


def test_an_unknown_address_learns_nothing_on_the_page(client, person):
    known = client.post("/accounts/login/code/", {"email": person.email})
    unknown = Client().post("/accounts/login/code/", {"email": "nobody@koillinen.example"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_the_second_step_is_asked_once_it_is_on(client, person):
    sign_in(client, person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )

    answer = client.post("/accounts/2fa/totp/activate/", {"code": code}, follow=True)
    assert "Download the codes" in answer.content.decode()

    again = sign_in(Client(), person)
    assert again.redirect_chain[-1][0].startswith("/accounts/2fa/authenticate/")
    assert breaches(again.content.decode()) == []


def test_signing_in_greets_with_the_page_and_no_more(client, person):
    answer = sign_in(client, person)

    assert list(answer.context["messages"]) == []


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605.1",
            "Safari, Mac",
        ),
        ("curl/8", "Another program"),
    ],
)
def test_devices_are_named_as_people_call_them(user_agent, words):
    assert device(user_agent) == words
