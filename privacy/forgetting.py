"""Retention: every night goes what has been kept long enough, as the fields say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import CharField, Count, IntegerField, Model, Q, QuerySet, Value

from accounts.models import User
from mentoring_platform.personal_data import Declaration, Retention, declarations, default_of
from mentoring_platform.readers import NOBODY
from privacy import erasing
from privacy.erasing import name_of
from privacy.models import DataCopy
from privacy.parts import emptied, has_words

BATCH = 1000
THINKING = timedelta(days=30)


@dataclass(frozen=True)
class Lapse:
    """The columns of one table that are forgotten together."""

    model: type[Model]
    retention: Retention
    clock: str
    columns: list[Declaration]

    def over(self, now: datetime) -> QuerySet[Any]:
        """The rows whose time is over."""
        rule = self.retention.rule
        return self.model._base_manager.filter(rule(self.clock, now) if rule else NOBODY)

    @property
    def takes_the_row(self) -> bool:
        default = default_of(self.model)
        return not self.retention.empties and getattr(default, "retention", None) == self.retention

    @property
    def words(self) -> list[Any]:
        """Columns with words in them, which are emptied."""
        fields = [column.field for column in self.columns]
        return [field for field in fields if has_words(field)]

    @property
    def people(self) -> list[Any]:
        """Columns that lead to a person, who becomes a former one."""
        return [column.field for column in self.columns if column.is_person]


def lapses() -> Iterator[Lapse]:
    for model in apps.get_models():
        timed: dict[str, list[Declaration]] = {}
        for column in declarations(of_model=model):
            if column.privacy.retention.rule:
                timed.setdefault(column.privacy.retention.key, []).append(column)
        for columns in timed.values():
            first = columns[0]
            yield Lapse(model, first.privacy.retention, first.clock, columns)


def forget(now: datetime) -> dict[str, int]:
    """Everything whose time is over; how many rows of which table."""
    counts = {
        name_of(User): _erase_closed(now),
        name_of(DataCopy): DataCopy.objects.expire(now),
    }
    for lapse in lapses():
        done = _delete(lapse, now) if lapse.takes_the_row else _empty(lapse, now)
        counts[name_of(lapse.model)] = counts.get(name_of(lapse.model), 0) + done
    return {table: count for table, count in counts.items() if count}


def ahead(moments: dict[str, datetime]) -> list[tuple[str, Retention, dict[str, int]]]:
    """Table by table how many rows will have gone by each of the moments; in one query."""
    known = list(lapses())
    counts = [
        _to_go(lapse, moment)
        .order_by()
        .values(lapse=Value(place, IntegerField()), moment=Value(name, CharField()))
        .annotate(lapsed=Count("pk"))
        for place, lapse in enumerate(known)
        for name, moment in moments.items()
    ]
    found = {(row["lapse"], row["moment"]): row["lapsed"] for row in counts[0].union(*counts[1:])}
    return [
        (name_of(lapse.model), lapse.retention, {n: found.get((place, n), 0) for n in moments})
        for place, lapse in enumerate(known)
    ]


def _erase_closed(now: datetime) -> int:
    """Accounts that were closed and not opened again in time."""
    closed = User.objects.filter(closed_at__lte=now - THINKING, erased_at=None)
    for person in closed:
        erasing.erase(person, now=now)
    return len(closed)


def _to_go(lapse: Lapse, now: datetime) -> QuerySet[Any]:
    """Rows whose time is over and in which there is still something to forget."""
    if lapse.takes_the_row:
        return lapse.over(now)
    left = NOBODY
    for field in lapse.words:
        left |= ~Q(**{field.name: emptied(field)}) & Q(**{f"{field.name}__isnull": False})
    for field in lapse.people:
        left |= Q(**{f"{field.name}__erased_at": None, f"{field.name}__isnull": False})
    return lapse.over(now).filter(left)


def _delete(lapse: Lapse, now: datetime) -> int:
    """In batches, so that nobody waits for a long transaction."""
    gone = 0
    while keys := list(lapse.over(now).values_list("pk", flat=True)[:BATCH]):
        lapse.model._base_manager.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone


def _empty(lapse: Lapse, now: datetime) -> int:
    gone = 0
    while keys := list(_to_go(lapse, now).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows = lapse.model._base_manager.filter(pk__in=keys)
            if lapse.words:
                rows.update(**{field.name: emptied(field) for field in lapse.words})
            for field in lapse.people:
                _part_from_person(rows, field, lapse.clock, now)
        gone += len(keys)
    return gone


def _part_from_person(rows: QuerySet[Any], field: Any, clock: str, now: datetime) -> None:
    """Nobody, or where there has to be somebody a former person, one for each programme."""
    if field.null:
        rows.update(**{field.name: None})
        return
    linked = list(rows.values_list("pk", field.attname, clock))
    pairs = {(person, programme) for _pk, person, programme in linked}
    formers = User.objects.bulk_create(User.former(at=now) for _pair in pairs)
    stands_for = dict(zip(pairs, formers, strict=True))
    for pk, person, programme in linked:
        one = rows.model._base_manager.filter(pk=pk)
        one.update(**{field.name: stands_for[person, programme]})
