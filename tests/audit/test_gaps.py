"""No request that may change something goes by without an event."""

import pytest
from django.test import Client

from audit.models import Event
from tests import world as worlds
from tests.walk import pages

pytestmark = pytest.mark.django_db
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def without_events(urls, browsers):
    """Every unsafe method at every URL: how many were asked, and those that left no event."""
    gaps, asked = [], 0
    for browser in browsers:
        for url in urls:
            for method in UNSAFE:
                before = Event.objects.count()
                browser.generic(method, url)
                asked += 1
                if Event.objects.count() == before:
                    gaps.append((method, url))
    return asked, gaps


def test_every_unsafe_request_leaves_an_event(signed_in, settings, promise):
    world = worlds.build(2)
    urls = [page.url for page in pages(world)]
    asked, gaps = without_events(urls, [*map(signed_in, world.people.values()), Client()])

    settings.MIDDLEWARE = [entry for entry in settings.MIDDLEWARE if "audit." not in entry]
    _asked, unguarded = without_events(urls, [Client()])

    assert gaps == []
    promise("Unsafe requests of the audit crawl", asked, "requests", goal=None)
    promise(
        "Unsafe requests without an audit event",
        len(gaps),
        "requests",
        goal=0,
        control=len(unguarded),
    )
