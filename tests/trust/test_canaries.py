"""Whatever anybody fetches, no word shows that its field does not let them read."""

import io
import logging
import zipfile
from zlib import crc32

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpResponse
from django.urls import path

from meetings.models import Log
from mentoring_platform import urls
from mentoring_platform.access import Who, policy
from tests import walk
from tests.trust import canaries
from tests.trust import cast as casts
from tests.trust.canaries import CODE
from tests.trust.cast import OWN

ASKED = ("", "?as=xlsx", "?as=csv", "?format=json")
ALSO_ELSEWHERE = 12


@policy(Who.SIGNED_IN)
def leaking(request):
    """The control: a page that forgot to ask who is looking."""
    return HttpResponse(" ".join(Log._base_manager.values_list("insights", flat=True)))


urlpatterns = [path("leaking/", leaking, name="leaking"), *urls.urlpatterns]


@pytest.fixture
def cast(db):
    """Everybody in their places, each group with a log, and a code in every text."""
    logging.disable(logging.WARNING)
    cast = casts.build()
    for world in cast.places.values():
        Log.objects.get_or_create(
            meeting=world.meeting,
            defaults={"written_by": world.member, "written_at": world.meeting.starts_at},
        )
    yield cast
    logging.disable(logging.NOTSET)


@pytest.fixture
def planted(cast):
    found = canaries.plant()
    for world in cast.places.values():
        for value in vars(world).values():
            if isinstance(value, Model):
                value.refresh_from_db()
    return found


def words_of(answer):
    """What a person gets to read: headers, page, and what is packed into a file."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    heads = "".join(f"{name}: {value}\n" for name, value in answer.items()).encode()
    return heads + body.replace(b"\r\n ", b"")


def addresses(page, place, person, whole):
    """Where to look: everything where one belongs, a fixed share of the rest; exports as files."""
    if "GET" not in page.policy.methods:
        return
    for query in ASKED if "export" in page.name else ASKED[:1]:
        name = f"{page.name} {place} {person.name} {query}"
        if whole or place == OWN or crc32(name.encode()) % ALSO_ELSEWHERE == 0:
            yield page.url + query


def crawl(cast, signed_in, client, people, *, whole=False, names=None):
    """Person and address to the codes that show there."""
    for person in people:
        browser = signed_in(person.user) if person.user else client
        for place, world in cast.places.items():
            for page in walk.pages(world):
                if "<" not in page.route and place != OWN:
                    continue
                if names and page.name not in names:
                    continue
                for url in addresses(page, place, person, whole):
                    with transaction.atomic():
                        answer = browser.get(url)
                        transaction.set_rollback(True)
                    yield person, world, page, set(CODE.findall(words_of(answer)))


def leaks(cast, planted, found):
    """What somebody has read who may not, as words; and how many codes were read at all."""
    audience = canaries.Audience(planted)
    readable = {
        person.name: audience.codes_for(person.user if person.is_signed_in else None)
        for person in cast.people.values()
    }
    faults, read = {}, 0
    for person, world, page, codes in found:
        read += len(codes)
        bearers = [world.message.person, world.invited.user, world.participant.user]
        has_secret = "<str:token>" in page.route  # whoever has the link stands for the person
        proven = set().union(*(audience.codes_for(who) for who in bearers if has_secret))
        for code in codes - readable[person.name] - proven:
            if code in planted:
                faults.setdefault(f"{planted[code]} to {person.name} at {page.route}", code)
    return faults, read


def planted_leaks(cast, planted, signed_in, client, settings):
    settings.ROOT_URLCONF = "tests.trust.test_canaries"
    outsider = [cast.people["outsider"]]
    found = crawl(cast, signed_in, client, outsider, names={"leaking"})
    return len(leaks(cast, planted, found)[0])


@pytest.mark.parametrize("part", range(2))
def test_no_code_shows_that_should_not(
    cast, planted, part, signed_in, client, promise, request, settings
):
    whole = request.config.getoption("promises")
    people = [who for number, who in enumerate(cast.people.values()) if number % 2 == part]

    faults, read = leaks(cast, planted, crawl(cast, signed_in, client, people, whole=whole))

    assert faults == {}
    assert read > 500
    control = planted_leaks(cast, planted, signed_in, client, settings)
    promise("Canary crawl: codes read by those who may", read, "codes", goal=None)
    promise("Canary crawl: codes leaked", len(faults), "codes", goal=0, control=control)


def test_every_row_of_the_crawl_has_words(planted):
    """The crawl finds nothing where nothing was planted."""
    models = {canary.model.__name__ for canary in planted.values()}

    assert {"User", "Programme", "Group", "Meeting", "Log", "Organisation", "Unit"} <= models
    assert {"Participant", "PeopleImport", "KeptMail", "Notice"} <= models
    assert connection.in_atomic_block
