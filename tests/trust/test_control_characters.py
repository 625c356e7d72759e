"""Characters that no person types are refused wherever something can be typed, never a failure.

Every form of every page is sent with them in each field for words, and every page is asked with
them in each part of its address that pages read.
"""

from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.test import Client

from mentoring_platform.fields import CONTROL
from tests import world as worlds
from tests.walk import pages

pytestmark = pytest.mark.django_db
EVIL = "Kana\x00ria\x07\u0085\ufffe"
MARK = "Kana"
FREE = {"text", "search", "email", "url", "tel", "number", "date", "time", "datetime-local", ""}
ASKED = ("q", "sort", "after", "before", "role", "state", "manner", "about", "key", "from", "as")
EXEMPT = {"django_session", "django_admin_log"}


class Forms(HTMLParser):
    """The forms of a page that change something, as address and fields; free ones are evil."""

    def __init__(self, source, url):
        super().__init__()
        self.url, self.found, self.fields, self.select = url, [], None, ""
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        name = told.get("name", "")
        if tag == "form":
            self.fields = {} if told.get("method", "").lower() == "post" else None
            self.action = told.get("action") or self.url
        elif self.fields is None:
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            if "selected" in told or self.select not in self.fields:
                self.fields[self.select] = told.get("value", "")
        elif name and tag in {"input", "textarea", "button"}:
            self._take(tag, name, told)

    def _take(self, tag, name, told):
        kind = told.get("type", "")
        if tag == "textarea" or (tag == "input" and kind in FREE):
            self.fields[name] = EVIL
        elif kind in {"checkbox", "radio"}:
            if "checked" in told or name not in self.fields:
                self.fields[name] = told.get("value", "on")
        elif kind != "file":
            self.fields[name] = told.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form" and self.fields is not None:
            self.found.append((self.action, self.fields))
            self.fields = None
        elif tag == "select":
            self.select = ""


def test_no_form_fails_on_control_characters_or_stores_them(signed_in, promise):
    world = worlds.build(2)
    failed, sent, seen = [], 0, set()
    for browser in (*map(signed_in, world.people.values()), Client()):
        browser.raise_request_exception = False
        for page in pages(world):
            if "GET" not in page.policy.methods:
                continue
            answer = browser.get(page.url)
            if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
                continue
            for action, fields in Forms(answer.content.decode(), page.url).found:
                if (action, *fields) in seen or EVIL not in fields.values() or "logout" in action:
                    continue
                seen.add((action, *fields))
                sent += 1
                if browser.post(action, fields).status_code >= 500:
                    failed.append(action)

    assert failed == []
    assert stored() == []
    assert sent > 20
    promise("Forms sent with control characters", sent, "forms", goal=None)


def stored():
    """Columns in which control characters stand."""
    found = []
    for model in apps.get_models():
        if not model._meta.managed or model._meta.db_table in EXEMPT:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField | JSONField):
                values = model._base_manager.values_list(field.name, flat=True)
                if any(MARK in str(value) and CONTROL.search(str(value)) for value in values):
                    found.append(str(field))
    return found


def test_what_is_stored_would_be_found():
    """The control: a text with a bell in it, put in past the fields."""
    world = worlds.build(1)
    type(world.message).objects.update(failure=f"{MARK}\x07")

    assert stored() == ["notifications.Message.failure"]


def test_no_page_fails_on_control_characters_in_its_address(signed_in):
    world = worlds.build(2)
    failed = []
    for browser in map(signed_in, (world.coordinator, world.admin, world.operator)):
        browser.raise_request_exception = False
        for page in pages(world):
            if "GET" in page.policy.methods:
                for value in (EVIL, '["\x00", 1]', "9" * 30):
                    if browser.get(page.url, dict.fromkeys(ASKED, value)).status_code >= 500:
                        failed.append((page.name, value))

    assert failed == []
