"""Erasure: what is somebody's own goes, in shared records a former participant stays."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from accounts.models import User
from audit import trail
from mentoring_platform.personal_data import Erasure
from privacy import departures
from privacy.models import Tombstone
from privacy.parts import Part, can_be_emptied, emptied, parts


@dataclass(frozen=True)
class Touched:
    """One line of the report: what became of how many rows of a table, and why they stay."""

    table: Any
    fate: Erasure
    rows: int
    why: Any = ""


@transaction.atomic
def erase(person: User, *, now: datetime) -> list[Touched]:
    """Erase a person and lay a tombstone; what was done, table by table.

    The rows are found before the first is changed, for some are known only through others.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.pseudonym:
        Tombstone.lay(Tombstone.digest_of(person.pseudonym), on=now.date())
    departures.leave(person, now=now)
    trail.record("privacy.erased", by=None, about=person, after={"standing": "erased"})
    found = [(part, list(part.rows_of(person).values_list("pk", flat=True))) for part in parts()]
    touched: Counter[tuple[str, Erasure, Any]] = Counter()
    for part, keys in found:
        if not keys:
            continue
        if part.goes_with_the_person:
            touched.update(_delete(part, keys))
        else:
            _empty(part, keys, person)
            fates = {(column.privacy.erasure, column.privacy.why_kept) for column in part.columns}
            touched.update({(part.model._meta.label, *fate): len(keys) for fate in fates})
    return _report(touched)


def _delete(part: Part, keys: list[Any]) -> dict[tuple[str, Erasure, Any], int]:
    rows = part.model._base_manager.filter(pk__in=keys)
    _all, each = rows.delete()
    return {(label, Erasure.ROW, ""): count for label, count in each.items()}


def _empty(part: Part, keys: list[Any], person: User) -> None:
    """Empty what is to be emptied; a model that knows better how has ``forget``."""
    fields = [c.field for c in part.columns if c.privacy.erasure == Erasure.CONTENT]
    rows = part.model._base_manager.filter(pk__in=keys)
    if fields and hasattr(part.model, "forget"):
        for row in rows:
            row.forget(person)  # type: ignore[attr-defined]
        return
    for field in fields:
        if field.many_to_many:
            for row in rows:
                getattr(row, field.name).clear()
    plain = [field for field in fields if not field.many_to_many and can_be_emptied(field)]
    if plain:
        rows.update(**{field.name: emptied(field) for field in plain})


def _report(touched: Counter[tuple[str, Erasure, Any]]) -> list[Touched]:
    """Deleted first, kept last."""
    order = list(Erasure)
    lines = [
        Touched(name_of(apps.get_model(label)), fate, rows, why)
        for (label, fate, why), rows in touched.items()
    ]
    return sorted(lines, key=lambda line: (order.index(line.fate), str(line.table)))


def name_of(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural)


def replay(digests: Iterable[tuple[str, Any]], *, now: datetime) -> int:
    """Erase those again whom a backup has brought back; how many there were."""
    known = dict(digests)
    for digest, erased_on in known.items():
        Tombstone.lay(digest, on=erased_on)
    people = User.objects.exclude(pseudonym=None).values_list("pk", "pseudonym")
    back = [pk for pk, pseudonym in people.iterator() if Tombstone.digest_of(pseudonym) in known]
    for person in User.objects.filter(pk__in=back):
        erase(person, now=now)
    return len(back)
