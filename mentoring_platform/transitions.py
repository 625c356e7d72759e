"""Changes that must happen once, even when two people click or two workers run.

Each is one conditional UPDATE on the row itself. The conditions never reach into other
tables: after waiting for a lock PostgreSQL re-reads only the row that it updates.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Model

from mentoring_platform import changes


class TransitionError(Exception):
    """The object had already left the states this move starts from."""


def move(obj: Model, to: str, *, when: Collection[str], **stamps: Any) -> None:
    """Set ``state`` and ``stamps``, or raise TransitionError."""
    known = obj.state  # type: ignore[attr-defined]
    movable = type(obj)._default_manager.filter(pk=obj.pk, state__in=when)
    if not movable.update(state=to, **stamps):
        raise TransitionError(f"{obj} cannot move to {to}")
    obj.refresh_from_db(fields=["state", *stamps])
    before = known if known in when else "|".join(when)
    changes.tell(obj, before={"state": before}, after={"state": to})


def claim(obj: Model, stamp: str, *, at: datetime) -> bool:
    """Fill an empty timestamp; of several callers only one is told True."""
    unclaimed = type(obj)._default_manager.filter(pk=obj.pk, **{stamp: None})
    return bool(unclaimed.update(**{stamp: at}))
