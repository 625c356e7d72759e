"""The side navigation as plain values, so that wide screens and phones draw the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NavLink:
    url: str
    icon: str
    label: Any
    count: int | None = None
    current: str = ""  # "page" on the page itself, "true" on one below it


@dataclass(frozen=True)
class NavSection:
    title: Any
    links: Sequence[NavLink]
