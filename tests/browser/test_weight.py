"""What a visit costs over the wire, from the server and the file storage people really meet."""

import os
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from django.conf import settings

from mentoring_platform.demo.accounts import PASSWORD

FIRST_REQUESTS, FIRST_BYTES, LATER_BYTES = 12, 100 * 1024, 20 * 1024
PEOPLE = ("hannele.ranta", "noora.alhamdani")
SERVER = [
    *("-m", "uvicorn", "mentoring_platform.asgi:application", "--host", "127.0.0.1"),
    *("--lifespan", "off", "--log-level", "warning"),
]


class Meter:
    """Counts what a page asks for and what comes back, compressed and with headers."""

    def __init__(self, page):
        self.begin()
        self.session = page.context.new_cdp_session(page)
        self.session.on("Network.responseReceived", self._answered)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.send("Network.enable")

    def begin(self):
        self.names, self.sizes = {}, {}

    def _answered(self, event):
        answer = event["response"]
        if not answer["url"].startswith("data:") and not answer.get("fromDiskCache"):
            self.names[event["requestId"]] = answer["url"].rpartition("/")[2] or "/"

    def _finished(self, event):
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def rows(self):
        sizes = ((name, self.sizes.get(key, 0)) for key, name in self.names.items())
        return sorted((pair for pair in sizes if pair[1]), key=lambda pair: -pair[1])

    def total(self):
        return sum(size for _name, size in self.rows())


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo, prepared and served on a port of its own; its address."""
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.served",
        "MODE": "demo",
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "REDIS_URL": "",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "PORT": port,
    }
    run = {"cwd": settings.BASE_DIR, "env": environment}
    subprocess.run([sys.executable, "manage.py", "demo", "--prepare"], check=True, **run)
    server = subprocess.Popen([sys.executable, *SERVER, "--port", port], **run)
    try:
        yield wait_for(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address):
    deadline = time.monotonic() + 30
    while True:
        try:
            urlopen(f"{address}/healthz").close()
        except OSError:
            assert time.monotonic() < deadline, "the demo did not start"
            time.sleep(0.2)
        else:
            return address


@pytest.fixture
def visit(browser, demo):
    """A page with an empty cache and the cookies given, and its meter."""
    contexts = []

    def begin(cookies=()):
        context = browser.new_context(base_url=demo, locale="en")
        context.add_cookies(list(cookies))
        contexts.append(context)
        page = context.new_page()
        return page, Meter(page)

    yield begin
    for context in contexts:
        context.close()


def sign_in(page, person):
    page.goto("/accounts/login/")
    page.get_by_label("Mail address").fill(f"{person}@lakeland.example")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    return page.context.cookies()


def load(page, meter, url):
    meter.begin()
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(200)
    print(url, len(meter.rows()), "requests", meter.total(), "bytes", meter.rows())  # noqa: T201


def check_first(meter):
    assert len(meter.rows()) <= FIRST_REQUESTS, meter.rows()
    assert meter.total() <= FIRST_BYTES, meter.rows()


def test_first_visit_of_the_sign_in_page(visit):
    page, meter = visit()

    load(page, meter, "/accounts/login/")

    assert len(meter.rows()) > 4
    check_first(meter)


@pytest.mark.parametrize("person", PEOPLE)
def test_first_visit_of_a_home_and_later_pages(visit, person):
    cookies = sign_in(visit()[0], person)
    page, meter = visit(cookies)
    load(page, meter, "/")
    check_first(meter)

    links = page.locator("main a[href^='/'], .side a[href^='/']")
    urls = {link.get_attribute("href") for link in links.all()} - {"/"}
    heavy = {}
    for url in sorted(urls)[:12]:
        load(page, meter, url)
        if meter.total() > LATER_BYTES:
            heavy[url] = meter.rows()

    assert len(urls) > 3
    assert heavy == {}
