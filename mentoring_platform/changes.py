"""What changed during one request or task, told in classes: states, roles, counts, never texts.

Commands say it where they do it (``move`` says it for every state). Whoever began the work and
opened a collection hears it; that is the audit trail, which commands need not know.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

Classes = Mapping[str, str | int | bool | None]
CLASS = re.compile(r"[\w.:|+-]{0,60}")


@dataclass(frozen=True)
class Change:
    """One object (or, without ``key``, some rows of a model) before and after."""

    kind: str
    key: int | None
    before: Classes
    after: Classes


_heard: ContextVar[list[Change] | None] = ContextVar("changes", default=None)


@contextmanager
def collected() -> Iterator[list[Change]]:
    """The changes that are told inside; an outer collection hears them too."""
    mine: list[Change] = []
    outer = _heard.get()
    token = _heard.set(mine)
    try:
        yield mine
    finally:
        _heard.reset(token)
        if outer is not None:
            outer.extend(mine)


def tell(
    about: Model | type[Model], *, before: Classes | None = None, after: Classes | None = None
) -> None:
    """An object went from one state, role or number to another."""
    heard = _heard.get()
    if heard is not None:
        key = about.pk if isinstance(about, Model) else None
        heard.append(Change(about._meta.label_lower, key, plain(before), plain(after)))


def plain(classes: Classes | None) -> dict[str, Any]:
    """The classes as they are stored; ValueError for what looks like a text of somebody's own."""
    told = dict(classes or {})
    for name, value in told.items():
        if isinstance(value, str) and not CLASS.fullmatch(value):
            raise ValueError(f"{name} is a text, and changes are told in classes only")
        if isinstance(value, str):
            told[name] = str(value)  # a member of an enumeration
        elif not (value is None or isinstance(value, int)):
            raise ValueError(f"{name} is a {type(value).__name__}, no class")
    return told
