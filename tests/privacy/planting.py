"""A row of every table that knows a person, with a code of its own in every column.

The tables are found through the declarations, so a model added next year is planted too. Only
what no machine can guess is told in GIVEN: values that have to make sense, and how a row without
a relation leads to its person.
"""

import zlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from accounts.models import User
from mentoring_platform.personal_data import Erasure, declarations
from privacy.parts import parts

GIVEN = {
    "accounts.User.time_zone": lambda person: "Pacific/Chatham",
    "accounts.User.language": lambda person: "sv",
    # It stays in the audit trail, where it leads nowhere once the person has lost it.
    "accounts.User.pseudonym": lambda person: uuid4(),
    "accounts.User.is_active": lambda person: True,
    "notifications.AccountMail.to": lambda person: person.email,
    "notifications.KeptMail.to": lambda person: person.email,
    "notifications.BadAddress.email": lambda person: person.email,
    "account.EmailAddress.email": lambda person: person.email,
    "usersessions.UserSession.session_key": lambda person: f"session-of-{person.pk}",
    "sessions.Session.session_key": lambda person: f"session-of-{person.pk}",
    "admin.LogEntry.object_id": lambda person: str(person.pk),
    "audit.Event.actor": lambda person: person.pseudonym,
    "programmes.Programme.practice_key": lambda person: "as_course",
    "programmes.PeopleImport.source": lambda person: zlib.compress(
        f"Name\tMail\n{person.name}\t{person.email}".encode()
    ),
    "programmes.PeopleImport.file_name": lambda person: f"{person.email}.xlsx",
    "programmes.PeopleImport.failure": lambda person: f"{person.email} twice",
    "programmes.PeopleImport.repairs": lambda person: {"1:1": person.email},
    "programmes.PeopleImport.findings": lambda person: {"faults": [person.name]},
}
SHORTEST = 8


@dataclass
class Plant:
    """The person and the code in each column: "app.Model.field" to code."""

    person: User
    codes: dict[str, str]

    def told(self, *, export=(True, False), erasure=tuple(Erasure)):
        """The codes of the columns that are declared so."""
        return {
            self.codes[name]
            for name, column in columns().items()
            if name in self.codes
            and column.privacy.export in export
            and column.privacy.erasure in erasure
        }


def columns():
    return {f"{c.model._meta.label}.{c.field.name}": c for c in declarations()}


def plant() -> Plant:
    person = User.objects.create_user("first@lakeland.example", name="First")
    planted = Plant(person, {})
    _fill(planted, person)
    person.save()
    made = {User: person}
    for model in dict.fromkeys(part.model for part in parts()):
        _make(planted, model, made)
    return planted


def parts_without_a_row(planted: Plant) -> list[str]:
    """Parts that the planting did not reach: then the test would promise too much."""
    return [
        f"{part.model._meta.label} by {part.whose}"
        for part in parts()
        if not part.rows_of(planted.person).exists()
    ]


def _make(planted, model, made):
    if model not in made:
        row = model()
        for field in model._meta.concrete_fields:
            if (field.related_model and not field.null) or field.related_model in (User, model):
                setattr(row, field.attname, _make(planted, field.related_model, made).pk)
            elif field.related_model:
                setattr(row, field.name, _make(planted, field.related_model, made))
        _fill(planted, row)
        row.save(force_insert=True)
        made[model] = row
    return made[model]


def _fill(planted, row):
    """A code in each column that can hold one; what is no text gets something that fits."""
    known = columns()
    for number, field in enumerate(row._meta.concrete_fields):
        name = f"{row._meta.label}.{field.name}"
        if field.related_model or (field.primary_key and field.get_internal_type() != "CharField"):
            continue
        if name in GIVEN:
            value = GIVEN[name](planted.person)
            if name in known and isinstance(value, str) and len(value) >= SHORTEST:
                planted.codes[name] = value
        else:
            value, code = _value(field, number)
            if name in known and code:
                planted.codes[name] = code
        setattr(row, field.name, value)


def _value(field, number):
    """A value for the column, and the code in it (none for dates, numbers, choices)."""
    code = f"canary{uuid4().hex[:10]}"
    kind, now = field.get_internal_type(), timezone.now() + timedelta(seconds=number)
    if field.choices:
        return field.flatchoices[0][0], None
    if kind in {"CharField", "TextField", "SlugField"}:
        longest = field.max_length or 100
        return code[:longest], code if longest >= len(code) else None
    if kind == "EmailField":
        return f"{code}@lakeland.example", code
    if kind == "URLField":
        return f"https://{code}.example", code
    if kind == "JSONField":
        return [code] if field.default is list else {"said": code}, code
    if kind == "BinaryField":
        return code.encode(), code
    if kind == "UUIDField":
        return uuid4(), None
    if kind == "GenericIPAddressField":
        return f"2001:db8::{uuid4().hex[:4]}", None
    if kind == "DateTimeField":
        return now, None
    if kind == "DateField":
        return now.date(), None
    if kind == "TimeField":
        return now.time(), None
    return (field.get_default() if field.has_default() else 1), None


def dump() -> str:
    """Everything that stands in the database, compressed things opened."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            texts += [_opened(cell) for row in cursor.fetchall() for cell in row if cell]
    return "\n".join(texts)


def _opened(cell):
    if not isinstance(cell, bytes | memoryview):
        return str(cell)
    try:
        return zlib.decompress(bytes(cell)).decode()
    except zlib.error:
        return bytes(cell).decode("latin-1")
