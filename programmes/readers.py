"""Who reads what is written in a programme. Each rule is the query itself.

``at`` leads from the row with the text to its programme or group.
"""

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from mentoring_platform.readers import EVERYONE, Readers


def coordinating(person: User, at: str = "") -> Q:
    """Programmes in which the person is a coordinator now."""
    held = apps.get_model("programmes", "Participant").objects.present()
    held = held.filter(user=person, role="coordinator")
    return Q(**{f"{at}pk__in": held.values("programme")})


def coordinates(person: User) -> bool:
    held = apps.get_model("programmes", "Participant").objects.present()
    return bool(held.filter(user=person, role="coordinator").exists())


def in_programme(person: User, at: str = "") -> Q:
    """Programmes in which the person takes part now, in whatever role."""
    held = apps.get_model("programmes", "Participant").objects.present().filter(user=person)
    return Q(**{f"{at}pk__in": held.values("programme")})


def in_group(person: User, at: str = "") -> Q:
    """Groups the person is a member of now; a seat that waits for a yes shows nothing yet."""
    seats = apps.get_model("programmes", "GroupMembership").objects.of_present()
    return Q(**{f"{at}pk__in": seats.filter(participant__user=person).values("group")})


def together(person: User, at: str = "") -> Q:
    """People of one's groups, of programmes one coordinates, and one's own coordinators."""
    people = apps.get_model("programmes", "Participant").objects
    seats = apps.get_model("programmes", "GroupMembership").objects.current()
    grouped = seats.filter(in_group(person, "group__"))
    led = people.filter(coordinating(person, "programme__"))
    leading = people.present().filter(in_programme(person, "programme__"), role="coordinator")
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
