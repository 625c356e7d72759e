"""What has to be done elsewhere when a person goes for good. Apps above register theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Affiliation, User


@dataclass(frozen=True)
class Departure:
    """``hindrances`` are sentences: what the person has to hand over before. ``leave`` leaves.

    ``places`` are what can be left one by one: a name, and the page that asks about it.
    """

    hindrances: Callable[[User], list[Any]]
    leave: Callable[[User, datetime], None]
    places: Callable[[User], list[tuple[Any, str]]]


_departures: list[Departure] = []


def register(departure: Departure) -> None:
    _departures.append(departure)


def hindrances(person: User) -> list[Any]:
    """Why the person cannot go yet; empty if nothing would be left without anybody."""
    found = [reason for departure in _departures for reason in departure.hindrances(person)]
    return _organisations_without(person) + found


def places(person: User) -> list[tuple[Any, str]]:
    return [place for departure in _departures for place in departure.places(person)]


def leave(person: User, *, now: datetime) -> None:
    for departure in _departures:
        departure.leave(person, now)


def _organisations_without(person: User) -> list[Any]:
    """Organisations that would have no admin."""
    admins = Affiliation.objects.filter(role=Affiliation.Role.ADMIN)
    mine = admins.filter(user=person).select_related("organisation")
    others = admins.exclude(user=person).values("organisation")
    return [
        _("You are the last admin of %(name)s. Make somebody else admin first.")
        % {"name": affiliation.organisation}
        for affiliation in mine.exclude(organisation__in=others)
    ]
