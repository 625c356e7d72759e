"""What a field knows about a person, said once, beside the field.

A free text says it with ``privacy=``; the other columns of a row follow the model, which says it
with ``@personal(…)``. Register of processing, privacy notice, export, erasure and retention are
made from these declarations; a field without one fails a test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model, Q, TextChoices
from django.utils.translation import gettext_lazy as _

AnyModel = TypeVar("AnyModel", bound=type[Model])
Whose = str | Callable[[Any], Q]


class Basis(TextChoices):
    """On what ground the law lets us keep it (GDPR, article 6)."""

    SERVICE = "service", _("Needed for the mentoring you take part in (6.1 b)")
    PUBLIC_TASK = "public_task", _("Task of the school that runs the programme (6.1 e)")
    INTEREST = "interest", _("Safe running of the platform (6.1 f)")
    DUTY = "duty", _("Required by law (6.1 c)")
    CONSENT = "consent", _("Your consent (6.1 a)")


class Erasure(TextChoices):
    """What becomes of it when the person has everything erased."""

    ROW = "row", _("Deleted")
    CONTENT = "content", _("Emptied; an empty record stays")
    FORMER = "former", _("“Former participant” stands in its place")
    KEPT = "kept", _("Stays")


@dataclass(frozen=True)
class Retention:
    """How long something is kept. Without a ``rule``: as long as the account.

    ``rule(clock, now)`` is the condition under which a row's time is over; ``clock`` leads from
    the row to what the rule speaks of. Then the row is deleted, or, if ``empties``, only what
    is personal in it.
    """

    key: str
    sentence: Any
    rule: Callable[[str, datetime], Q] | None = None
    empties: bool = False


WITH_ACCOUNT = Retention("account", _("as long as your account"))


def days(number: int, sentence: Any) -> Retention:
    """So many days from the moment in the column ``clock``."""

    def over(clock: str, now: datetime) -> Q:
        return Q(**{f"{clock}__lt": now - timedelta(days=number)})

    return Retention(f"days-{number}", sentence, over)


@dataclass(frozen=True)
class Privacy:
    """One sort of personal data. ``what`` and ``purpose`` are words for the privacy notice.

    ``whose`` leads from the row to the person if not where the model says. ``why_kept`` is
    needed with KEPT: it tells people why erasure leaves this.
    """

    key: str
    what: Any
    purpose: Any
    basis: Basis
    retention: Retention = WITH_ACCOUNT
    erasure: Erasure = Erasure.ROW
    export: bool = True
    why_kept: Any = ""
    whose: Whose = ""

    def of(self, whose: Whose) -> "Privacy":
        return replace(self, whose=whose)


@dataclass(frozen=True)
class Impersonal:
    """Says nothing about a person, and why not."""

    reason: Any


Said = Privacy | Impersonal


@dataclass(frozen=True)
class Declaration:
    """A column, what was said about it, and how a row leads to the person and to its age."""

    model: type[Model]
    field: "Field[Any, Any]"
    privacy: Privacy
    whose: Whose
    clock: str

    def rows_of(self, person: Any) -> Q:
        if callable(self.whose):
            return self.whose(person)
        return Q(**{self.whose: person.pk})

    @property
    def is_person(self) -> bool:
        """Whether the column itself leads to the person."""
        return self.field.name == self.whose


@dataclass(frozen=True)
class _OfModel:
    default: Said
    of: Whose
    clock: str
    fields: dict[str, Said]


_models: dict[type[Model], _OfModel] = {}


def personal(
    default: Said, *, of: Whose = "", clock: str = "", **fields: Said
) -> Callable[[AnyModel], AnyModel]:
    """What the columns of a model hold, unless a column says it for itself.

    ``of`` is the path from a row to the person, or their condition; a relation to a person is
    always about that person. ``clock`` is the path that retention looks at. Models of libraries
    are declared by ``personal(…)(TheModel)``.
    """

    def declare(model: AnyModel) -> AnyModel:
        _models[model] = _OfModel(default, of, clock, fields)
        return model

    return declare


def declarations(*, of_model: type[Model] | None = None) -> Iterator[Declaration]:
    """Every column that holds personal data, model by model."""
    for model in [of_model] if of_model else _all_models():
        for field in columns(model):
            said = _said(model, field)
            if isinstance(said, Privacy):
                known = _models.get(model)
                whose = _whose(field, said, known.of if known else "")
                yield Declaration(model, field, said, whose, known.clock if known else "")


def undeclared(*models: type[Model]) -> list[str]:
    """Columns nobody has said anything about, or too little to act on; of all models if none."""
    faults = []
    for model in models or _all_models():
        for field in columns(model):
            if fault := _fault(model, field):
                faults.append(f"{model._meta.label}.{field.name} {fault}")
    return faults


def default_of(model: type[Model]) -> Said | None:
    return _models[model].default if model in _models else None


def columns(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns in which something can stand; a key that the database counts up is none."""
    counted = {"BigAutoField", "AutoField"}
    own = [f for f in model._meta.concrete_fields if f.get_internal_type() not in counted]
    return [*own, *model._meta.many_to_many]


def _all_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=False) if model._meta.managed]


def _said(model: type[Model], field: "Field[Any, Any]") -> Said | None:
    own: Said | None = getattr(field, "privacy", None)
    if own or _types_freely(field):
        return own
    known = _models.get(model)
    return known.fields.get(field.name, known.default) if known else None


def _types_freely(field: "Field[Any, Any]") -> bool:
    """Whether people write into it what they like: then it answers for itself."""
    return hasattr(field, "readers") and not field.choices


def _leads_to_a_person(field: "Field[Any, Any]") -> bool:
    related = field.related_model
    return related is not None and related._meta.label == settings.AUTH_USER_MODEL


def _whose(field: "Field[Any, Any]", said: Privacy, of: Whose) -> Whose:
    if said.whose:
        return said.whose
    return field.name if _leads_to_a_person(field) else of


def _fault(model: type[Model], field: "Field[Any, Any]") -> str:
    said = _said(model, field)
    if said is None:
        return "declares no privacy"
    if isinstance(said, Impersonal):
        return "leads to a person" if _leads_to_a_person(field) else ""
    known = _models.get(model)
    if known is None or not _whose(field, said, known.of):
        return "does not say whose it is"
    if said.retention.rule and not known.clock:
        return "has no clock for its retention"
    if said.erasure == Erasure.FORMER and _types_freely(field):
        return "is free text, which stays readable under a former participant"
    if said.erasure == Erasure.KEPT and not said.why_kept:
        return "does not say why it is kept"
    return ""
