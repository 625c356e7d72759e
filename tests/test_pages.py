"""What holds for every page, found through the URL resolver."""

import json
import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import path

from mentoring_platform import access
from tests import world as worlds
from tests.walk import KIND, pages

HOMES = {"home"}
HOME_QUERIES, PAGE_QUERIES = 10, 15
SLOW_TO_SHOW = {"healthz"}


def test_every_url_has_a_policy():
    assert access.every_view_has_a_policy() == []


def test_a_view_without_a_policy_stops_the_start(settings):
    """The control: one bare view, and the check speaks."""
    settings.ROOT_URLCONF = "tests.test_pages"

    assert [error.msg for error in access.every_view_has_a_policy()] == [
        "bare/ has no access policy"
    ]


urlpatterns = [path("bare/", lambda request: None)]


def test_policies_are_printed_for_every_url(capsys):
    call_command("policies")

    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(list(access.walk()))
    assert all(row["policy"] and row["methods"] for row in rows)


def count_queries(world, signed_in):
    """Page and person to the number of queries, for every page a person may read."""
    counts = {}
    browsers = {name: signed_in(person) for name, person in world.people.items()}
    for page in pages(world):
        if "GET" not in page.policy.methods or page.name in SLOW_TO_SHOW:
            continue
        for who, browser in browsers.items():
            with CaptureQueriesContext(connection) as captured:
                answer = browser.get(page.url)
            assert answer.status_code < 500, page.url
            if answer.status_code == 200:
                counts[page.name, who] = len(captured)
    return counts


@pytest.mark.django_db
def test_queries_do_not_grow_with_rows(signed_in, db):
    """Asked with 10 and with 300 rows wherever there can be rows."""
    with transaction.atomic():
        few = count_queries(worlds.build(10), signed_in)
        transaction.set_rollback(True)
    many = count_queries(worlds.build(300), signed_in)

    assert few.keys() == many.keys()
    growing = {key: (few[key], many[key]) for key in few if many[key] > few[key]}
    assert growing == {}
    limits = {key: HOME_QUERIES if key[0] in HOMES else PAGE_QUERIES for key in many}
    over = {key: count for key, count in many.items() if count > limits[key]}
    assert over == {}
    assert {name for name, _who in many} >= {"home", "programme", "programmes:people", "group"}


@pytest.mark.django_db
def test_foreign_and_missing_look_the_same(signed_in, db):
    """An outsider cannot tell a page that is not theirs from one that does not exist."""
    world = worlds.build(2)
    browser = signed_in(world.outsider)
    asked = 0
    for page in pages(world):
        if "<int:pk>" not in page.route:
            continue
        for method in set(page.policy.methods) & {"GET", "POST"}:
            missing_url = page.route.replace("<int:pk>", "987654321").replace("<str:kind>", KIND)
            foreign = browser.generic(method, page.url)
            missing = browser.generic(method, f"/{missing_url}")
            assert (foreign.status_code, missing.status_code) == (404, 404), (method, page.url)
            assert _plain(foreign, page.url) == _plain(missing, f"/{missing_url}"), page.url
            asked += 1
    assert asked > 30


def _plain(answer, url):
    """Body and headers without what differs in every answer."""
    body = re.sub(rb"[A-Za-z0-9]{64}", b"TOKEN", answer.content).replace(url.encode(), b"URL")
    return body, {key: value for key, value in answer.items() if key != "Content-Length"}


@pytest.mark.django_db
def test_pages_refuse_methods_they_do_not_declare(signed_in, db):
    world = worlds.build(2)
    browser = signed_in(world.coordinator)
    for page in pages(world):
        if "POST" not in page.policy.methods:
            answer = browser.post(page.url)
            assert answer.status_code in {404, 405}, page.url


@pytest.mark.django_db
def test_signed_out_people_are_sent_to_sign_in(client, db):
    world = worlds.build(2)
    for page in pages(world):
        answer = client.get(page.url)
        if access.Who.EVERYONE in page.policy.who:
            assert answer.status_code in {200, 405}, page.url
        else:
            assert answer.status_code == 302, page.url
            assert answer.url.startswith("/accounts/login/?next="), page.url
