"""Who reads what is written in a programme. Each rule is the query itself.

A rule asks of each row whether the person has a seat there, and does not gather all seats of the
person first: fifty rows cost fifty looks into an index, however much somebody takes part in.

``at`` leads from the row with the text to its programme or group.
"""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from mentoring_platform.readers import EVERYONE, Readers


def _held(person: User) -> QuerySet[Any]:
    held: QuerySet[Any] = apps.get_model("programmes", "Participant").objects.present()
    return held.filter(user=person)


def _seats(person: User) -> QuerySet[Any]:
    seats: QuerySet[Any] = apps.get_model("programmes", "GroupMembership").objects.of_present()
    return seats.filter(participant__user=person)


def coordinating(person: User, at: str = "") -> Q:
    """Programmes in which the person is a coordinator now."""
    held = _held(person).filter(role="coordinator")
    return Q(Exists(held.filter(programme=OuterRef(f"{at}pk"))))


def coordinates(person: User) -> bool:
    return bool(_held(person).filter(role="coordinator").exists())


def in_programme(person: User, at: str = "") -> Q:
    """Programmes in which the person takes part now, in whatever role."""
    return Q(Exists(_held(person).filter(programme=OuterRef(f"{at}pk"))))


def in_group(person: User, at: str = "") -> Q:
    """Groups the person is a member of now; a seat that waits for a yes shows nothing yet."""
    return Q(Exists(_seats(person).filter(group=OuterRef(f"{at}pk"))))


def together(person: User, at: str = "") -> Q:
    """People of one's groups, of programmes one coordinates, and one's own coordinators."""
    people = apps.get_model("programmes", "Participant").objects
    seats = apps.get_model("programmes", "GroupMembership").objects.current()
    held = _held(person)
    grouped = seats.filter(group__in=_seats(person).values("group"))
    led = people.filter(programme__in=held.filter(role="coordinator").values("programme"))
    leading = people.present().filter(programme__in=held.values("programme"), role="coordinator")
    return (
        Q(**{f"{at}pk__in": grouped.values("participant__user")})
        | Q(**{f"{at}pk__in": led.values("user")})
        | Q(**{f"{at}pk__in": leading.values("user")})
    )


def led_by(organisations: QuerySet[Organisation]) -> Q:
    """What tells of a programme that one of these organisations leads."""
    led = apps.get_model("programmes", "Partner").objects.filter(
        is_lead=True, organisation__in=organisations.values("pk")
    )
    return Q(programme__in=led.values("programme"))


PUBLIC = Readers(
    "public", _("everybody who has the link to the programme."), lambda person, at: EVERYONE
)
COORDINATORS = Readers("coordinators", _("the coordinators of this programme."), coordinating)
GROUP = Readers("group", _("the members of the group, nobody else."), in_group)
GROUP_AND_OPERATORS = Readers(
    "group_and_operators",
    _("the members of the group and the operators."),
    lambda person, at: EVERYONE if getattr(person, "is_staff", False) else in_group(person, at),
)
GROUP_AND_COORDINATORS = Readers(
    "group_and_coordinators",
    _("the members of the group and the coordinators of the programme."),
    lambda person, at: in_group(person, at) | coordinating(person, f"{at}programme__"),
)
