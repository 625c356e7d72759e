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
    """Mentors in each group at most (0: peer groups), and the least and most others."""

    mentors: int
    least: int
    most: int


@dataclass
class EvenGroups:
    """The groups, and who is left over.

    ``groups`` holds pairs of mentor keys and mentee keys. ``needed_mentors`` is how many more
    mentors would seat everybody; ``needed_size`` the size that would do it with the mentors
    there are (None if no size does).
    """

    groups: list[tuple[list[int], list[int]]] = field(default_factory=list)
    left_mentors: list[int] = field(default_factory=list)
    left_mentees: list[int] = field(default_factory=list)
    needed_mentors: int = 0
    needed_size: int | None = None


def even_groups(
    mentors: Sequence[Candidate], mentees: Sequence[Candidate], sizes: Sizes
) -> EvenGroups:
    """Form as many groups as the mentors suggest and the sizes allow.

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


def _how_many(mentors: int, mentees: int, sizes: Sizes) -> int:
    """How many groups: enough for everybody, none too small, each with a mentor.

    Between those bounds as many as there are full teams of mentors.
    """
    fewest, most = ceil(mentees / sizes.most), mentees // sizes.least
    if sizes.mentors:
        most = min(most, mentors)
        wanted = mentors // sizes.mentors
    else:
        wanted = fewest
    return min(max(wanted, fewest), most)


def _mixed(people: Sequence[Candidate]) -> list[Candidate]:
    """People of one home one after the other, so that dealing them out spreads each home."""
    sizes = Counter(person.home for person in people)
    first = {person.home: place for place, person in reversed(list(enumerate(people)))}
    return sorted(people, key=lambda person: (-sizes[person.home], first[person.home]))


def _advise(result: EvenGroups, mentors: int, mentees: int, sizes: Sizes) -> None:
    if sizes.mentors:
        result.needed_mentors = max(0, ceil(mentees / sizes.most) - mentors)
    count = len(result.groups)
    result.needed_size = ceil(mentees / count) if count else None
