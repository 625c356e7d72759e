"""Even groups against what anybody can count, for whatever people and sizes."""

from collections import Counter
from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.grouping import Candidate, Room, Sizes, even_groups, fill_rooms


@st.composite
def sizes(draw):
    least = draw(st.integers(1, 6))
    return Sizes(draw(st.integers(0, 3)), least, draw(st.integers(least, 8)))


def people(most, start=0):
    homes = st.lists(st.sampled_from(["Lakeland", "Kvarken", "Koillinen", None]), max_size=most)
    return homes.map(lambda drawn: [Candidate(start + k, home) for k, home in enumerate(drawn)])


MENTORS, MENTEES = people(14, start=1000), people(60)


def most_seats(mentors, mentees, sizes):
    """The bound, counted by trying every number of groups."""
    possible = range(mentees + 1) if not sizes.mentors else range(min(mentors, mentees) + 1)
    return max(
        min(mentees, count * sizes.most) for count in possible if count * sizes.least <= mentees
    )


@given(MENTORS, MENTEES, sizes())
def test_everybody_is_placed_once_or_left_over(mentors, mentees, sizes):
    result = even_groups(mentors, mentees, sizes)

    leading = [key for group in result.groups for key in group[0]] + result.left_mentors
    mentored = [key for group in result.groups for key in group[1]] + result.left_mentees
    assert sorted(leading) == [mentor.key for mentor in mentors]
    assert sorted(mentored) == [mentee.key for mentee in mentees]


@given(MENTORS, MENTEES, sizes())
def test_sizes_are_within_bounds_and_even(mentors, mentees, sizes):
    groups = even_groups(mentors, mentees, sizes).groups

    leading = [len(group[0]) for group in groups]
    mentored = [len(group[1]) for group in groups]
    assert all(sizes.least <= size <= sizes.most for size in mentored)
    assert all(min(sizes.mentors, 1) <= size <= sizes.mentors for size in leading)
    assert max(mentored, default=0) - min(mentored, default=0) <= 1
    assert max(leading, default=0) - min(leading, default=0) <= 1


@given(MENTORS, MENTEES, sizes())
def test_as_many_mentees_sit_as_can_sit_at_all(mentors, mentees, sizes):
    result = even_groups(mentors, mentees, sizes)

    seated = sum(len(group[1]) for group in result.groups)
    assert seated == most_seats(len(mentors), len(mentees), sizes)


@given(MENTORS, MENTEES, sizes())
def test_a_mentor_is_left_only_if_no_further_group_could_be_formed(mentors, mentees, sizes):
    result = even_groups(mentors, mentees, sizes)

    if result.left_mentors and sizes.mentors:
        assert all(len(group[0]) == sizes.mentors for group in result.groups)
        assert (len(result.groups) + 1) * sizes.least > len(mentees)


@given(MENTORS, MENTEES, sizes())
def test_every_home_is_spread_over_the_groups(mentors, mentees, sizes):
    groups = even_groups(mentors, mentees, sizes).groups

    home = {person.key: person.home for person in (*mentors, *mentees)}
    for side in (0, 1):
        per_group = [Counter(home[key] for key in group[side]) for group in groups]
        for name in set(home.values()):
            counts = [counted[name] for counted in per_group]
            assert not counts or max(counts) - min(counts) <= 1


@given(MENTORS, MENTEES, sizes())
def test_the_same_people_give_the_same_groups(mentors, mentees, sizes):
    assert even_groups(mentors, mentees, sizes) == even_groups(mentors, mentees, sizes)


@given(MENTORS, MENTEES, sizes())
def test_each_advice_alone_seats_everybody(mentors, mentees, sizes):
    """The advice is tried out, and it is the smallest change that does it."""
    result = even_groups(mentors, mentees, sizes)
    more = [*mentors, *(Candidate(2000 + k) for k in range(result.needed_mentors))]

    if result.needed_mentors:
        assert even_groups(more, mentees, sizes).left_mentees == []
        assert even_groups(more[:-1], mentees, sizes).left_mentees != []
    if result.needed_most:
        wider = replace(sizes, most=result.needed_most)
        narrower = replace(sizes, most=result.needed_most - 1)
        assert even_groups(mentors, mentees, wider).left_mentees == []
        assert even_groups(mentors, mentees, narrower).left_mentees != []
    if result.needed_least:
        lower = replace(sizes, least=result.needed_least)
        assert even_groups(mentors, mentees, lower).left_mentees == []
        higher = replace(sizes, least=result.needed_least + 1)
        assert even_groups(mentors, mentees, higher).left_mentees != []


@given(MENTORS, MENTEES, sizes())
def test_there_is_advice_only_where_somebody_is_left(mentors, mentees, sizes):
    result = even_groups(mentors, mentees, sizes)

    advice = result.needed_mentors or result.needed_most or result.needed_least
    assert not advice or result.left_mentees
    assert advice or not result.left_mentees or not mentors


@pytest.mark.parametrize(
    ("mentors", "mentees", "sizes", "formed", "left"),
    [
        (12, 12, Sizes(1, 1, 1), [(1, 1)] * 12, (0, 0)),
        (3, 5, Sizes(1, 1, 1), [(1, 1)] * 3, (0, 2)),
        (4, 10, Sizes(2, 3, 5), [(2, 5), (2, 5)], (0, 0)),
        (5, 13, Sizes(2, 3, 5), [(2, 4), (2, 4), (1, 5)], (0, 0)),
        (0, 11, Sizes(0, 3, 5), [(0, 3), (0, 4), (0, 4)], (0, 0)),
        (0, 9, Sizes(1, 3, 5), [], (0, 9)),
        (4, 2, Sizes(1, 3, 5), [], (4, 2)),
        (0, 0, Sizes(1, 3, 5), [], (0, 0)),
        (9, 7, Sizes(1, 4, 4), [(1, 4)], (8, 3)),
    ],
)
def test_known_cases(mentors, mentees, sizes, formed, left):
    """Mentors and mentees of each group, and how many are left."""
    result = even_groups(
        [Candidate(1000 + k) for k in range(mentors)], [Candidate(k) for k in range(mentees)], sizes
    )

    assert [(len(a), len(b)) for a, b in result.groups] == formed
    assert (len(result.left_mentors), len(result.left_mentees)) == left


def test_who_came_first_has_a_seat():
    result = even_groups([Candidate(9)], [Candidate(k) for k in range(7)], Sizes(1, 3, 5))

    assert result.left_mentees == [5, 6]
    assert (result.needed_mentors, result.needed_most, result.needed_least) == (1, 7, 0)


def test_a_size_no_setting_allows_is_no_advice():
    result = even_groups([Candidate(999)], [Candidate(k) for k in range(120)], Sizes(1, 3, 5))

    assert (result.needed_mentors, result.needed_most) == (23, 0)


def test_ten_thousand_people_take_a_moment():
    mentors = [Candidate(10_000 + k, k % 7) for k in range(2_000)]
    mentees = [Candidate(k, k % 11) for k in range(8_000)]

    began = perf_counter()
    result = even_groups(mentors, mentees, Sizes(1, 3, 5))

    assert perf_counter() - began < 1
    assert len(result.groups) == 2_000


def rooms():
    room = st.tuples(st.integers(0, 2), st.lists(st.sampled_from(["Lakeland", None]), max_size=9))
    return st.lists(room, max_size=6).map(
        lambda drawn: [Room(key, mentors, homes) for key, (mentors, homes) in enumerate(drawn)]
    )


@given(rooms(), MENTORS, MENTEES, sizes())
def test_groups_that_are_there_fill_to_their_size_and_no_further(rooms, mentors, mentees, sizes):
    filled = fill_rooms(rooms, mentors, mentees, sizes)

    came = {room.key: filled.get(room.key, ([], [])) for room in rooms}
    led = [r for r in rooms if not sizes.mentors or r.mentors or came[r.key][0]]
    seats = sum(max(0, sizes.most - len(room.homes)) for room in led)
    placed = [key for people in came.values() for key in people[1]]
    assert sorted(placed) == [mentee.key for mentee in mentees[:seats]]
    for room in rooms:
        leading, mentored = came[room.key]
        assert len(room.homes) + len(mentored) <= max(sizes.most, len(room.homes))
        assert len(leading) <= (1 if sizes.mentors and not room.mentors else 0)


def test_a_newcomer_goes_to_the_smallest_group_and_away_from_home():
    rooms = [Room(1, 1, ["A", "A", "B"]), Room(2, 1, ["A", "A"]), Room(3, 0, ["B", "C"])]

    filled = fill_rooms(rooms, [Candidate(70, "A")], [Candidate(80, "A")], Sizes(1, 2, 5))

    assert filled == {3: ([70], [80])}


def test_a_group_without_a_mentor_waits_for_one():
    assert fill_rooms([Room(1, 0, [])], [], [Candidate(80)], Sizes(1, 2, 5)) == {}
    assert fill_rooms([Room(1, 0, [])], [], [Candidate(80)], Sizes(0, 2, 5)) == {1: ([], [80])}
