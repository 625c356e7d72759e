"""Every answer is strict: pages, files, redirects and errors, walked with production's settings."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from mentoring_platform import settings as real
from mentoring_platform.access import Who, policy
from mentoring_platform.transitions import TransitionError
from mentoring_platform.urls import handler400, handler404, handler500  # noqa: F401
from mentoring_platform.urls import urlpatterns as ours
from tests import world as worlds
from tests.walk import pages

PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
    "DATABASE_URL": "postgres://raanu@127.0.0.1/raanu",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "SITE_URL": "https://raanu.example",
    "ALLOWED_HOSTS": "raanu.example",
}
ASKED = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "LANGUAGE_COOKIE_", "X_FRAME_OPTIONS")
EXACT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
}
LOOSE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "http:", "https:", "*", "blob:")


@pytest.fixture(scope="module")
def production():
    """What production's settings say, asked of a process of its own."""
    script = "import json; from mentoring_platform import settings as s; print(json.dumps("
    script += f"{{n: v for n, v in vars(s).items() if n.startswith({ASKED!r})}}))"
    environment = {k: v for k, v in os.environ.items() if k != "REDIS_URL"} | PRODUCTION
    run = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=configured.BASE_DIR,
        capture_output=True,
        check=True,
    )
    return json.loads(run.stdout)


@pytest.fixture
def strict(settings, production):
    """The tests' settings with production's middleware, cookies and redirects."""
    for name, value in production.items():
        setattr(settings, name, value)
    settings.MIDDLEWARE = real.MIDDLEWARE
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    settings.ALLOWED_HOSTS = ["raanu.example"]
    return settings


def browser(person=None):
    client = Client(
        raise_request_exception=False, SERVER_NAME="raanu.example", enforce_csrf_checks=True
    )
    if person:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def lacking(answer):
    """What is not strict about the headers of an answer, as sentences."""
    faults = [f"{name}: {answer.get(name)}" for name, v in EXACT.items() if answer.get(name) != v]
    csp = answer.get("Content-Security-Policy", "")
    if "default-src 'none'" not in csp or any(word in csp.split() for word in LOOSE):
        faults.append(f"policy: {csp}")
    if not re.search("frame-ancestors '(none|self)'", csp):
        faults.append(f"frames: {csp}")
    if "'unsafe" in csp:
        faults.append(f"unsafe: {csp}")
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        faults.append("no permissions policy")
    if answer.get("X-Frame-Options") not in {"DENY", "SAMEORIGIN"}:
        faults.append("can be framed")
    if "Cache-Control" not in answer:
        faults.append("says nothing about keeping")
    for name, cookie in answer.cookies.items():
        if not (cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"):
            faults.append(f"loose cookie {name}")
    if answer.get("Content-Type", "").startswith("text/html") and "HX-Request" not in answer.get(
        "Vary", ""
    ):
        faults.append("does not vary")
    return faults


def answers(urls, *clients):
    """Each page in each browser, with GET and POST."""
    for client in clients:
        for url in urls:
            yield f"GET {url}", client.get(url, secure=True)
            yield f"POST {url}", client.post(url, secure=True)  # no token: 403


@pytest.mark.django_db
def test_every_url_answers_with_strict_headers(strict, promise):
    world, faults, asked, kept = worlds.build(2), {}, 0, []
    urls = [page.url for page in pages(world)]
    for what, answer in answers(urls, *map(browser, world.people.values()), browser()):
        asked += 1
        if found := lacking(answer):
            faults[what] = found
        personal = answer.get("Content-Type", "").startswith("text/html")
        if personal and "no-store" not in answer["Cache-Control"]:
            kept.append(what)
    strict.MIDDLEWARE = [entry for entry in strict.MIDDLEWARE if "strict_headers" not in entry]
    loose = [what for what, answer in answers(urls, browser()) if lacking(answer)]

    assert asked > 300
    assert faults == {}
    assert kept == []
    promise("Answers asked for their headers", asked, "answers", goal=None, control=None)
    promise("Answers without strict headers", len(faults), "answers", goal=0, control=len(loose))


def fails(error):
    @policy(Who.EVERYONE, methods="GET POST")
    def view(request):
        raise error

    return view


urlpatterns = [
    path("400/", fails(SuspiciousOperation("odd"))),
    path("409/", fails(TransitionError("late"))),
    path("413/", fails(RequestDataTooBig("large"))),
    path("500/", fails(ZeroDivisionError())),
    *ours,
]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 404, 409, 413, 500])
def test_errors_are_as_strict(strict, status):
    strict.ROOT_URLCONF = __name__

    answer = browser().get(f"/{status}/", secure=True)

    assert answer.status_code == status
    assert lacking(answer) == []


@pytest.mark.django_db
def test_what_no_view_answers_is_as_strict(strict, outsider):
    static = browser().get("/static/theme.css", secure=True)
    icon = browser().get("/static/icons.svg", secure=True)
    plain = browser().get("/", secure=False)
    foreign = browser().get("/", secure=True, SERVER_NAME="evil.example")
    method = browser(outsider).put("/", secure=True)
    token = browser().post("/accounts/login/", secure=True)

    told = [answer.status_code for answer in (static, icon, plain, foreign, method, token)]
    assert told == [200, 200, 301, 400, 403, 403]
    for answer in (static, icon, foreign, method, token):
        assert lacking(answer) == []
    assert [f for f in lacking(plain) if "Transport" not in f] == []  # TLS is told over TLS only
    assert static["Cache-Control"].startswith("max-age=")


def test_the_check_speaks():
    """The control: an answer to which nobody has added anything."""
    assert len(lacking(HttpResponse())) >= 8


def test_cookies_of_production_hold_on_to_this_host(production):
    for name in ("SESSION", "CSRF"):
        assert production[f"{name}_COOKIE_NAME"].startswith("__Host-")
        assert production[f"{name}_COOKIE_SECURE"]
        assert production[f"{name}_COOKIE_HTTPONLY"]
        assert production[f"{name}_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.django_db
def test_htmx_evaluates_nothing_and_keeps_no_history(client):
    page = client.get("/accounts/login/").content.decode()

    said = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", page)[1])
    assert said == {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
    }
