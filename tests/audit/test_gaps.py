"""No request that may change something goes by without an event."""

import pytest
from django.test import Client

from audit.models import Event
from tests import world as worlds
from tests.walk import pages

pytestmark = pytest.mark.django_db


def without_events(urls, browsers, methods=("POST",)):
    """The requests that left no event."""
    gaps = []
    for browser in browsers:
        for url in urls:
            for method in methods:
                before = Event.objects.count()
                browser.generic(method, url)
                if Event.objects.count() == before:
                    gaps.append((method, url))
    return gaps


def test_every_unsafe_request_leaves_an_event(signed_in, settings, promise):
    world = worlds.build(2)
    urls = [page.url for page in pages(world)]
    everybody, rare = [*map(signed_in, world.people.values()), Client()], ("PUT", "PATCH", "DELETE")
    gaps = without_events(urls, everybody) + without_events(urls, [Client()], rare)
    asked = len(urls) * (len(everybody) + len(rare))

    settings.MIDDLEWARE = [entry for entry in settings.MIDDLEWARE if "audit." not in entry]
    unguarded = without_events(urls, [Client()])

    assert gaps == []
    promise("Unsafe requests of the audit crawl", asked, "requests", goal=None)
    promise(
        "Unsafe requests without an audit event",
        len(gaps),
        "requests",
        goal=0,
        control=len(unguarded),
    )


OWN = {
    "accounts:logo": "a picture on every page",
    "meetings:calendar_file": "a meeting of one's own group, for one's own calendar",
}


def test_every_download_leaves_an_event(signed_in):
    world = worlds.build(2)
    downloads, silent = set(), set()
    for browser in map(signed_in, world.people.values()):
        for page in pages(world):
            if "GET" not in page.policy.methods or page.name in OWN:
                continue
            before = Event.objects.count()
            if browser.get(page.url).get("Content-Disposition", "").startswith("attachment"):
                downloads.add(page.name)
                if Event.objects.count() == before:
                    silent.add(page.name)

    assert downloads >= {"programmes:people_export", "audit:export"}
    assert silent == set()
