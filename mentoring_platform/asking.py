"""The ready text of a thing to do: to whom it goes, in which language, and what it says."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from conversations.audiences import people_of
from conversations.models import Announcement
from mentoring_platform.monday import Thing
from programmes.models import GroupMembership, SetAside

AUDIENCES_OF_PROGRAMMES = {"mentors"}
NAMED = 4
Seats = list[GroupMembership]


@dataclass(frozen=True)
class Ready:
    """Words to the people who can help. They may be changed before they are sent."""

    people: list[User]
    audience: str
    title: str = ""
    text: str = ""
    language: str = ""

    @property
    def names(self) -> str:
        names = [person.get_full_name() for person in self.people]
        if len(names) <= NAMED:
            return get_text_list(names, _("and"))
        return ngettext("%(n)d person", "%(n)d people", len(names)) % {"n": len(names)}


def ready(thing: Thing, writer: User) -> Ready:
    """One query. Nobody may be there to be asked."""
    if thing.kind.asks in AUDIENCES_OF_PROGRAMMES:
        now = timezone.now()
        asked = people_of(thing.kind.asks, thing.programme, None, now).select_related("user")
        people = [who.user for who in asked.order_by("user__name", "pk")]
        return _words(thing, people, thing.kind.asks, writer)
    return _of_group(thing, _seats([thing]), writer)


def all_ready(things: list[Thing], writer: User) -> list[tuple[Thing, Ready]]:
    """Texts to several groups; one query for all of them."""
    seats = _seats(things)
    mine = [(one, [seat for seat in seats if seat.group_id == one.row.pk]) for one in things]
    return [(thing, _of_group(thing, found, writer)) for thing, found in mine]


def _seats(things: list[Thing]) -> Seats:
    seats = GroupMembership.objects.of_present().filter(group__in=[one.row.pk for one in things])
    return list(seats.listed().select_related("participant__user").mentors_first())


def _of_group(thing: Thing, seats: Seats, writer: User) -> Ready:
    """To the mentors, or to everybody where there are none."""
    mentors = [seat for seat in seats if seat.is_mentor]
    people = [seat.participant.user for seat in mentors or seats]
    return _words(thing, people, "group_mentors" if mentors else "group", writer)


def _words(thing: Thing, people: list[User], audience: str, writer: User) -> Ready:
    """In the language that most of them read."""
    if not people or thing.kind.text is None:
        return Ready(people, audience)
    language = Counter(person.language for person in people).most_common(1)[0][0]
    with translation.override(language):
        names = get_text_list([person.get_short_name() for person in people], _("and"))
        title, text = thing.kind.text(thing.row, names, writer.get_full_name())
    return Ready(people, audience, title, text, language)


@transaction.atomic
def ask(thing: Thing, words: Ready, *, title: str, text: str, by: User, now: datetime) -> bool:
    """Send it and let the thing rest; False and nothing sent if somebody has answered it."""
    if not set_aside(thing, SetAside.Did.WROTE, by=by, now=now):
        return False
    Announcement.write(
        programme=thing.programme,
        group=None if words.audience in AUDIENCES_OF_PROGRAMMES else thing.row,
        audience=words.audience,
        people=[person.pk for person in words.people],
        title=title,
        text=text,
        by=by,
        now=now,
    )
    return True


def set_aside(
    thing: Thing, did: str, *, by: User, now: datetime, why: str = "", count: int = 0
) -> bool:
    return SetAside.put(
        programme=thing.programme,
        kind=thing.kind.name,
        about=thing.row.pk,
        by=by,
        now=now,
        did=did,
        why=why,
        count=count,
    )
