"""Whom a reminder can address. An audience is a join from the thing to people, nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import available_at
from programmes.models import Participant, Role

MEMBERS = (Role.MENTOR, Role.MENTEE)


@dataclass(frozen=True)
class Audience:
    """Some people of a group or a programme, told by their role there.

    Who pauses, has left, is suspended or has restricted the account is in none.
    """

    key: str
    label: Any  # completes "Two days after …:"
    reason: Any  # one sentence of the mail: why it came
    roles: tuple[str, ...] = tuple(Role)
    in_group: bool = False

    def of_groups(self, things: QuerySet[Any], group: str = "group__") -> QuerySet[Any]:
        """The things once for each person; ``group`` leads from a thing to its group."""
        if not self.in_group:
            return self.of_programmes(things, f"{group}programme__")
        seats = f"{group}memberships"
        open_seat = Q(**{f"{seats}__ended_at": None, f"{seats}__role__in": self.roles})
        seated = things.alias(seat=FilteredRelation(seats, condition=open_seat))
        may_be_told = available_at("seat__participant__user__", timezone.localdate())
        seated = seated.filter(may_be_told, seat__participant__state=Participant.State.ACTIVE)
        return seated.annotate(to_person=F("seat__participant__user"))

    def of_programmes(self, things: QuerySet[Any], programme: str) -> QuerySet[Any]:
        """The same over everybody of the programme who is in now."""
        people = f"{programme}participants"
        present = Q(
            **{f"{people}__state": Participant.State.ACTIVE, f"{people}__role__in": self.roles}
        )
        held = things.alias(held=FilteredRelation(people, condition=present))
        may_be_told = available_at("held__user__", timezone.localdate())
        return held.filter(may_be_told).annotate(to_person=F("held__user"))


GROUP_WHY = _("You get this because you are a member of a group of “%(programme)s”.")
PROGRAMME_WHY = _("You get this because you take part in “%(programme)s”.")
COORDINATOR_WHY = _("You get this because you coordinate “%(programme)s”.")

AUDIENCES: Mapping[str, Audience] = {
    audience.key: audience
    for audience in (
        Audience("members", _("to all members"), GROUP_WHY, MEMBERS, in_group=True),
        Audience("mentors", _("to its mentors"), GROUP_WHY, (Role.MENTOR,), in_group=True),
        Audience("mentees", _("to those mentored"), GROUP_WHY, (Role.MENTEE,), in_group=True),
        Audience("everyone", _("to everybody who takes part"), PROGRAMME_WHY),
        Audience("all_mentors", _("to all mentors"), PROGRAMME_WHY, (Role.MENTOR,)),
        Audience("all_mentees", _("to all who are mentored"), PROGRAMME_WHY, (Role.MENTEE,)),
        Audience("coordinators", _("to the coordinators"), COORDINATOR_WHY, (Role.COORDINATOR,)),
        Audience(
            "invited",
            _("to those invited"),
            _("You get this because a coordinator of “%(programme)s” added your address."),
        ),
    )
}
