"""Of which model the key in an address is, and what a deed is called. Apps above tell both."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

_models: dict[str, str] = {}
_words: dict[str, Any] = {}


def name_models(models: Mapping[str, str]) -> None:
    """First word of an address to a model: ``{"groups": "programmes.group"}``."""
    _models.update(models)


def name_deeds(words: Mapping[str, Any]) -> None:
    """Name of a view or command to what was done, as a short phrase."""
    _words.update(words)


def model_of(route: str) -> str:
    """The model for a route; its first word where nobody has told."""
    words = [word for word in route.split("/") if word and "<" not in word]
    if words[:1] == ["admin"]:  # the library's own addresses say it in full
        return ".".join(words[1:3])
    return next((_models[word] for word in words if word in _models), words[0] if words else "")


def deed(what: str) -> Any:
    return _words.get(what) or (_("Worked in the admin") if what.startswith("admin:") else what)


def has_words(what: str) -> bool:
    return what in _words


def thing(label: str) -> str:
    """A model in words."""
    try:
        return str(apps.get_model(label)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return label


def classes(label: str, told: Mapping[str, Any]) -> list[str]:
    """Classes in words: a state by the label of its field, a count as a number."""
    return [_class(label, name, value) for name, value in told.items()]


def _class(label: str, name: str, value: Any) -> str:
    if name == "count":
        return _("number: %(count)s") % {"count": value}
    try:
        field = apps.get_model(label)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return str(value)
    if isinstance(value, bool):
        return f"{field.verbose_name}: {_('yes') if value else _('no')}"  # type: ignore[union-attr]
    choices = dict(getattr(field, "flatchoices", []))
    return ", ".join(str(choices.get(one, one)) for one in str(value).split("|"))
