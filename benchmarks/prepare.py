"""python -m benchmarks.prepare ROWS: the tests' world with that many rows behind each list.

Prints every page that can be read, found through the URL resolver, as JSON. A page is a list
if its view says so (a ``page`` of rows in its context), so a new one is measured unnamed.
"""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from mentoring_platform.listing import Page  # noqa: E402
from tests import walk, world  # noqa: E402

HOST = "raanu.example"
UNMEASURED = {"healthz"}
KINDS = {"home": "home", "naive": "control"}


def readable(made: world.World) -> list[dict[str, str]]:
    """Each page for the first person who may read it; the home page for everybody."""
    browsers = {who: _signed_in(person) for who, person in made.people.items()}
    found = []
    for page in walk.pages(made):
        if "GET" not in page.policy.methods or page.name in UNMEASURED:
            continue
        for who, browser in browsers.items():
            answer = browser.get(page.url, headers={"host": HOST}, secure=True)
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            if answer.status_code != 200 or not is_page:
                continue
            is_list = isinstance((answer.context or {}).get("page"), Page)
            kind = KINDS.get(page.name, "list" if is_list else "detail")
            kept = browser.cookies[settings.SESSION_COOKIE_NAME]
            cookie = f"{kept.key}={kept.value}"
            name = f"home of {who}" if kind == "home" else page.name
            found.append({"name": name, "kind": kind, "url": page.url, "cookie": cookie})
            if kind != "home":
                break
    return found


def _signed_in(person: object) -> Client:
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        made = world.build(int(sys.argv[1]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    setup_test_environment()
    print(json.dumps(readable(made)))
