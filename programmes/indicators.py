"""Figures about the people and groups of a programme. One definition each; every list that a
figure opens uses the same one."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mentoring_platform.figures import Counts
from programmes.models import Group, GroupMembership, Participant, Programme, Role

State = Participant.State
SMALL = Q(mentees__lt=F("programme__mentees_min")) | Q(
    mentors=0, programme__mentors_per_group__gt=0
)


def people_figures(programme: Programme) -> "tuple[QuerySet[Participant], Counts]":
    """Somebody with two roles counts twice, as in the list of people.

    ``active`` take part, ``invited`` have not answered yet; ``asked`` are both without the
    coordinators; ``homeless`` are mentors and mentees who take part and sit in no group.
    """
    active, invited = Q(state=State.ACTIVE), Q(state=State.INVITED)
    grouped = Q(role__in=[Role.MENTOR, Role.MENTEE])
    seated = Exists(GroupMembership.objects.current().filter(participant=OuterRef("pk")))
    return programme.participants.listed(), {
        "active": Count("pk", filter=active),
        "invited": Count("pk", filter=invited),
        "asked": Count("pk", filter=(active | invited) & ~Q(role=Role.COORDINATOR)),
        "homeless": Count("pk", filter=active & grouped & Q(~seated)),
    }


def people_counts(programme: Programme) -> dict[str, int]:
    people, counts = people_figures(programme)
    return people.aggregate(**counts)


def _seated(role: str) -> Coalesce:
    seats = GroupMembership.objects.current().filter(group=OuterRef("pk"), role=role)
    counted = seats.order_by().values("group").annotate(seats=Count("pk")).values("seats")
    return Coalesce(Subquery(counted), 0)


def with_sizes(groups: "QuerySet[Group]") -> "QuerySet[Any]":
    """Groups with how many ``mentors`` and ``mentees`` sit in them now."""
    return groups.annotate(mentors=_seated(Role.MENTOR), mentees=_seated(Role.MENTEE))


def open_groups(programme: Programme) -> "QuerySet[Any]":
    """Groups that are not closed, with their sizes."""
    return with_sizes(programme.groups.exclude(state=Group.State.CLOSED))


def size_conditions(programme: Programme) -> dict[str, Q]:
    """Small: without a mentor or under the least number. Full: no seat left. Over: too large."""
    mentors, most = programme.mentors_per_group, programme.mentees_max
    return {
        "": Q(),
        "small": SMALL,
        "full": Q(mentees__gte=most, mentors__gte=mentors),
        "over": Q(mentees__gt=most) | Q(mentors__gt=mentors),
    }


def group_figures(programme: Programme) -> "tuple[QuerySet[Any], Counts]":
    """Open groups: ``all`` of them, and those that are ``small``."""
    small = size_conditions(programme)["small"]
    return open_groups(programme), {"all": Count("pk"), "small": Count("pk", filter=small)}


def group_counts(programme: Programme) -> dict[str, int]:
    """Open groups by size; "" counts all of them."""
    conditions = size_conditions(programme)
    counts = {name or "all": Count("pk", filter=q) for name, q in conditions.items()}
    found = open_groups(programme).aggregate(**counts)
    return {"" if name == "all" else name: count for name, count in found.items()}
