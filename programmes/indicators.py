"""Figures about the people and groups of a programme. One definition each; every list that a
figure opens uses the same one."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mentoring_platform import figures
from programmes.models import Group, GroupMembership, Participant, Programme, Role

State = Participant.State


def _people() -> dict[str, Count]:
    """Somebody with two roles counts twice, as in the list of people.

    ``active`` take part, ``invited`` have not answered yet; ``asked`` are both without the
    coordinators; ``homeless`` are mentors and mentees who take part and sit in no group.
    """
    active, invited = Q(state=State.ACTIVE), Q(state=State.INVITED)
    seated = Exists(GroupMembership.objects.current().filter(participant=OuterRef("pk")))
    return {
        "active": Count("pk", filter=active),
        "invited": Count("pk", filter=invited),
        "asked": Count("pk", filter=(active | invited) & ~Q(role=Role.COORDINATOR)),
        "homeless": Count("pk", filter=active & Q(~seated, role__in=[Role.MENTOR, Role.MENTEE])),
    }


def people_column() -> Subquery:
    return figures.column(Participant.objects.all(), _people(), per="programme")


def people_counts(programme: Programme) -> dict[str, int]:
    return programme.participants.aggregate(**_people())


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


def size_conditions() -> dict[str, Q]:
    """Small: without a mentor or under the least number. Full: no seat left. Over: too large."""
    return {
        "": Q(),
        "small": Q(mentees__lt=F("programme__mentees_min"))
        | Q(mentors=0, programme__mentors_per_group__gt=0),
        "full": Q(
            mentees__gte=F("programme__mentees_max"), mentors__gte=F("programme__mentors_per_group")
        ),
        "over": Q(mentees__gt=F("programme__mentees_max"))
        | Q(mentors__gt=F("programme__mentors_per_group")),
    }


def _groups() -> dict[str, Count]:
    return {name or "all": Count("pk", filter=q) for name, q in size_conditions().items()}


def groups_column() -> Subquery:
    groups = with_sizes(Group.objects.exclude(state=Group.State.CLOSED))
    return figures.column(groups, _groups(), per="programme")


def group_counts(programme: Programme) -> dict[str, int]:
    """Open groups by size; "" counts all of them."""
    found = open_groups(programme).aggregate(**_groups())
    return {"" if name == "all" else name: count for name, count in found.items()}
