"""The tables cut into parts: rows that lead to people in one way, with their columns."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from accounts.models import User
from mentoring_platform.personal_data import Declaration, Erasure, Whose, declarations


@dataclass(frozen=True)
class Part:
    """The columns of one table that are about the same person of a row."""

    model: type[Model]
    whose: Whose
    columns: list[Declaration]

    def rows_of(self, person: User) -> QuerySet[Any]:
        found = [column.rows_of(person) for column in self.columns[:1]]
        return self.model._base_manager.filter(*found)

    @property
    def goes_with_the_person(self) -> bool:
        """Whether erasure deletes the whole row."""
        return any(column.privacy.erasure == Erasure.ROW for column in self.columns)


def parts() -> Iterator[Part]:
    """All of them; people themselves last, because the other rows are found through them."""
    for model in sorted(apps.get_models(), key=lambda model: model is User):
        cut: dict[Whose, list[Declaration]] = defaultdict(list)
        for column in declarations(of_model=model):
            cut[column.whose].append(column)
        for whose, columns in cut.items():
            yield Part(model, whose, columns)


WORDS = {"CharField", "TextField", "EmailField", "URLField", "JSONField", "BinaryField"}


def has_words(field: Any) -> bool:
    """Whether it holds more than a date, a number or one of a few choices."""
    return field.get_internal_type() in WORDS and not field.choices


def can_be_emptied(field: Any) -> bool:
    """A number or choice without a default says nothing once the rest of the row is empty."""
    return field.null or field.has_default() or has_words(field)


def emptied(field: Any) -> Any:
    """What stands in a column when nothing does."""
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    return b"" if field.get_internal_type() == "BinaryField" else ""
