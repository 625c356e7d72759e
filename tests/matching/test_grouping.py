"""Even groups: everybody once, sizes kept, homes mixed, the same each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.grouping import Candidate, Sizes, even_groups


def people(count, homes=2, start=0):
    return [Candidate(start + n, n % homes) for n in range(count)]


sizes = st.builds(
    lambda mentors, least, more: Sizes(mentors, least, least + more),
    st.integers(0, 3),
    st.integers(1, 6),
    st.integers(0, 5),
)


@given(st.integers(0, 40), st.integers(0, 120), st.integers(1, 5), sizes)
def test_everybody_sits_once_or_is_told_as_left(mentors, mentees, homes, size):
    leaders, others = people(mentors, homes), people(mentees, homes, start=1000)

    result = even_groups(leaders, others, size)

    seated_mentors = [key for group, _ in result.groups for key in group]
    seated = [key for _, group in result.groups for key in group]
    assert sorted(seated_mentors + result.left_mentors) == [who.key for who in leaders]
    assert sorted(seated + result.left_mentees) == [who.key for who in others]


@given(st.integers(0, 40), st.integers(0, 120), st.integers(1, 5), sizes)
def test_sizes_are_kept_and_differ_by_one_at_most(mentors, mentees, homes, size):
    result = even_groups(people(mentors, homes), people(mentees, homes, start=1000), size)

    counts = [len(group) for _, group in result.groups]
    leading = [len(group) for group, _ in result.groups]
    assert all(size.least <= count <= size.most for count in counts)
    assert all(count <= size.mentors for count in leading)
    assert not counts or max(counts) - min(counts) <= 1
    assert not leading or max(leading) - min(leading) <= 1
    assert size.mentors == 0 or all(leading)


@given(st.integers(0, 40), st.integers(0, 120), sizes)
def test_nobody_is_left_who_could_be_seated(mentors, mentees, size):
    """Against the bound: as many groups as mentors and least sizes allow, each full."""
    result = even_groups(people(mentors), people(mentees, start=1000), size)

    most_groups = mentees // size.least
    if size.mentors:
        most_groups = min(most_groups, mentors)
    bound = min(mentees, most_groups * size.most)
    assert len(result.left_mentees) == mentees - bound


@given(st.integers(1, 30), st.integers(1, 90), st.integers(1, 6))
def test_each_home_is_spread_evenly(mentors, mentees, homes):
    others = people(mentees, homes, start=1000)
    result = even_groups(people(mentors), others, Sizes(1, 1, 100))
    home = {who.key: who.home for who in others}

    for one in set(home.values()):
        counts = [sum(home[key] == one for key in group) for _, group in result.groups]
        assert max(counts) - min(counts) <= 1


def test_the_same_people_give_the_same_groups():
    args = people(5), people(23, 3, start=1000), Sizes(1, 3, 5)

    assert even_groups(*args) == even_groups(*args)


@pytest.mark.parametrize(
    ("mentors", "mentees", "size", "groups", "left", "needed", "needed_size"),
    [
        (12, 48, Sizes(1, 3, 5), 12, 0, 0, None),
        (2, 14, Sizes(1, 3, 5), 2, 4, 1, 7),
        (0, 14, Sizes(1, 3, 5), 0, 14, 3, None),
        (0, 14, Sizes(0, 3, 5), 3, 0, 0, None),
        (10, 10, Sizes(1, 1, 1), 10, 0, 0, None),
        (3, 2, Sizes(1, 3, 5), 0, 2, 0, None),
    ],
)
def test_who_is_left_and_what_would_help(
    mentors, mentees, size, groups, left, needed, needed_size
):
    result = even_groups(people(mentors), people(mentees, start=1000), size)

    assert len(result.groups) == groups
    assert len(result.left_mentees) == left
    assert (result.needed_mentors, result.needed_size) == (needed, needed_size)
