"""Several sets of figures in one question to the database."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Value

Counts = Mapping[str, Count]


def ask(**sets: "tuple[QuerySet[Any], Counts]") -> dict[str, dict[str, int]]:
    """The figures of each set by name: its counts over its rows.

    ``ask(people=(rows, {"active": Count(…)}))`` answers ``{"people": {"active": 12}}``. Each set
    is a row of one union, and so costs hardly more than it would alone.
    """
    width = max(len(counts) for _rows, counts in sets.values())
    first, *others = [_row(name, *asked, width=width) for name, asked in sets.items()]
    found = {name: dict.fromkeys(counts, 0) for name, (_rows, counts) in sets.items()}
    for name, *numbers in first.union(*others, all=True):
        found[name] = dict(zip(found[name], numbers, strict=False))
    return found


def _row(name: str, rows: "QuerySet[Any]", counts: Counts, *, width: int) -> "QuerySet[Any]":
    """One line with the name of the set and its numbers, filled up with zeros."""
    columns = [*counts.values(), *[Value(0)] * (width - len(counts))]
    numbers = {f"number{place}": column for place, column in enumerate(columns)}
    return rows.order_by().values(of=Value(name)).annotate(**numbers).values_list("of", *numbers)
