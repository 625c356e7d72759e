"""Many at the same time: nobody too many comes in, and nothing that was saved is lost.

``make trust`` asks on both databases. SQLite lets one writer in at a time, but not one reader
before its writer, so the controls fail there, too.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.db.models import F
from django.utils import timezone

from meetings.models import Log, LogChanged, Meeting
from programmes.models import JoinLink, JoinRefused
from tests import factories

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
COME, PLACES, WRITERS = 100, 5, 20
THINKING = 0.005


def at_once(acts, workers):
    """Do all of them with so many at a time; what each gave."""

    def run(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(run, acts))


def members_after_rush(admit):
    """How many are in a programme after 100 people have pressed a link with 5 places."""
    link = JoinLink.objects.create(programme=factories.ProgrammeFactory(), places=PLACES)

    def come(person):
        try:
            admit(JoinLink.objects.select_related("programme").get(pk=link.pk), person)
        except JoinRefused:
            return False
        return True

    people = factories.UserFactory.create_batch(COME)
    answers = at_once([lambda who=who: come(who) for who in people], workers=8)
    members = link.programme.participants.count()
    assert answers.count(True) == members
    return members


def leap(link, person):
    """The control: look whether there is a place, then take it."""
    if link.taken >= link.places:
        raise JoinRefused("full")
    time.sleep(THINKING)
    link.programme.participants.create(user=person, role=link.role, state="active")
    JoinLink.objects.filter(pk=link.pk, taken__lt=F("places")).update(taken=F("taken") + 1)


def test_100_people_for_5_places(promise):
    members = members_after_rush(lambda link, person: link.admit(person, now=timezone.now()))

    assert members == PLACES
    promise(
        f"Members after {COME} joins for {PLACES} places, {connection.vendor}",
        members, "people", goal=PLACES, control=members_after_rush(leap),
    )  # fmt: skip


def lost_edits(save, edits):
    """20 people add words to one log, each reading what is there; words that were told to be
    saved and are not there in the end."""
    group = factories.GroupFactory()
    writer = factories.member_of(group)
    meeting = factories.meeting_of(group, writer, day=date.today() - timedelta(days=2))
    first = {"present": [], "by": writer, "now": timezone.now()}
    Log.record(meeting=meeting, version=0, insights="", **first)

    def write(number):
        saved = set()
        while len(saved) < edits:
            log, word = Log.objects.get(meeting=meeting), f"w{number}.{len(saved)}"
            try:
                save(meeting, log, writer, f"{log.insights} {word}".strip())
            except LogChanged:
                continue
            saved.add(word)
        return saved

    told = at_once([lambda n=n: write(n) for n in range(WRITERS)], workers=WRITERS)
    kept = set(Log.objects.get(meeting=meeting).insights.split())
    return len(set().union(*told) - kept)


def record(meeting, log, writer, text):
    """As the page does it: the version that was read is saved over, no other."""
    fresh = Meeting.objects.get(pk=meeting.pk)
    known = {"present": [], "by": writer, "now": timezone.now()}
    Log.record(meeting=fresh, version=log.version, insights=text, **known)


def overwrite(meeting, log, writer, text):
    """The control: whoever saves last is right."""
    time.sleep(THINKING)
    Log.objects.filter(pk=log.pk).update(insights=text)


def test_20_writers_of_one_log_lose_nothing(promise, request):
    edits = 10 if request.config.getoption("promises") else 2

    lost = lost_edits(record, edits)

    assert lost == 0
    promise(
        f"Edits lost silently, {WRITERS} writers of one log, {connection.vendor}",
        lost, "edits", goal=0, control=lost_edits(overwrite, edits),
    )  # fmt: skip
