"""What a reminder says: the event's words or the coordinators' own, facts, one button."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst

from accounts.models import User
from notifications.kinds import Kind, Letter
from notifications.kinds import register as register_kind
from notifications.models import Message
from notifications.post import in_words_of
from reminders import events
from reminders.due import point_lost_at, still_true
from reminders.events import Event, Occasion

TEMPLATE = "reminder"


def letter(occasion: Occasion, person: User) -> Letter | None:
    """The letter to this person, in their language and zone; None if the thing is gone."""
    with in_words_of(person):
        told = occasion.event.tell(occasion, person)
        if told is None:
            return None
        programme = occasion.programme
        known = {"programme": programme, "person": person, "occasion": occasion} | told.context
        words = render_to_string(f"emails/events/{occasion.event.name}.txt", known).strip()
        title, _line, standard = words.partition("\n")
        context = {
            "words": occasion.rule.own_words(person.language) or capfirst(standard.strip()),
            "facts": [(label, value) for label, value in told.facts if value],
            "answers": told.answers,
            "button": told.button,
            "seed": programme.band_seed,
            "has_calendar": bool(told.attachments),
        }
        return Letter(
            context,
            list(told.attachments),
            title=title.strip(),
            url=told.url,
            reason=told.reason or occasion.reason,
            by_mail=occasion.rule.channel != "in_app",
            page=told.page or told.url,
            until=point_lost_at(occasion),
        )


def composer(event: Event) -> Callable[[Message], Letter | None]:
    def compose(message: Message) -> Letter | None:
        """Asked just before sending: nothing to say if anything it rests on has changed."""
        occasion = still_true(event, message, timezone.now())
        return letter(occasion, message.person) if occasion else None

    return compose


def register(event: Event) -> None:
    """Make an event known, and a kind of message of it."""
    events.register(event)
    kind = Kind(event.name, event.label, composer(event), weight=event.weight, template=TEMPLATE)
    register_kind(kind)
