"""The chain through all events, so that a changed or missing one is found.

Each link hashes an event and the link before it. To chain inside every request, requests would
have to wait for each other at one row. So a request only appends its event; once a minute the
clock seals what is new, in order, in one transaction. What stands unsealed for that minute is
guarded by the triggers alone.

Whoever could rewrite the whole chain would still have to know every head that was written to the
log of the server (``seal`` tells it there, ``audit_verify --head`` looks it up).
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from audit.append_only import maintenance
from audit.models import Event, Link
from audit.models.event import KEPT
from audit.trail import record

BATCH = 1000
LATE = timedelta(hours=1)  # no request takes longer; what came earlier without a link is a fault
START = "0" * 64
logger = logging.getLogger("audit")


def hashed(previous: str, event: Event) -> str:
    told = json.dumps(event.content(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}{told}".encode()).hexdigest()


def seal() -> int:
    """Put new events into the chain; how many. Nothing if somebody else does it right now."""
    count = 0
    while sealed := _seal_batch():
        count += sealed
    if count:
        head = Link.objects.latest("number")
        logger.info("audit chain: %d links, head %s", head.number, head.hash)
    return count


def _seal_batch() -> int:
    try:
        with transaction.atomic():
            last = Link.objects.order_by("-number").first()
            found = Event.objects.unsealed().order_by("pk")
            if last:
                found = found.filter(at__gt=last.at - LATE)
            return len(Link.objects.bulk_create(_links(last, list(found[:BATCH]))))
    except IntegrityError:
        return 0


def _links(last: Link | None, events: list[Event]) -> Iterator[Link]:
    number, previous = (last.number, last.hash) if last else (0, START)
    for number, event in enumerate(events, start=number + 1):  # noqa: B020
        previous = hashed(previous, event)
        yield Link(number=number, event=event.pk, at=event.at, hash=previous)


@dataclass(frozen=True)
class Verdict:
    """``fault`` names the first broken link in words, or is empty."""

    links: int
    waiting: int
    head: str
    fault: str


def verify(*, now: datetime, head: str = "") -> Verdict:
    """Walk the chain from its beginning. ``head`` is a hash that must be part of it."""
    number, previous, fault, is_met = 0, START, "", not head
    for link, event in _pairs():
        fault = fault or _fault(number, previous, link, event, now)
        number, previous = link.number, link.hash
        is_met = is_met or link.hash == head
    late = Event.objects.unsealed().filter(at__lt=now - LATE).order_by("pk").first()
    if not fault and late:
        fault = f"event {late.pk} was never sealed"
    if not fault and not is_met:
        fault = f"no link has the hash {head}: the chain was cut or rewritten"
    return Verdict(number, Event.objects.unsealed().count(), previous, fault)


def _pairs() -> Iterator[tuple[Link, Event | None]]:
    last = 0
    while links := list(Link.objects.filter(number__gt=last).order_by("number")[:BATCH]):
        events = Event.objects.in_bulk([link.event for link in links])
        yield from ((link, events.get(link.event)) for link in links)
        last = links[-1].number


def _fault(number: int, previous: str, link: Link, event: Event | None, now: datetime) -> str:
    if link.number != number + 1:
        return f"link {number + 1} is missing"
    if event is None:  # retention may have removed it; its hash still holds the chain together
        return (
            "" if link.at < now - KEPT else f"event {link.event} of link {link.number} is missing"
        )
    if hashed(previous, event) != link.hash:
        return f"link {link.number} is broken: event {event.pk} was changed"
    return ""


def forget_old(*, now: datetime) -> int:
    """Remove events that have been kept long enough; their links stay."""
    with transaction.atomic(), maintenance():
        count, _each = Event.objects.sealed().filter(at__lt=now - KEPT).delete()
        if count:
            record("audit.forgotten", by=None, about=Event, after={"count": count})
    return count
