"""What will be let go of somebody, and when; apps above say it of what they keep."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User


@dataclass(frozen=True)
class Farewell:
    """``what`` in words, and the day from which on it is gone; None while that is not known."""

    what: Any
    on: date | None


Told = Callable[[User], list[Farewell]]
_told: list[Told] = []


def tell(told: Told) -> Told:
    _told.append(told)
    return told


def farewells(person: User) -> list[Farewell]:
    """The next first."""
    found = [farewell for told in _told for farewell in told(person)]
    return sorted(found, key=lambda farewell: farewell.on or date.max)
