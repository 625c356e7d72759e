"""The register of processing: every sort of personal data once, with the columns that hold it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import Basis, Privacy, declarations
from privacy.erasing import name_of

HEADS = [
    _("What"),
    _("Why"),
    _("Legal ground"),
    _("Kept"),
    _("On erasure"),
    _("In your copy"),
    _("Where"),
]


@dataclass
class Entry:
    """One sort of data. ``tables`` are names in words, ``columns`` their places in the database."""

    privacy: Privacy
    tables: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    @property
    def on_erasure(self) -> Any:
        if self.privacy.why_kept:
            return f"{self.privacy.erasure.label}. {self.privacy.why_kept}"
        return self.privacy.erasure.label

    def cells(self) -> list[str]:
        """The entry as a row of a table, under HEADS."""
        privacy = self.privacy
        return [
            str(privacy.what),
            str(privacy.purpose),
            str(privacy.basis.label),
            str(privacy.retention.sentence),
            str(self.on_erasure),
            str(_("Yes") if privacy.export else _("No")),
            ", ".join(self.columns),
        ]


def entries() -> list[Entry]:
    """In the order in which the apps stand on each other."""
    found: dict[tuple[object, ...], Entry] = {}
    for declared in declarations():
        privacy = declared.privacy
        key = (privacy.key, privacy.export, privacy.erasure, privacy.retention.key)
        entry = found.setdefault(key, Entry(privacy))
        table = name_of(declared.model)
        if table not in entry.tables:
            entry.tables.append(table)
        entry.columns.append(f"{declared.model._meta.label_lower}.{declared.field.name}")
    return list(found.values())


def sorts() -> list[Entry]:
    """The same for people: what differs only inside the machine stands together.

    First what they take part for, then what the running of the platform asks for.
    """
    found: dict[str, Entry] = {}
    for entry in entries():
        kept = found.setdefault(entry.privacy.key, Entry(entry.privacy))
        kept.tables += [table for table in entry.tables if table not in kept.tables]
    order = list(Basis)
    return sorted(found.values(), key=lambda entry: order.index(entry.privacy.basis))
