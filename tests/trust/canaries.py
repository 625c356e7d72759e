"""A code in every text of every row, and who may read it: the rule that the field names itself."""

import re
from collections import deque
from dataclasses import dataclass
from itertools import count

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.models import Affiliation, Organisation, User
from mentoring_platform.readers import Readers
from programmes import importing
from programmes.models import Group, Participant, PeopleImport, Programme, Role
from programmes.readers import coordinating, in_programme

CODE = re.compile(rb"q\d{5}z")
APPS = (
    "accounts", "notifications", "privacy", "programmes", "reminders", "conversations", "matching",
    "meetings", "quality_criteria", "quality_carpet",
)  # fmt: skip
READ_BY_CODE = {  # not words of people: the platform itself reads them
    "password", "time_zone", "zone", "kind", "key", "pseudonym", "digest", "default_role", "token",
    "question", "purpose_key", "hash", "event", "preset", "audience",
}  # fmt: skip
SUBJECTS = {  # of which object a rule speaks; the path from the row to it is looked for
    "acquainted": User,
    "organisation": Organisation,
    "coordinators": Programme,
    "addressed": Programme,
    "group": Group,
    "group_and_operators": Group,
    "group_and_coordinators": Group,
}


@dataclass(frozen=True)
class Canary:
    model: type[models.Model]
    pk: int
    field: models.Field

    def __str__(self):
        return f"{self.model.__name__}.{self.field.name}"


def _text_fields(model):
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, (models.CharField, models.TextField, models.JSONField))
        if is_text and not field.choices and field.name not in READ_BY_CODE:
            yield field


def plant():
    """Write a code into every text of every row; code to what it stands for."""
    planted, numbers = {}, count(10000)
    for model in _models():
        fields = list(_text_fields(model))
        rows = list(model._base_manager.all())
        for row in rows:
            for field in fields:
                code = f"q{next(numbers)}z"
                if _write(row, field, code):
                    planted[code.encode()] = Canary(model, row.pk, field)
        if fields and rows:
            model._base_manager.bulk_update(rows, [field.name for field in fields])
    return planted | _planted_lists(numbers)


def _models():
    for label in APPS:
        yield from apps.get_app_config(label).get_models()


def _write(row, field, code):
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        told = _into(value, code)
        setattr(row, field.attname, told)
        return told != value
    if isinstance(field, models.EmailField) or field.name == "to":
        code = f"{code}@lakeland.example"
    elif isinstance(field, models.URLField):
        code = f"https://{code}.example/"
    setattr(row, field.attname, code)
    return True


def _into(value, code):
    """The same structure with the code in place of what people have typed into it."""
    if isinstance(value, dict):
        return {key: _into(one, code) for key, one in value.items()}
    if isinstance(value, list):
        return [_into(one, code) for one in value]
    is_typed = isinstance(value, str) and re.search(r"[\s@]", value)
    return code if is_typed else value


def _planted_lists(numbers):
    """Lists that coordinators have pasted: they are compressed, so they are pasted anew."""
    planted = {}
    for old in PeopleImport.objects.select_related("programme", "by").order_by("programme", "pk"):
        if PeopleImport.objects.filter(programme=old.programme, state="ready").exists():
            continue
        good, faulty = (f"q{next(numbers)}z" for _row in range(2))
        new = PeopleImport.take(
            programme=old.programme,
            by=old.by,
            default_role="mentee",
            text=f"Name\tMail\n{good}\t{good}@lakeland.example\n{faulty}\tno address\n",
        )
        importing.check(new)
        source = PeopleImport._meta.get_field("source")
        planted |= {code.encode(): Canary(PeopleImport, new.pk, source) for code in (good, faulty)}
    return planted


class Audience:
    """Which codes a person may read; None is somebody who is signed out."""

    def __init__(self, planted):
        self.by_column = {}
        for code, canary in planted.items():
            column = self.by_column.setdefault((canary.model, canary.field), {})
            column[canary.pk, code] = code

    def codes_for(self, person):
        readable = set()
        for (model, field), column in self.by_column.items():
            keys = self._rows(model, field, person)
            readable |= {code for (pk, code) in column if pk in keys}
        return readable

    def _rows(self, model, field, person):
        rows = model._base_manager.all()
        readers = getattr(field, "readers", None)
        if readers is not None:
            if person is None and readers.key not in {"anybody", "public"}:
                return set()
            return _keys(rows.filter(_rule(readers, model, person)))
        if person is None:
            return set()
        if (model, field.name) in PLAIN:
            return _keys(rows.filter(PLAIN[model, field.name](person)))
        if hasattr(model._default_manager, "visible_to"):
            return _keys(model._default_manager.visible_to(person))
        return _keys(rows if person.is_staff else rows.none())


def _keys(rows):
    return set(rows.order_by().values_list("pk", flat=True))


def _rule(readers: Readers, model, person):
    subject = SUBJECTS.get(readers.key)
    return readers.rows(person, path_to(subject, model) if subject else "")


def path_to(subject, model):
    """The shortest way from a row to the object that a rule speaks of: ``"meeting__group__"``."""
    waiting = deque([(model, "")])
    while waiting:
        at, path = waiting.popleft()
        if at is subject:
            return path
        if path.count("__") < 4:
            relations = (f for f in at._meta.concrete_fields if isinstance(f, models.ForeignKey))
            waiting.extend((f.related_model, f"{path}{f.name}__") for f in relations)
    raise LookupError(f"{model.__name__} leads to no {subject.__name__}")


def _address(person):
    """An address is known to the person, to those who organise their mentoring, to operators;
    that of coordinators and admins to those for whom they are there."""
    if person.is_staff:
        return Q()
    mine, admin = Affiliation.objects.filter(user=person), Q(role=Affiliation.Role.ADMIN)
    mates = Affiliation.objects.filter(organisation__in=mine.filter(admin).values("organisation"))
    mates |= Affiliation.objects.filter(admin, organisation__in=mine.values("organisation"))
    led = Participant.objects.filter(coordinating(person, "programme__"))
    leading = Participant.objects.present().filter(in_programme(person, "programme__"))
    known = led | leading.filter(role=Role.COORDINATOR)
    return Q(pk=person.pk) | Q(pk__in=mates.values("user")) | Q(pk__in=known.values("user"))


PLAIN = {(User, "email"): _address}
"""Rules for columns without ``readers``; other ones follow ``visible_to``, or are for operators."""
