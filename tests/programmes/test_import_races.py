"""Two people, or a person and the clock, at the same list at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from mentoring_platform.transitions import TransitionError
from notifications.models import Message
from programmes import importing, invitations
from programmes.models import Participant, PeopleImport
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
)
ROWS = 40


def at_once(*acts):
    """Each act in a thread of its own, from one starting shot; what each gave or raised."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        except TransitionError as refused:
            return type(refused)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def coordinator(programme):
    return factories.coordinator_of(programme)


def listed(programme, by, rows=ROWS):
    people = "\n".join(f"Person {n}\tp{n}@lakeland.example\tmentee" for n in range(rows))
    text = f"Name\tMail\tRole\n{people}"
    found = PeopleImport.take(programme=programme, text=text, by=by, default_role="mentee")
    importing.check(found)
    assert found.findings["counts"] == {"new": rows, "known": 0, "faulty": 0}
    return found


def again(found):
    return PeopleImport.objects.select_related("programme", "by").get(pk=found.pk)


def test_of_two_presses_on_invite_one_brings_people_in(programme, coordinator):
    found = listed(programme, coordinator)
    now = timezone.now()

    answers = at_once(*[lambda: importing.bring_in(again(found), now=now)] * 3)

    assert sorted(map(str, answers)) == sorted(map(str, [ROWS, TransitionError, TransitionError]))
    assert programme.participants.filter(role="mentee").count() == ROWS


def test_two_lists_with_the_same_people_bring_each_in_once(programme, coordinator):
    other = factories.ProgrammeFactory()
    both = [
        listed(programme, coordinator),
        listed(other, factories.coordinator_of(other)),
    ]
    now = timezone.now()

    at_once(*[lambda it=it: importing.bring_in(again(it), now=now) for it in both])

    assert programme.participants.filter(role="mentee").count() == ROWS
    assert other.participants.filter(role="mentee").count() == ROWS
    assert User.objects.filter(email__startswith="p").exclude(name="").count() >= ROWS


def test_of_two_presses_on_undo_one_takes_back(programme, coordinator):
    found = listed(programme, coordinator)
    importing.bring_in(found, now=timezone.now())

    answers = at_once(*[lambda: importing.take_back(again(found), now=timezone.now())] * 3)

    assert sorted(map(str, answers)) == sorted(map(str, [ROWS, TransitionError, TransitionError]))


def undo_against_the_clock(programme, by, until=lambda: None):
    """Clocks of two machines differ: one still undoes while the other mails already.

    Returns how many people got a mail, though they are in no programme.
    """
    found = listed(programme, by)
    assert importing.bring_in(found, now=timezone.now()) == ROWS
    early, late = found.undo_until - timedelta(seconds=1), found.undo_until

    at_once(
        lambda: importing.take_back(again(found), now=early),
        lambda: (until(), invitations.owe(late)),
    )

    owed = set(Message.objects.filter(kind="invitation").values_list("about", flat=True))
    here = set(programme.participants.values_list("pk", flat=True))
    invited = set(programme.participants.exclude(invited_at=None).values_list("pk", flat=True))
    assert invited == owed & here
    return len(owed - here)


def test_nobody_is_taken_back_and_mailed(programme, coordinator):
    for _turn in range(5):
        assert undo_against_the_clock(programme, coordinator) == 0
        Message.objects.all().delete()
        programme.participants.filter(role="mentee").delete()


@only_postgresql
def test_control_without_the_lock_people_are_taken_back_and_mailed(
    programme, coordinator, monkeypatch
):
    was_read = Event()

    def look(self):
        rows = self.filter(state="invited", invited_at=None, memberships=None).order_by("pk")
        found = list(rows.values_list("pk", "user"))
        was_read.set()
        connection.cursor().execute("SELECT pg_sleep(0.5)")  # the mails are written meanwhile

        class Rows:
            def values_list(self, *names):
                return found

        return Rows()

    monkeypatch.setattr(type(Participant.objects.all()), "to_take_back", look)
    # People who signed in once keep their account, and with it the mail that is owed to them.
    User.objects.bulk_create(
        User(email=f"p{n}@lakeland.example", name=f"Person {n}", last_login=timezone.now())
        for n in range(ROWS)
    )

    assert undo_against_the_clock(programme, coordinator, was_read.wait) == ROWS


def repair_together(found):
    def repair(number):
        again(found).repair({f"{number}:name": f"Mended {number}"}, [])

    at_once(*[lambda n=n: repair(n) for n in range(1, 5)])
    return again(found).repairs


def test_of_repairs_at_once_none_is_lost(programme, coordinator):
    repairs = repair_together(listed(programme, coordinator))

    assert repairs == {f"{n}:name": f"Mended {n}" for n in range(1, 5)}


def test_control_repairs_over_what_was_read_before_are_lost(programme, coordinator, monkeypatch):
    def repair(self, repairs, left_out):
        self.read_anew(repairs={**self.repairs, **repairs})

    monkeypatch.setattr(PeopleImport, "repair", repair)
    barrier = Barrier(4)
    found = listed(programme, coordinator)

    def mend(number):
        read = again(found)
        barrier.wait(timeout=10)
        read.repair({f"{number}:name": "Mended"}, [])

    at_once(*[lambda n=n: mend(n) for n in range(1, 5)])

    assert len(again(found).repairs) < 4


def test_a_check_that_was_overtaken_by_a_repair_keeps_nothing(programme, coordinator):
    """A slow worker must not lay its old findings over newer repairs."""
    slow = listed(programme, coordinator)
    again(slow).repair({"1:name": "Mended"}, [])

    importing.check(slow)

    kept = again(slow)
    assert kept.repairs == {"1:name": "Mended"}
    assert kept.state == PeopleImport.State.READING


def test_a_list_that_was_thrown_away_while_it_was_read_stays_away(programme, coordinator):
    found = listed(programme, coordinator)
    slow = again(found)
    found.delete()

    importing.check(slow)

    assert not PeopleImport.objects.exists()


def test_nobody_is_brought_in_from_a_list_that_is_being_read(programme, coordinator):
    found = listed(programme, coordinator)
    again(found).repair({"1:name": "Mended"}, [])

    with pytest.raises(TransitionError):
        importing.bring_in(again(found), now=timezone.now())
