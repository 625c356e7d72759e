"""From the participants of a programme to even groups, with the people behind the keys."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models import Prefetch
from django.utils import timezone

from matching.grouping import Candidate, EvenGroups, Room, Sizes, even_groups, fill_rooms
from programmes.group_names import free_names
from programmes.indicators import open_groups
from programmes.models import Group, GroupMembership, Participant, Programme, Role
from programmes.models.participant import ParticipantQuerySet


@dataclass
class Seating:
    """A group, new or there already, and who would come into it."""

    name: str
    mentors: list[Participant]
    mentees: list[Participant]
    group: Group | None = None
    sitting: list[GroupMembership] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.mentors) + len(self.mentees) + len(self.sitting)


@dataclass
class Preview:
    """What would be done, to look at before it is."""

    new: list[Seating]
    filled: list[Seating]
    left_mentors: list[Participant]
    left_mentees: list[Participant]
    advice: EvenGroups

    @property
    def fingerprint(self) -> str:
        """Changes when anybody in it comes, goes or sits elsewhere, and with sizes and names."""
        seatings = [
            (s.group and s.group.pk, s.name, [p.pk for p in s.mentors], [p.pk for p in s.mentees])
            for s in (*self.filled, *self.new)
        ]
        return sha256(repr(seatings).encode()).hexdigest()


def to_seat(programme: Programme, *, also_invited: bool) -> ParticipantQuerySet:
    """Mentors and mentees who wait for a group, and can be given to one now."""
    people = programme.participants.counted() if also_invited else programme.participants.present()
    people = people.available(timezone.localdate())
    return people.filter(role__in=[Role.MENTOR, Role.MENTEE]).without_group()


def preview(programme: Programme, *, also_invited: bool, fill_first: bool) -> Preview:
    """Everybody without a group, dealt into even groups; on wish into free seats first."""
    free = to_seat(programme, also_invited=also_invited)
    found = {who.pk: who for who in free.select_related("user", "organisation").order_by("pk")}
    mentors, mentees = (
        [Candidate(who.pk, who.organisation_id) for who in found.values() if who.role == role]
        for role in (Role.MENTOR, Role.MENTEE)
    )
    sizes = Sizes(programme.mentors_per_group, programme.mentees_min, programme.mentees_max)
    groups = _groups(programme) if fill_first else {}
    came = fill_rooms([_room(group) for group in groups.values()], mentors, mentees, sizes)
    placed = {key for pair in came.values() for side in pair for key in side}
    result = even_groups(
        [mentor for mentor in mentors if mentor.key not in placed],
        [mentee for mentee in mentees if mentee.key not in placed],
        sizes,
    )
    named = zip(free_names(programme, len(result.groups)), result.groups, strict=True)
    return Preview(
        new=[Seating(name, _of(found, a), _of(found, b)) for name, (a, b) in named],
        filled=[
            Seating(
                str(groups[key]), _of(found, a), _of(found, b), groups[key], _seats(groups[key])
            )
            for key, (a, b) in came.items()
        ],
        left_mentors=_of(found, result.left_mentors),
        left_mentees=_of(found, result.left_mentees),
        advice=result,
    )


def _of(people: dict[int, Participant], keys: list[int]) -> list[Participant]:
    return [people[key] for key in keys]


def _groups(programme: Programme) -> dict[int, Group]:
    """Groups with a free seat, with who sits in them."""
    seats = GroupMembership.objects.current().with_people().mentors_first()
    groups = open_groups(programme).prefetch_related(
        Prefetch("memberships", seats, to_attr="seats_now")
    )
    return {group.pk: group for group in groups.order_by("name", "pk")}


def _seats(group: Group) -> list[GroupMembership]:
    return group.seats_now  # type: ignore[attr-defined]


def _room(group: Group) -> Room:
    roles = [seat.role for seat in _seats(group)]
    homes: list[Hashable] = [
        s.participant.organisation_id for s in _seats(group) if s.role == Role.MENTEE
    ]
    return Room(group.pk, roles.count(Role.MENTOR), homes)
