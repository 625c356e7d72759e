"""Even groups: everybody once, sizes within bounds, homes mixed. No database, no chance.

This is the simple way of forming groups. It looks at sizes and home organisations only, and
says how many people it had to leave and why.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from math import ceil


@dataclass(frozen=True)
class Candidate:
    """Somebody who needs a group; ``home`` is what should be mixed (an organisation)."""

    key: int
    home: Hashable = None


@dataclass(frozen=True)
class Sizes:
    """Mentors in each group at most (0: peer groups), and the least and most others.

    ``largest`` is the most others that any setting allows.
    """

    mentors: int
    least: int
    most: int
    largest: int = 50


@dataclass
class Room:
    """A group that is there already, with the homes of those who sit in it."""

    key: int
    mentors: int
    homes: list[Hashable]


@dataclass
class EvenGroups:
    """The groups, and who is left over.

    ``groups`` holds pairs of mentor keys and mentee keys. If mentees are left over, each of
    these alone would seat everybody (0 if it cannot): ``needed_mentors`` more mentors, up to
    ``needed_most`` mentees in a group, or groups of as few as ``needed_least``.
    """

    groups: list[tuple[list[int], list[int]]] = field(default_factory=list)
    left_mentors: list[int] = field(default_factory=list)
    left_mentees: list[int] = field(default_factory=list)
    needed_mentors: int = 0
    needed_most: int = 0
    needed_least: int = 0


def even_groups(
    mentors: Sequence[Candidate], mentees: Sequence[Candidate], sizes: Sizes
) -> EvenGroups:
    """Seat as many mentees as the sizes allow, then as many mentors, in the fewest groups.

    Sizes of groups differ by one at most. The same people give the same groups. If not
    everybody fits, those who came first have a seat.
    """
    count = _how_many(len(mentors), len(mentees), sizes)
    seated = min(len(mentees), count * sizes.most)
    leading = min(len(mentors), count * sizes.mentors)
    result = EvenGroups(
        groups=[([], []) for _ in range(count)],
        left_mentors=[mentor.key for mentor in mentors[leading:]],
        left_mentees=[mentee.key for mentee in mentees[seated:]],
    )
    for place, mentor in enumerate(_mixed(mentors[:leading])):
        result.groups[place % count][0].append(mentor.key)
    for place, mentee in enumerate(_mixed(mentees[:seated])):
        result.groups[-1 - place % count][1].append(mentee.key)
    if result.left_mentees:
        _advise(result, len(mentors), len(mentees), sizes)
    return result


def fill_rooms(
    rooms: Sequence[Room], mentors: Sequence[Candidate], mentees: Sequence[Candidate], sizes: Sizes
) -> dict[int, tuple[list[int], list[int]]]:
    """Free seats of groups that are there already: room key to mentor keys and mentee keys.

    Mentors go where there is none. Each mentee goes to the smallest group with a mentor, of
    several equally small ones to that with the fewest people of the same home.
    """
    filled: dict[int, tuple[list[int], list[int]]] = {room.key: ([], []) for room in rooms}
    if sizes.mentors:
        leaderless = [room for room in rooms if not room.mentors]
        for room, mentor in zip(leaderless, mentors, strict=False):
            filled[room.key][0].append(mentor.key)
        rooms = [room for room in rooms if room.mentors or filled[room.key][0]]
    homes = {room.key: list(room.homes) for room in rooms}
    for mentee in mentees:
        key = min(
            homes, key=lambda key: (len(homes[key]), homes[key].count(mentee.home)), default=None
        )
        if key is None or len(homes[key]) >= sizes.most:
            break
        homes[key].append(mentee.home)
        filled[key][1].append(mentee.key)
    return {key: people for key, people in filled.items() if people[0] or people[1]}


def _how_many(mentors: int, mentees: int, sizes: Sizes) -> int:
    """How many groups: enough for everybody, none too small, each with a mentor."""
    fewest, most = ceil(mentees / sizes.most), mentees // sizes.least
    if sizes.mentors:
        most = min(most, mentors)
        fewest = max(fewest, ceil(mentors / sizes.mentors))
    return min(fewest, most)


def _mixed(people: Sequence[Candidate]) -> list[Candidate]:
    """People of one home one after the other, so that dealing them out spreads each home."""
    sizes = Counter(person.home for person in people)
    first = {person.home: place for place, person in reversed(list(enumerate(people)))}
    return sorted(people, key=lambda person: (-sizes[person.home], first[person.home]))


def _advise(result: EvenGroups, mentors: int, mentees: int, sizes: Sizes) -> None:
    """What one change would seat everybody."""
    wanted = ceil(mentees / sizes.most)
    if sizes.mentors and mentors < wanted <= mentees // sizes.least:
        result.needed_mentors = wanted - mentors
    most = min(mentees // sizes.least, mentors) if sizes.mentors else mentees // sizes.least
    if most and ceil(mentees / most) <= sizes.largest:
        result.needed_most = ceil(mentees / most)
    if not sizes.mentors or wanted <= mentors:
        result.needed_least = mentees // wanted
