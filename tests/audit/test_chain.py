"""A changed or missing event is found, and the database refuses to change one."""

from datetime import timedelta
from threading import Thread
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import chain, tasks, trail
from audit.append_only import TABLES, guard, maintenance, unguard
from audit.models import Event, Link
from audit.models.event import KEPT
from tests import factories


@pytest.fixture
def events(db):
    """Five events in the chain."""
    person = factories.UserFactory()
    for number in range(5):
        trail.record("test.did", by=person, after={"count": number})
    chain.seal()
    return list(Event.objects.order_by("pk"))


def run(sql, params=None):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


EDITOR = SimpleNamespace(connection=connection, execute=run)


@pytest.fixture
def unguarded(events):
    """The control: the same database without its triggers, as its owner could make it."""
    unguard(None, EDITOR)
    yield events
    guard(None, EDITOR)


def fault():
    return chain.verify(now=timezone.now()).fault


def test_an_untouched_chain_holds(events, capsys):
    call_command("audit_verify")

    assert capsys.readouterr().out.startswith("5 links hold, 0 events wait")


def test_new_events_wait_and_are_sealed_once(events):
    trail.record("test.did", by=None)

    assert chain.verify(now=timezone.now()).waiting == 1
    assert (chain.seal(), chain.seal()) == (1, 0)
    assert fault() == ""


def attempts():
    """How many ways of changing or removing what the trail holds the database lets through."""
    ways = [f"DELETE FROM {table}" for table in TABLES]
    ways += [f"UPDATE {table} SET at = at" for table in TABLES]
    ways += [f"TRUNCATE {table}" for table in TABLES if connection.vendor == "postgresql"]
    return len([way for way in ways if lets_through(way)])


def lets_through(way):
    with transaction.atomic():
        try:
            run(way)
        except DatabaseError as error:
            assert "append-only" in str(error)  # noqa: PT017
            return False
        transaction.set_rollback(True)
    return True


def test_the_database_refuses_to_change_or_remove(events, promise):
    refused = attempts()
    unguard(None, EDITOR)
    control = attempts()
    guard(None, EDITOR)

    promise(
        f"Ways to change or remove audit events, {connection.vendor}",
        refused,
        "ways",
        goal=0,
        control=control,
    )


def unfound(events):
    """How many events can be changed or removed, each in turn, and nobody notices."""
    missed = 0
    for event in events:
        for way in ("UPDATE audit_event SET status = 404", "DELETE FROM audit_event"):
            with transaction.atomic():
                run(f"{way} WHERE id = {event.pk}")
                missed += not fault()
                transaction.set_rollback(True)
    return missed


def test_no_tampering_goes_unfound(unguarded, promise, monkeypatch):
    """The control does not compare the hashes, so only what is missing is found."""
    missed = unfound(unguarded)
    hashes = {link.event: link.hash for link in Link.objects.all()}
    monkeypatch.setattr(chain, "hashed", lambda previous, event: hashes[event.pk])
    control = unfound(unguarded)

    name = "Audit events tampered with and not found"
    promise(name, missed, "events", goal=0, control=control)


def test_even_maintenance_cannot_change_an_event(events):
    with maintenance(), pytest.raises(DatabaseError, match="append-only"):
        run("UPDATE audit_event SET status = 1")


def test_a_changed_event_is_found(unguarded):
    run(f"UPDATE audit_event SET status = 404 WHERE id = {unguarded[2].pk}")

    assert fault() == f"link 3 is broken: event {unguarded[2].pk} was changed"


def test_a_removed_event_is_found(unguarded):
    run(f"DELETE FROM audit_event WHERE id = {unguarded[1].pk}")

    assert fault() == f"event {unguarded[1].pk} of link 2 is missing"


def test_a_removed_link_is_found(unguarded):
    run("DELETE FROM audit_link WHERE number = 4")

    assert fault() == "link 4 is missing"


def test_a_shortened_chain_is_found_by_a_head_that_was_logged(unguarded):
    head = Link.objects.latest("number").hash
    run("DELETE FROM audit_link WHERE number = 5")
    run(f"DELETE FROM audit_event WHERE id = {unguarded[4].pk}")

    assert fault() == ""
    with pytest.raises(CommandError, match="cut or rewritten"):
        call_command("audit_verify", head=head)


def test_an_event_put_in_for_an_earlier_day_is_found(events):
    Event.objects.create(what="test.did", at=timezone.now() - timedelta(days=3))
    chain.seal()

    assert fault().endswith("was never sealed")


def test_retention_removes_old_events_and_the_chain_still_holds(events):
    long_ago = timezone.now() - KEPT - timedelta(days=1)
    with maintenance():
        Event.objects.all().delete()
        Link.objects.all().delete()
    Event.objects.create(what="test.did", at=long_ago)
    Event.objects.create(what="test.did", at=timezone.now() - timedelta(days=1))
    chain.seal()

    assert chain.forget_old(now=timezone.now()) == 1
    assert list(Event.objects.values_list("what", flat=True)) == ["test.did", "audit.forgotten"]
    assert fault() == ""


def test_the_clock_looks_every_day_and_says_what_it_finds(unguarded, caplog):
    tasks.forget_old()
    assert "tampered" not in caplog.text

    run(f"UPDATE audit_event SET status = 404 WHERE id = {unguarded[2].pk}")
    tasks.forget_old()

    assert "tampered with: link 3 is broken" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_seal_each_event_once():
    for _each in range(40):
        trail.record("test.did", by=None)

    def work():
        try:
            chain.seal()
        finally:
            connection.close()

    clocks = [Thread(target=work) for _ in range(4)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()

    assert Link.objects.count() == 40
    assert fault() == ""
