"""A real Chromium before a live server: signing in, and watching what a page does."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from tests.browser.watch import Watch

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in this thread
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def chromium() -> str | None:
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name)
    return next(filter(None, found), None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Everything in this folder needs Chromium, and commits what the live server shall see."""
    missing = pytest.mark.skip(reason="no Chromium: apt-get install chromium")
    for item in items:
        if item.path.parent != item.config.rootpath / "tests" / "browser":
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db(transaction=True))
        if chromium() is None:
            item.add_marker(missing)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield chrome
        chrome.close()


@pytest.fixture
def open_context(browser, live_server) -> Iterator[Callable[..., BrowserContext]]:
    """A fresh browser, closed after the test; with ``person`` somebody is signed in."""
    contexts: list[BrowserContext] = []

    def open_one(person: User | None = None, **options) -> BrowserContext:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(
            base_url=live_server.url, locale="en", reduced_motion="reduce", **options
        )
        context.set_default_timeout(10_000)
        if person:
            context.add_cookies([session_of(person, live_server.url)])
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(open_context, live_server) -> Iterator[Callable[..., Page]]:
    """A page that fails the test for whatever went wrong behind it."""
    watches: list[Watch] = []

    def open_one(person: User | None = None, **options) -> Page:
        page = open_context(person, **options).new_page()
        watches.append(Watch(page, live_server.url))
        return page

    yield open_one
    assert [fault for watch in watches for fault in watch.faults] == []


def session_of(person: User, url: str) -> dict[str, str]:
    """The cookie of somebody who has just given their password."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    client.post(reverse("account_reauthenticate"), {"password": "correct horse"})
    return {"name": "sessionid", "value": client.session.session_key, "url": url}
