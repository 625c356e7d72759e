"""One cluster, one queue and one mail server for all fault tests; a fresh platform for each.

``make faults`` sets FAULTS=full and collects the figures; otherwise each test is small.
"""

import os
from contextlib import ExitStack
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings

from benchmarks import figures
from tests.faults import machines

FULL = os.environ.get("FAULTS") == "full"
kept = []


def pytest_collection_modifyitems(items):
    for item in items:
        if "faults" in item.path.parts:
            item.add_marker(pytest.mark.services)
            if not (settings.SERVICES or FULL):
                item.add_marker(pytest.mark.skip(reason="needs PostgreSQL and Redis"))


@pytest.fixture
def figure():
    """``figure("Lost", lost, "mails", goal=0, control=lost_without)``: shown, kept, asserted.

    ``control`` is the same measure where nobody took care; it must miss the goal.
    """

    def keep(name, value, unit, *, goal=None, control=None, at_least=False):
        one = figures.Figure(name, value, unit, goal, control, at_least)
        kept.append(one)
        assert one.holds, f"{name}: {value} {unit}, but the goal is {goal}"
        assert one.can_fail, f"{name}: the control reaches {control} {unit}, so it shows nothing"

    return keep


def pytest_terminal_summary(terminalreporter):
    if kept and FULL:
        figures.write("faults", kept)
    if kept:
        terminalreporter.section("faults")
        figures.show(kept)


@pytest.fixture(scope="session")
def parts():
    """Database, queue and mail server."""
    missing = [name for name in ("initdb", "pg_ctl", "redis-server") if not machines.found(name)]
    if missing:
        pytest.skip(f"This machine has no {', '.join(missing)}")
    with ExitStack() as stack:
        postgres = machines.Postgres()
        stack.callback(postgres.stop)
        queue = machines.Redis()
        stack.callback(queue.stop)
        mail = machines.MailServer()
        stack.callback(mail.remove)
        yield postgres, queue, mail


@pytest.fixture
def postgres(parts):
    return parts[0]


@pytest.fixture
def queue(parts):
    parts[1].client.flushall()
    return parts[1]


@pytest.fixture
def mail_server(parts):
    parts[2].behave("ok")
    parts[2].forget()
    return parts[2]


@pytest.fixture(scope="session")
def template(parts):
    """A migrated database, from which the others are copied."""
    postgres, queue, mail = parts
    url = _made(postgres, "empty")
    site = machines.Site(url, queue.url, mail)
    site.run("tests.faults.prepare", "migrate")
    return "empty"


@pytest.fixture
def make_site(postgres, queue, mail_server, template):
    """``make_site(people=100, **environment)``: a platform with people who are owed a mail."""
    sites = []

    def make(people=0, *, then=("owe",), **environment):
        for earlier in sites:
            earlier.stop()
        queue.client.flushall()
        mail_server.behave("ok")
        mail_server.forget()
        url = _made(postgres, f"site{len(sites)}", template)
        site = machines.Site(url, queue.url, mail_server, **environment)
        sites.append(site)
        if people:
            site.run("tests.faults.prepare", str(people), *then)
        return site

    yield make
    for site in sites:
        site.stop()


def _made(postgres, name, template="template0"):
    """The address of a fresh database."""
    connection = psycopg2.connect(postgres.url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    connection.close()
    return urlsplit(postgres.url)._replace(path=f"/{name}").geturl()
