"""Every URL x every role x every position x every method, against what the policies say."""

import logging
import re
import sys
from collections import Counter
from dataclasses import dataclass
from zlib import crc32

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import Affiliation
from mentoring_platform.access import Who
from programmes.models import Programme, Role
from programmes.models.group import GroupQuerySet
from tests import walk
from tests.trust import cast as casts
from tests.trust.cast import NOWHERE, OWN

METHODS = ("GET", "HTMX", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
PARTS = 4
LOGIN = "/accounts/login/"
KEEPS_ACCOUNT = ("django_session", "usersessions_", "audit_")  # what looking may write


@dataclass
class Cell:
    """One question to the platform."""

    page: walk.Page
    person: casts.Person
    place: str
    method: str
    held: set[Who]

    def __str__(self):
        return f"{self.method} {self.page.route} as {self.person.name}, {self.place}"

    @property
    def verb(self):
        return "GET" if self.method == "HTMX" else self.method

    def fault(self, answer):
        """What is wrong with the answer, if the policy is right."""
        status, policy = answer.status_code, self.page.policy
        to_login = status == 302 and answer.url.startswith(LOGIN)
        if status >= 500:
            return f"{status}"
        if not self.person.is_signed_in and Who.EVERYONE not in policy.who:
            return "" if to_login else f"{status}, not sent to sign in"
        if policy.who == (Who.OPERATORS,) and Who.OPERATORS not in self.held:
            return "" if status == 404 else f"{status}, not 404"
        if self.verb not in policy.allowed:
            return "" if status == 405 else f"{status}, not 405"
        if self.verb == "OPTIONS":
            return "" if status == 200 and not answer.content else f"{status}, not empty"
        if self.place == NOWHERE and "<" in self.page.route:
            return "" if status == 404 else f"{status}, but there is no such object"
        if policy.lets_in(self.held, self.verb):
            return f"{status}, not let in" if status in {401, 403, 404, 405} or to_login else ""
        if policy.may_tell(self.held):
            return "" if status in {403, 404} else f"{status}, let in"
        return "" if status == 404 else f"{status}, not 404"


class Asker:
    """Asks the platform, takes back whatever the question changed, and notes what was wrong."""

    def __init__(self, cast):
        self.cast = cast
        self.browsers = {}
        self.faults = {}
        self.run = Counter()

    def browser(self, person):
        if person.name not in self.browsers:
            self.browsers[person.name] = browser = Client(raise_request_exception=False)
            if person.user:
                backend = "allauth.account.auth_backends.AuthenticationBackend"
                browser.force_login(person.user, backend=backend)
        return self.browsers[person.name]

    def ask(self, cell):
        self.run["cells"] += 1
        writes, browser = [], self.browser(cell.person)
        headers = {"HX-Request": "true"} if cell.method == "HTMX" else {}
        with transaction.atomic(), connection.execute_wrapper(_noting(writes)):
            answer = browser.generic(cell.verb, cell.page.url, headers=headers)
            transaction.set_rollback(True)
        fault = cell.fault(answer)
        if not fault and writes and cell.verb in {"GET", "HEAD", "OPTIONS"}:
            fault = f"looking wrote: {writes[0][:60]}"
        if fault:
            self.faults[str(cell)] = fault
        return answer

    def compare(self, cell, answer, missing):
        """What is foreign must look like what does not exist."""
        if answer.status_code == 404 and _plain(answer, cell.page.url) != missing:
            self.faults.setdefault(str(cell), "differs from what does not exist")


def _noting(writes):
    def note(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            table = sql.split('"')[1]
            if not table.startswith(KEEPS_ACCOUNT):
                writes.append(sql)
        return execute(sql, params, many, context)

    return note


def _plain(answer, url):
    """Body and headers without what differs in every answer."""
    body = re.sub(rb"[A-Za-z0-9]{64}", b"TOKEN", answer.content).replace(url.encode(), b"URL")
    body = re.sub(rb'nonce="[^"]+"', b"", body)
    skipped = {"Content-Length", "Content-Security-Policy"}
    policy = re.sub(r"'nonce-[^']+'", "", answer.get("Content-Security-Policy", ""))
    return body, policy, {k: v for k, v in answer.items() if k not in skipped}


def own_pages(world):
    return {page.name: page for page in walk.pages(world)}


def nowhere(page):
    """The same address with a key that nothing has."""
    url = "/" + page.route.replace("<int:pk>", "987654321").replace("<str:token>", "nonesuch")
    url = url.replace("<str:kind>", walk.KIND)
    return walk.Page(page.name, page.route, url, page.policy)


def owner_of(page, world):
    """Whose the object of a page is, where the policy asks for its own person."""
    if Who.OWN not in page.policy.who or "<" not in page.route:
        return None
    if page.route.startswith("my-data/copies/"):
        return world.data_copy.user
    for name, value in vars(world).items():
        if name.replace("_", "-") in page.route and f"/{value.pk}/" in page.url:
            return getattr(value, "user", None) or getattr(value, "person", None)
    raise LookupError(f"Whose is the object of {page.route}? See owner_of in {__name__}.")


def is_asked(name, method, policy, place, whole):
    """In ``make trust`` all that may be let in, and everything where one belongs; in every other
    run what a policy names where one belongs. Of the rest a share, always the same one."""
    is_named = method in policy.methods
    may_look = "GET" in policy.methods and method in {"HTMX", "HEAD"}
    if place == OWN and (whole or is_named):
        return True
    if whole and (is_named or may_look):
        return True
    return crc32(name.encode()) % (8 if whole or is_named else 60) == 0


def ask_everything(asker, people, *, whole=False, names=None):
    cast = asker.cast
    pages = {place: own_pages(world) for place, world in cast.places.items()}
    for name, first in pages[OWN].items():
        if names is None or name in names:
            for person in people:
                for method in METHODS:
                    _ask_everywhere(asker, pages, first, person, method, whole)


def _ask_everywhere(asker, pages, first, person, method, whole):
    """One method of one page by one person: in every place, and of what does not exist."""
    cast, missing = asker.cast, None
    for place in [NOWHERE, *cast.places] if "<" in first.route else [OWN]:
        name = f"{first.name} {person.name} {place} {method}"
        if not is_asked(name, method, first.policy, place, whole):
            continue
        if place == NOWHERE:
            page, held = nowhere(first), cast.positions(person, cast.places["foreign"])
        else:
            page, world = pages[place][first.name], cast.places[place]
            held = cast.positions(person, world, owner_of(page, world))
        cell = Cell(page, person, place, method, held)
        answer = asker.ask(cell)
        if place == NOWHERE:
            missing = _plain(answer, page.url)
        elif missing is not None:
            asker.compare(cell, answer, missing)


def some_of(people, part):
    """The cast in parts, so that several processes may ask."""
    return [person for number, person in enumerate(people.values()) if number % PARTS == part]


@pytest.fixture
def asker(db):
    logging.disable(logging.WARNING)  # of every refusal
    yield Asker(casts.build())
    logging.disable(logging.NOTSET)


def faults_without_guard(asker, monkeypatch):
    """The control: for one page everybody is a coordinator, and for another every group exists."""
    with monkeypatch.context() as patch:
        patch.setattr(Programme, "can_be_managed_by", lambda programme, user: True)
        patch.setattr(GroupQuerySet, "visible_to", lambda groups, user: groups.all())
        unguarded = Asker(asker.cast)
        some = [asker.cast.people[name] for name in ("teacher", "outsider")]
        ask_everything(unguarded, some, names={"programmes:people", "group"})
    return len(unguarded.faults)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_cell_is_as_the_policy_says(asker, part, promise, request, monkeypatch):
    whole = request.config.getoption("promises")

    ask_everything(asker, some_of(asker.cast.people, part), whole=whole)

    cells, wrong = asker.run["cells"], len(asker.faults)
    sys.stdout.write(f"{cells} cells run, {wrong} wrong\n")
    assert asker.faults == {}
    control = faults_without_guard(asker, monkeypatch)
    promise("Matrix of access: cells run", cells, "cells", goal=None)
    promise("Matrix of access: cells wrong", wrong, "cells", goal=0, control=control)


def test_nobody_of_the_cast_is_forgotten(asker):
    """Whoever has a role in a programme or an organisation is in the matrix."""
    people = asker.cast.people.values()
    in_programme = {role for person in people for roles in person.parts.values() for role in roles}
    at_home = {role for person in people for roles in person.homes.values() for role in roles}

    assert in_programme == set(Role.values)
    assert at_home == set(Affiliation.Role.values) - {Affiliation.Role.MEMBER}
