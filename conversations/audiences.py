"""To whom a coordinator can write. Apps above register further sets of people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.models import Group, GroupMembership, Participant, Programme, Role
from programmes.modules import Module

People = QuerySet[Participant]


@dataclass(frozen=True)
class Audience:
    """Some people of a programme, told by what they have in common now.

    ``people`` narrows the participants who are in or invited, coordinators left out. ``module``
    must be switched on. ``of_group`` is one of a single group, whose people are narrowed.
    """

    key: str
    label: Any
    people: Callable[[Any, datetime], Any]
    module: Module | None = None
    of_group: bool = False


_audiences: dict[str, Audience] = {}


def register(audience: Audience) -> None:
    _audiences[audience.key] = audience


def offered(programme: Programme, group: Group | None) -> Iterator[Audience]:
    """The sets that make sense here: those of the group, or else of the whole programme."""
    for audience in _audiences.values():
        fits = audience.module is None or programme.uses(audience.module)
        if fits and audience.of_group == (group is not None):
            yield audience


def people_of(key: str, programme: Programme, group: Group | None, now: datetime) -> People:
    """The participants of a set, as they are now."""
    counted = Participant.objects.counted().listed().filter(programme=programme)
    people = counted.exclude(role=Role.COORDINATOR)
    if group is not None:
        seats = GroupMembership.objects.current().filter(group=group)
        people = people.filter(pk__in=seats.values("participant"))
    return _audiences[key].people(people, now)


def words(key: str, group: Group | None) -> Any:
    """The set in words, with the name of its group."""
    if key not in _audiences:  # no app knows it any more
        return key
    audience = _audiences[key]
    if not audience.of_group:
        return audience.label
    return audience.label % {"group": group or _("a group that is gone")}


def _in_role(role: str) -> Callable[[People, datetime], People]:
    return lambda people, now: people.filter(role=role, state=Participant.State.ACTIVE)


def _mentoring(people: People, now: datetime) -> People:
    """Those who mentor in the group, whatever their role in the programme."""
    seats = GroupMembership.objects.current().filter(role=Role.MENTOR)
    return people.filter(pk__in=seats.values("participant"), state=Participant.State.ACTIVE)


def _unseated(people: Any, now: datetime) -> People:
    return people.filter(
        role__in=[Role.MENTOR, Role.MENTEE], state=Participant.State.ACTIVE
    ).without_group()


STATE = Participant.State
for _audience in (
    Audience(
        "everybody",
        gettext_lazy("Everybody who takes part"),
        lambda people, now: people.filter(state=STATE.ACTIVE),
    ),
    Audience("mentors", gettext_lazy("All mentors"), _in_role(Role.MENTOR)),
    Audience("mentees", gettext_lazy("All who are mentored"), _in_role(Role.MENTEE)),
    Audience("teachers", gettext_lazy("All teachers"), _in_role(Role.TEACHER)),
    Audience(
        "unanswered",
        gettext_lazy("Who has not answered the invitation"),
        lambda people, now: people.filter(state=STATE.INVITED, invited_at__isnull=False),
    ),
    Audience("homeless", gettext_lazy("Who has no group"), _unseated, module=Module.GROUPS),
    Audience(
        "group",
        gettext_lazy("Everybody in %(group)s"),
        lambda people, now: people.filter(state=STATE.ACTIVE),
        of_group=True,
    ),
    Audience("group_mentors", gettext_lazy("The mentors of %(group)s"), _mentoring, of_group=True),
):
    register(_audience)
