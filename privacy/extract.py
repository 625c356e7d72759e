"""All that is known about a person, chapter by chapter, as the fields say."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model

from accounts.models import User
from mentoring_platform.personal_data import (
    Declaration,
    Impersonal,
    Privacy,
    declarations,
    default_of,
)
from privacy.columns import words
from privacy.erasing import name_of
from privacy.parts import Part, parts

PLAIN = (bool, int, float, list, dict, datetime, date, time)


@dataclass
class Table:
    """Rows of one kind; each row is a list of (column in words, value)."""

    name: str
    rows: list[list[tuple[str, Any]]]


@dataclass
class Chapter:
    """One sort of data, why it is kept, and what there is of it."""

    privacy: Privacy
    tables: list[Table] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(table.rows) for table in self.tables)


def chapters(person: User) -> list[Chapter]:
    """Everything the person has a right to a copy of; only chapters with something in them."""
    found: dict[str, Chapter] = {}
    for part in parts():
        for privacy, columns in _by_sort(part):
            table = Table(name_of(part.model), list(_rows(part, columns, person)))
            if any(table.rows):
                found.setdefault(privacy.key, Chapter(privacy)).tables.append(table)
    order = list(dict.fromkeys(one.privacy.key for one in declarations()))
    return sorted(found.values(), key=lambda chapter: order.index(chapter.privacy.key))


def _by_sort(part: Part) -> Iterator[tuple[Privacy, list[Declaration]]]:
    sorts: dict[str, list[Declaration]] = {}
    for column in part.columns:
        if column.privacy.export:
            sorts.setdefault(column.privacy.key, []).append(column)
    for columns in sorts.values():
        yield columns[0].privacy, columns


def _rows(part: Part, columns: list[Declaration], person: User) -> Iterator[list[tuple[str, Any]]]:
    shown = [c.field for c in columns if not _leads_to_me(c, part)]
    one = [f.name for f in shown if f.many_to_one or f.one_to_one]
    rows = part.rows_of(person).select_related(*one) if one else part.rows_of(person)
    for row in rows.order_by("pk").iterator():
        yield [(words(f), _value(row, f)) for f in shown] or [_key(row)]


def _leads_to_me(column: Declaration, part: Part) -> bool:
    """The column by which the row was found says nothing new."""
    whose = column.whose
    return isinstance(whose, str) and whose.split("__")[0] == column.field.name


def _key(row: Model) -> tuple[str, Any]:
    return str(row._meta.verbose_name), str(row)


def _value(row: Model, column: Any) -> Any:
    """The value as words, numbers, moments and lists, which both JSON and a page can show."""
    if column.many_to_many:
        return [str(other) for other in getattr(row, column.name).all()]
    value = getattr(row, column.name)
    if isinstance(value, Model):
        return _named(value)
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    if value is None or isinstance(value, PLAIN):
        return value
    return str(value)


def _named(other: Model) -> str:
    """Another object by name, unless it is another person's own: then by its number only."""
    if _belongs_to_somebody(type(other)):
        return f"{other._meta.verbose_name} {other.pk}"
    return str(other)


def _belongs_to_somebody(model: type[Model]) -> bool:
    """Whether a row cannot be without its person, unlike what was written together."""
    said = default_of(model)
    if said is None or isinstance(said, Impersonal):
        return False
    of = next((part.whose for part in parts() if part.model is model), "")
    if not isinstance(of, str) or of in {"", "pk"}:
        return True
    return not model._meta.get_field(of.split("__")[0]).null
