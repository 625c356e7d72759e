"""When something goes wrong the page is calm, says what to do, and gives back what was typed."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client
from django.urls import path

from meetings.models import Log
from mentoring_platform.access import Who, policy
from mentoring_platform.transitions import TransitionError
from mentoring_platform.urls import (  # noqa: F401
    handler400,
    handler403,
    handler404,
    handler500,
)
from mentoring_platform.urls import urlpatterns as ours
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "We spoke for an hour about what each of us is afraid of at work. " * 3
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def fails(error):
    @policy(Who.EVERYONE, methods="GET POST")
    def view(request):
        raise error

    return view


urlpatterns = [
    path("409/", fails(TransitionError("late"))),
    path("413/", fails(RequestDataTooBig("large"))),
    path("500/", fails(ZeroDivisionError("boom"))),
    *ours,
]


@pytest.fixture
def broken(settings):
    """A site with pages that fail in each way."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.fixture
def log_url(group, mentee):
    meeting = factories.meeting_of(group, by=mentee, day=date.today() - timedelta(days=2))
    return f"/meetings/{meeting.pk}/log/"


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)


def token_of(answer):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())[1]


def hidden_fields(answer):
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    return dict(found)


def test_a_log_typed_while_the_session_ended_is_saved_in_the_end(strict, mentee, log_url):
    strict.force_login(mentee, backend=BACKEND)
    page = strict.get(log_url)
    log = {"insights": TEXT, "version": "0", "csrfmiddlewaretoken": token_of(page)}
    strict.cookies.pop("sessionid")

    signed_out = strict.post(log_url, log)
    assert signed_out.status_code == 401
    assert signed_out.content.decode().count(TEXT) == 2  # to read, and to send

    strict.force_login(mentee, backend=BACKEND)
    strict.cookies["csrftoken"] = "a" * 32  # signing in turned the token

    aged = strict.post(log_url, hidden_fields(signed_out))
    assert aged.status_code == 403
    assert TEXT in aged.content.decode()

    saved = strict.post(log_url, hidden_fields(aged))
    assert saved.status_code == 302
    assert Log.objects.get().insights == TEXT.strip()


def test_a_button_pressed_after_the_session_ended_leads_to_signing_in(client, log_url):
    assert client.post(log_url, {"version": "0"}).status_code == 302


def test_a_secret_is_never_given_back(strict):
    typed = {"login": "a@lakeland.example", "password": "correct horse battery staple " * 3}

    page = strict.post("/accounts/login/", typed).content.decode()

    assert "correct horse" not in page
    assert "a@lakeland.example" in page


@pytest.mark.parametrize(
    ("header", "value"),
    [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")],
)
@pytest.mark.parametrize("url", ["/accounts/login/", "/nowhere/"])
def test_words_of_another_site_come_into_no_page(strict, url, header, value):
    own = strict.post(url, {"login": TEXT})
    foreign = strict.post(url, {"login": TEXT}, headers={header: value})

    assert TEXT in own.content.decode()  # the control
    assert TEXT not in foreign.content.decode()
    assert foreign.status_code == own.status_code


@pytest.mark.parametrize(("url", "status"), [("/nowhere/", 404), ("/409/", 409), ("/500/", 500)])
def test_a_long_text_is_given_back(broken, url, status):
    answer = broken.post(url, {"insights": TEXT + "<b>"})

    assert answer.status_code == status
    assert TEXT + "&lt;b&gt;" in answer.content.decode()


def test_the_number_on_the_page_is_the_one_in_the_log(broken, caplog):
    page = broken.get("/500/").content.decode()

    reference = re.search(r'<b class="num">(\w{8})</b>', page)[1]
    assert f"Reference {reference}: GET" in caplog.text
    assert "boom" not in page


def test_too_much_is_told_with_its_limit(broken):
    answer = broken.post("/413/", {"insights": TEXT})

    assert answer.status_code == 413
    assert "up to 12 MB" in answer.content.decode()


def test_a_body_that_is_too_large_is_told_the_same_way(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20

    assert client.post("/accounts/login/", {"login": "x" * (1 << 21)}).status_code == 413


def test_a_method_that_is_not_taken_gets_a_page_and_the_methods(signed_in, outsider):
    answer = signed_in(outsider).put("/")

    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert "<h1>" in answer.content.decode()


def test_a_missing_page_says_who_one_is_and_where_to_go(signed_in, outsider, client):
    assert outsider.email in signed_in(outsider).get("/nowhere/").content.decode()
    assert "Many pages open only after signing in." in client.get("/nowhere/").content.decode()


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_errors_speak_the_language_of_the_person(broken, language):
    person = factories.UserFactory(language=language)
    broken.force_login(person, backend=BACKEND)

    for url in ("/nowhere/", "/409/", "/413/", "/500/"):
        assert f'<html lang="{language}"' in broken.get(url).content.decode()
