"""Who reads what people and organisations write about themselves."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring_platform.readers import EVERYONE, NOBODY, Readers

Rule = Callable[[Any, str], Q]
_ties: list[Rule] = []


def tie(rule: Rule) -> Rule:
    """Register a way in which people know each other; apps above add theirs.

    ``rule(person, at)`` is the condition under which ``person`` knows the user at path ``at``.
    """
    _ties.append(rule)
    return rule


@tie
def oneself(person: Any, at: str = "") -> Q:
    return Q(**{f"{at}pk": getattr(person, "pk", None)})


@tie
def of_one_organisation(person: Any, at: str = "") -> Q:
    """Admins know the people of their organisation, and are known to them."""
    rows = apps.get_model("accounts", "Affiliation").objects
    mine = rows.filter(user=person)
    led = rows.filter(organisation__in=mine.filter(role="admin").values("organisation"))
    leading = rows.filter(organisation__in=mine.values("organisation"), role="admin")
    return Q(**{f"{at}pk__in": led.values("user")}) | Q(**{f"{at}pk__in": leading.values("user")})


def _acquainted(person: Any, at: str) -> Q:
    if getattr(person, "is_staff", False):
        return EVERYONE
    known = NOBODY
    for rule in _ties:
        known |= rule(person, at)
    return known


def _in_organisation(person: Any, at: str) -> Q:
    if getattr(person, "is_staff", False):
        return EVERYONE
    mine = apps.get_model("accounts", "Affiliation").objects.filter(user=person)
    return Q(**{f"{at}pk__in": mine.values("organisation")})


ANYBODY = Readers("anybody", _("everybody."), lambda person, at: EVERYONE)
ACQUAINTED = Readers(
    "acquainted",
    _(
        "the members of your groups, those who run your programmes and organisations, "
        "and the operators."
    ),
    _acquainted,
)
ORGANISATION = Readers(
    "organisation", _("the people of this organisation, and the operators."), _in_organisation
)
