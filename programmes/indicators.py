"""Figures about the people and groups of a programme. One definition each."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from programmes.models import Group, Participant, Programme, Role

PState = Participant.State


def people_counts(programme: Programme) -> dict[str, int]:
    """People by where they stand; somebody with two roles counts twice. One query.

    ``active`` have joined, ``invited`` not yet; ``mentors`` and ``mentees`` have joined in that
    role; ``homeless`` are mentors and mentees who have joined and sit in no group.
    """
    active = Q(state=PState.ACTIVE)
    seated = Q(memberships__ended_at=None, memberships__isnull=False)
    grouped = active & Q(role__in=[Role.MENTOR, Role.MENTEE])
    found = programme.participants.exclude(role=Role.COORDINATOR).aggregate(
        active=Count("pk", filter=active, distinct=True),
        invited=Count("pk", filter=Q(state=PState.INVITED), distinct=True),
        mentors=Count("pk", filter=active & Q(role=Role.MENTOR), distinct=True),
        mentees=Count("pk", filter=active & Q(role=Role.MENTEE), distinct=True),
        in_groups=Count("pk", filter=grouped, distinct=True),
        seated=Count("pk", filter=grouped & seated, distinct=True),
    )
    return {**found, "homeless": found["in_groups"] - found["seated"]}


def with_sizes(groups: "QuerySet[Group]") -> "QuerySet[Any]":
    """Groups with how many ``mentors`` and ``mentees`` sit in them now."""
    seated = Q(memberships__ended_at=None, memberships__isnull=False)
    return groups.annotate(
        mentors=Count("memberships", filter=seated & Q(memberships__role=Role.MENTOR)),
        mentees=Count("memberships", filter=seated & Q(memberships__role=Role.MENTEE)),
    )


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


def group_counts(programme: Programme) -> dict[str, int]:
    """Open groups by size. One query."""
    groups = with_sizes(programme.groups.exclude(state=Group.State.CLOSED))
    counts = {name or "all": Count("pk", filter=q) for name, q in size_conditions().items()}
    found = groups.aggregate(**counts)
    return {"" if name == "all" else name: count for name, count in found.items()}
