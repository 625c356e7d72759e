"""Kinds of message that say little, and a postman who makes his round."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from notifications import digest, kinds
from notifications.kinds import Kind, Letter, Weight
from notifications.models import Message
from notifications.round import go_round
from tests.factories import UserFactory

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # noon in Helsinki


@pytest.fixture
def untrue():
    """What is no longer true, by the key of the object that a message is about."""
    return set()


@pytest.fixture
def stale():
    """By the same key, the moment after which a letter has lost its point."""
    return {}


@pytest.fixture
def sorts(monkeypatch, untrue, stale):
    """One kind of each weight, named after it."""

    def compose(message):
        if message.about in untrue:
            return None
        return Letter(
            {
                "words": "More words.",
                "answers": [("Yes", f"https://raanu.example/yes/{message.about}/")],
            },
            title=f"Thing {message.about}",
            url=f"/things/{message.about}/",
            reason=f"Because of {message.kind}.",
            until=stale.get(message.about),
        )

    known = {digest.NAME: digest.KIND}
    for weight in Weight:
        known[weight.value] = Kind(
            weight.value, f"{weight.value} things", compose, weight=weight, template="notice"
        )
    monkeypatch.setattr(kinds, "_kinds", known)
    monkeypatch.setattr(kinds, "_lookers", [])
    return known


@pytest.fixture
def person(db):
    return UserFactory(name="Noora Al-Hamdani", email="noora@lakeland.example")


@pytest.fixture
def owed(sorts, person):
    """Owe a message of a weight about an object, due now."""

    def owe(weight, about, *, at, programme=None, to=person):
        message = Message.intend(
            str(weight), person_id=to.pk, about=about, due_at=at, programme=programme
        )
        Message.objects.owe([message])
        return Message.objects.get(key=message.key)

    return owe


@pytest.fixture
def minute(time_machine):
    """What happens in one minute: the summaries that are due are owed, and the postman goes."""

    def pass_at(moment):
        time_machine.move_to(moment, tick=False)
        before = len(mail.outbox)
        digest.owe(moment)
        go_round()
        return [letter.subject for letter in mail.outbox[before:]]

    return pass_at
