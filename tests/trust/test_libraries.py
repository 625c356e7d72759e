"""The pages of libraries: the admin is for operators, and one's own sign-in for oneself."""

import re

import pytest
from django.test import Client

from mentoring_platform import access
from mentoring_platform.access import Policy, Who
from tests import world as worlds

LOGIN = "/accounts/login/"
SIGN_IN = (LOGIN, "/admin/login/")  # the admin's own leads on to ours
OF_STRANGERS = {"mfa_authenticate", "mfa_login_webauthn", "mfa_signup_webauthn"}  # steps to come in
OF_ONESELF = ("mfa_", "usersessions_")
KEYS = {"int": "1", "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12}


def urls(start):
    """Address, name and policy of every route of a library, with made-up keys."""
    for route, pattern in access.walk():
        if route.startswith(start):
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda key: KEYS.get(key[1], "x"), route)
            filled = re.sub(r"\(\?P<\w+>[^)]*\)", "x", filled).replace("^", "").replace("$", "")
            yield f"/{filled}".replace("\\Z", ""), pattern.name or "", pattern.callback.policy


def wrong_in_admin(people, browsers):
    """How many cells were asked, and those in which somebody else than an operator came in."""
    asked, wrong = 0, []
    for url, _name, policy in urls("admin/"):
        assert policy.who == (Who.OPERATORS,)
        for who, browser in browsers.items():
            for method in ("GET", "POST"):
                answer, asked = browser.generic(method, url), asked + 1
                if answer.status_code >= 500:
                    wrong.append((method, url, who, answer.status_code))
                elif who is None:
                    if not (answer.status_code == 302 and answer.url.startswith(SIGN_IN)):
                        wrong.append((method, url, who, answer.status_code))
                elif not people[who].is_staff and answer.status_code != 404:
                    wrong.append((method, url, who, answer.status_code))
    return asked, wrong


@pytest.mark.django_db
def test_the_admin_does_not_exist_for_others_than_operators(signed_in, promise, monkeypatch):
    world = worlds.build(1)
    people = world.people | {"outsider": world.outsider}
    browsers = {None: Client(), **{who: signed_in(person) for who, person in people.items()}}

    asked, wrong = wrong_in_admin(people, browsers)
    monkeypatch.setattr(Policy, "admits", lambda policy, request: True)
    _asked, unguarded = wrong_in_admin(people, browsers)

    assert wrong == []
    promise("Cells asked in the admin", asked, "cells", goal=None, control=None)
    promise("Cells wrong in the admin", len(wrong), "cells", goal=0, control=len(unguarded))


@pytest.mark.django_db
def test_pages_about_ones_own_sign_in_send_strangers_to_sign_in(client):
    asked = 0
    for url, name, _policy in urls("accounts/"):
        answer = client.get(url)
        assert answer.status_code < 500, url
        if name.startswith(OF_ONESELF) and name not in OF_STRANGERS:
            assert answer.status_code in {302, 404, 405}, url
            asked += answer.status_code == 302
            assert answer.status_code != 302 or answer.url.startswith(LOGIN), url
    assert asked > 5
