"""Lists that stay fast however long they grow: pages by key, sorting and search in the address.

A page is found by the key of its neighbour, never by counting rows before it, so page 200
costs what page 1 costs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

SIZE = 50
LONG = 1000


def is_long(rows: QuerySet[Any]) -> bool:
    """Whether there are more rows than are counted or sorted by what is worked out for each.

    That costs more than all the rest of the page then, so chips go without their numbers.
    """
    return len(rows.order_by().values_list("pk")[: LONG + 1]) > LONG


@dataclass(frozen=True)
class Chip:
    """A filter that stands in the address, with how many rows it leaves (None: not counted)."""

    label: Any
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Heading:
    """A column: a plain one has no ``url``. ``sorted`` is "", "ascending" or "descending"."""

    label: Any
    url: str = ""
    sorted: str = ""
    css: str = ""


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    next_url: str
    previous_url: str


def address(params: QueryDict, **changes: str | None) -> str:
    """The query part of the address with some parameters changed; None takes one out."""
    changed = params.copy()
    for stale in ("after", "before"):
        changed.pop(stale, None)
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = value
    return f"?{changed.urlencode()}"


def chips(
    params: QueryDict, name: str, choices: Sequence[tuple[str, Any]], counts: Mapping[str, int]
) -> list[Chip]:
    """A chip for each choice of one filter; the empty choice is "all"."""
    chosen = params.get(name, "")
    return [
        Chip(label, address(params, **{name: value or None}), counts.get(value), chosen == value)
        for value, label in choices
    ]


def words_of(params: QueryDict) -> list[str]:
    """What is searched for, word by word; without the one character no database stores."""
    return params.get("q", "").replace("\x00", "").split()[:5]


def order_of(params: QueryDict, allowed: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The order that ``?sort=name`` or ``?sort=-name`` asks for; the first allowed one otherwise.

    Each order is a list of fields without nulls that ends in ``pk``.
    """
    asked = params.get("sort", "")
    fields = allowed.get(asked.removeprefix("-"))
    if fields is None:
        return next(iter(allowed.values()))
    return [_turn(field) for field in fields] if asked.startswith("-") else fields


def headings(
    params: QueryDict, labels: Sequence[tuple[str, Any]], allowed: Mapping[str, Sequence[str]]
) -> list[Heading]:
    """Column heads; those whose key is in ``allowed`` sort, and a second press turns round."""
    asked = params.get("sort") or next(iter(allowed))
    heads = []
    for key, label in labels:
        if key not in allowed:
            heads.append(Heading(label))
            continue
        is_sorted = asked.removeprefix("-") == key
        down = asked.startswith("-")
        turned = f"-{key}" if is_sorted and not down else key
        state = ("descending" if down else "ascending") if is_sorted else ""
        heads.append(Heading(label, address(params, sort=turned), state))
    return heads


def page_of(
    queryset: QuerySet[Any], params: QueryDict, *, order: Sequence[str], size: int = SIZE
) -> Page:
    """One page of rows. ``order`` names fields without nulls and ends in ``pk``.

    A key in the address that does not fit (an old link, a typing error) means the first page.
    """
    backwards = "before" in params
    key = _key(params.get("before") or params.get("after"), len(order))
    fields = [_turn(field) for field in order] if backwards else list(order)
    rows = queryset.order_by(*fields)
    if key:
        try:
            rows = rows.filter(_beyond(fields, key))
        except (TypeError, ValueError, ValidationError):  # a key of some other list
            key = None
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next = (backwards and key is not None) or (more and not backwards)
    has_previous = more if backwards else key is not None
    return Page(
        found,
        _link(params, "after", found[-1], order) if has_next and found else "",
        _link(params, "before", found[0], order) if has_previous and found else "",
    )


def _turn(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _beyond(fields: Sequence[str], key: Sequence[Any]) -> Q:
    """Rows after the key: greater in the first field, or equal there and greater in the next …"""
    condition, equal = Q(), Q()
    for field, value in zip(fields, key, strict=True):
        name = field.removeprefix("-")
        step = "lt" if field.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{step}": value})
        equal &= Q(**{name: value})
    return condition


def _key(text: str | None, length: int) -> list[Any] | None:
    try:
        key = json.loads(text or "")
    except ValueError:
        return None
    fits = isinstance(key, list) and len(key) == length
    return key if fits and all(_is_key(part) for part in key) else None


def _is_key(part: Any) -> bool:
    return isinstance(part, int) or (isinstance(part, str) and "\x00" not in part)


def _link(params: QueryDict, direction: str, row: Model, order: Sequence[str]) -> str:
    key = [_value(row, field.removeprefix("-")) for field in order]
    return address(params, **{direction: json.dumps(key, ensure_ascii=False)})


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row if isinstance(row, int | str) else row.isoformat()
