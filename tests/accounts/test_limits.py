"""Limits on guesses and on what costs something: counted once for all processes."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from accounts import sign_in_settings
from accounts.limits import ApiThrottle, limited
from accounts.models import Attempt
from tests import world as worlds
from tests.accounts.guessing import library_counting
from tests.factories import UserFactory
from tests.walk import pages

PASSWORD = "woven-cloth-77"
ADDRESS = "noora@koillinen.example"
A_KEY = 5  # guesses for one account in five minutes
MADE_ALREADY = {"meetings:calendar_file", "privacy:copy"}  # files that cost nothing to give


@pytest.fixture(autouse=True)
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = sign_in_settings.ACCOUNT_RATE_LIMITS
    settings.LIMITS_ARE_ON = True
    cache.clear()


@pytest.fixture
def person(db):
    person = UserFactory(email=ADDRESS, name="Noora Al-Hamdani")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=True, primary=True)
    return person


@pytest.fixture
def bare(monkeypatch):
    """The guard off: the library counts in the cache."""
    monkeypatch.setattr(ratelimit, "_consume_single_rate", library_counting()._consume_single_rate)


def sign_in(browser, password="wrong", **extra):
    return browser.post("/accounts/login/", {"login": ADDRESS, "password": password}, **extra)


# The counter -----------------------------------------------------------------------------


def test_a_try_too_many_is_told_how_long_to_wait(db):
    taken = [Attempt.take("code", at_most=3, seconds=60) for _ in range(4)]

    assert taken[:3] == [0, 0, 0]
    assert 58 <= taken[3] <= 60


def test_after_the_time_it_begins_anew(db):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        Attempt.take("code", at_most=1, seconds=60)
        assert Attempt.take("code", at_most=1, seconds=60) == 60
        clock.shift(61)

        assert Attempt.take("code", at_most=1, seconds=60) == 0


def test_what_is_kept_does_not_tell_who_tried(db):
    Attempt.take(f"login:{ADDRESS}", at_most=1, seconds=60)

    assert ADDRESS not in str(Attempt.objects.values())


def test_what_is_over_is_forgotten(db):
    Attempt.take("old", at_most=1, seconds=60)
    Attempt.take("new", at_most=1, seconds=6000)

    Attempt.objects.forget(timezone.now() + timedelta(minutes=2))

    assert Attempt.objects.count() == 1


def at_once(count, act):
    """So many connections try at the same moment; what each was told."""
    together = Barrier(count)

    def press(_n):
        try:
            together.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(press, range(count)))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_at_once_as_many_as_allowed_are_let_through(promise):
    waits = at_once(16, lambda: Attempt.take("code", at_most=3, seconds=60))
    careless = at_once(16, look_then_count) if connection.vendor == "postgresql" else None

    promise(
        f"Guesses let through of 16 at once, 3 allowed, {connection.vendor}",
        waits.count(0),
        "guesses",
        goal=3,
        control=careless and careless.count(0),
    )


def look_then_count():
    """The control: count by reading first."""
    seen, _is_new = Attempt.objects.get_or_create(
        key="careless", defaults={"ends_at": timezone.now()}
    )
    if seen.count >= 3:
        return 60
    connection.cursor().execute("SELECT pg_sleep(0.05)")
    seen.count += 1
    seen.save()
    return 0


# Guesses ---------------------------------------------------------------------------------


def test_the_sixth_guess_is_answered_in_words_and_header(client, person):
    for _ in range(A_KEY):
        assert sign_in(client).status_code == 200

    answer = sign_in(client)

    assert answer.status_code == 429
    assert 200 < int(answer["Retry-After"]) <= 300
    assert "Wait 5 minutes and try again." in answer.text
    assert f'name="login" value="{ADDRESS}"' in answer.text
    assert "wrong" not in answer.text


def test_the_right_password_is_no_guess(person):
    for _ in range(A_KEY + 1):
        assert sign_in(Client(), PASSWORD).status_code == 302


def test_known_and_unknown_addresses_are_refused_alike(person):
    known, unknown = Client(), Client()
    for _ in range(A_KEY + 1):
        refused = sign_in(known)
        other = unknown.post("/accounts/login/", {"login": "no@one.example", "password": "wrong"})

    assert refused.status_code == other.status_code == 429


def let_through(browser, count=8, between=lambda: None, extra=lambda n: {}):
    through = 0
    for n in range(count):
        through += sign_in(browser, **extra(n)).status_code == 200
        between()
    return through


def test_a_flushed_cache_opens_nothing(client, person):
    assert let_through(client, between=cache.clear) == A_KEY


def test_without_the_guard_a_flushed_cache_opens_it(client, person, bare):
    assert let_through(client, between=cache.clear) == 8


def _claiming(n):
    return {"headers": {"X-Forwarded-For": f"203.0.113.{n}"}}


def test_a_spoofed_forwarding_header_opens_nothing(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/ip"}

    assert let_through(client, extra=_claiming) == A_KEY


def test_without_the_guard_a_spoofed_header_opens_it(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert let_through(client, extra=_claiming) == 8


def test_behind_a_proxy_the_address_that_the_proxy_added_counts(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    spoofed = [{"headers": {"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.7"}} for n in range(8)]

    assert let_through(client, extra=lambda n: spoofed[n]) == A_KEY


def processes(count, guesses, *bare):
    """So many processes guess together; how many guesses were let through in all."""
    environment = os.environ | {
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "REDIS_URL": "",
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.accounts.guessing", ADDRESS, str(guesses), *bare],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    return sum(int(process.communicate(timeout=60)[0]) for process in running)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_limit_is_one_for_all_processes(person, promise):
    """The control counts in the memory of each process, as without a shared cache."""
    through = processes(3, 4)
    without_guard = processes(3, 4, "bare")

    promise(
        f"Passwords guessed by 3 processes, 4 each, 5 allowed, {connection.vendor}",
        through,
        "guesses",
        goal=A_KEY,
        control=without_guard,
    )


def test_when_the_counter_fails_nobody_may_guess(client, person, monkeypatch):
    monkeypatch.setattr(Attempt, "take", _broken)

    assert sign_in(client, PASSWORD).status_code == 429


def _broken(*args, **kwargs):
    raise DatabaseError


# Codes -----------------------------------------------------------------------------------


def ask_for_a_code(browser, address=ADDRESS):
    return browser.post("/accounts/login/code/", {"email": address})


def forget_in_session(browser):
    """What tries at the same moment do to each other: the count in the session is lost."""
    session = browser.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["failed_attempts"] = 0
    session.save()


def codes_let_through(browser, count=6):
    ask_for_a_code(browser)
    through = 0
    for _ in range(count):
        answer = browser.post("/accounts/login/code/confirm/", {"code": "WRONG"})
        through += answer.status_code == 200
        forget_in_session(browser)
    return through


@pytest.mark.parametrize("address", [ADDRESS, "no@one.example"])
def test_a_code_may_be_guessed_twice_more(client, person, address):
    ask_for_a_code(client, address)

    answers = [client.post("/accounts/login/code/confirm/", {"code": "WRONG"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 302]


def test_guesses_of_a_code_are_counted_outside_the_session(client, person):
    assert codes_let_through(client) == 3


def test_without_the_guard_a_lost_count_opens_it(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = False

    assert codes_let_through(client) == 6


@pytest.mark.parametrize("address", [ADDRESS, "no@one.example"])
def test_codes_and_reset_links_for_one_address_are_few(person, address):
    codes = [ask_for_a_code(Client(), address).status_code for _ in range(6)]
    links = [
        Client().post("/accounts/password/reset/", {"email": address}).status_code for _ in range(6)
    ]

    assert codes == links == [302] * 5 + [429]


# What costs something --------------------------------------------------------------------


def test_searches_are_limited_and_lists_are_not(signed_in, person, settings):
    settings.LIMITS = settings.LIMITS | {"search": "2/m"}
    browser = signed_in(person)

    searches = [browser.get("/organisations/", {"q": "lake"}).status_code for _ in range(3)]
    lists = [browser.get("/organisations/").status_code for _ in range(3)]

    assert (searches, lists) == ([200, 200, 429], [200, 200, 200])


def test_each_person_has_a_limit_of_their_own(signed_in, person, outsider, settings):
    settings.LIMITS = settings.LIMITS | {"search": "1/m"}

    for somebody in (person, outsider):
        assert signed_in(somebody).get("/organisations/?q=a").status_code == 200


def test_without_the_guard_nothing_is_limited(signed_in, person, settings):
    settings.LIMITS = settings.LIMITS | {"search": "1/m"}
    settings.LIMITS_ARE_ON = False
    browser = signed_in(person)

    assert [browser.get("/organisations/?q=a").status_code for _ in range(3)] == [200] * 3


def test_when_the_counter_fails_one_may_still_read(signed_in, person, monkeypatch):
    monkeypatch.setattr(Attempt, "take", _broken)

    assert signed_in(person).get("/organisations/?q=a").status_code == 200


def test_what_was_typed_can_be_sent_again(signed_in, coordinator, programme, settings):
    settings.LIMITS = settings.LIMITS | {"import": "1/h"}
    browser = signed_in(coordinator)
    text = "Name\tMail\tRole\nAino <b>\taino@lakeland.example\tmentee"
    address = f"/programmes/{programme.pk}/people/import/"
    browser.post(address, {"text": ""})

    answer = browser.post(address, {"text": text})

    assert answer.status_code == 429
    assert "Wait 60 minutes" in answer.text
    assert answer.context["typed"] == [("text", text)]
    assert "Aino &lt;b&gt;" in answer.text


def test_a_limit_that_no_setting_names_stops_the_start():
    with pytest.raises(ImproperlyConfigured):
        limited("dancing")


def test_every_search_box_and_every_download_is_limited(signed_in, db, settings):
    """Found through the resolver, so a new one is covered without being named."""
    world = worlds.build(2)
    settings.LIMITS_ARE_ON = False
    browsers = [signed_in(person) for person in world.people.values()]
    costly = [
        (page, browser)
        for page in pages(world)
        if "GET" in page.policy.methods
        for browser in browsers
        if is_costly(browser.get(page.url))
    ]
    settings.LIMITS_ARE_ON = True
    settings.LIMITS = dict.fromkeys(settings.LIMITS, "0/h")

    free = {
        page.name
        for page, browser in costly
        if browser.get(page.url, {"q": "x"}).status_code != 429
    }
    assert free == MADE_ALREADY
    assert {page.name for page, _browser in costly} >= {
        "programmes:people",
        "programmes:people_export",
    }


def is_costly(answer):
    is_download = "attachment" in answer.get("Content-Disposition", "")
    has_box = not answer.streaming and b'id="q"' in answer.content
    return answer.status_code == 200 and (is_download or has_box)


class Echo(APIView):
    throttle_classes = [ApiThrottle]

    def get(self, request):
        return Response("here")


def test_the_api_is_limited_by_the_same_counters(person, settings):
    settings.LIMITS = settings.LIMITS | {"api": "2/h"}
    request = APIRequestFactory().get("/")
    request.user = person
    force_authenticate(request, person)

    answers = [Echo.as_view()(request) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 3500
