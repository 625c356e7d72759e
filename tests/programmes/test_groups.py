"""Groups by hand. A pair is a group of two: each test runs for both."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError
from django.utils import timezone

from mentoring_platform.transitions import TransitionError
from programmes.models import Group, GroupFull, GroupMembership, Participant, Role
from tests import factories

pytestmark = pytest.mark.django_db
SIZES = pytest.mark.parametrize(
    ("mentors", "mentees"), [pytest.param(1, 1, id="pair"), pytest.param(2, 5, id="group")]
)


@pytest.fixture(params=[(1, 1, 1), (2, 3, 5)], ids=["pair", "group"])
def sized(request, programme):
    programme.mentors_per_group, programme.mentees_min, programme.mentees_max = request.param
    programme.save()
    return programme


@pytest.fixture
def seats(sized):
    return factories.GroupFactory(programme=sized, name="Koivu")


def crowd(programme, role, count):
    return factories.ParticipantFactory.create_batch(count, programme=programme, role=role)


def fill(group):
    """A full group: as many as may sit in it, in the order of their seats."""
    now, programme = timezone.now(), group.programme
    people = [
        *crowd(programme, Role.MENTOR, programme.mentors_per_group),
        *crowd(programme, Role.MENTEE, programme.mentees_max),
    ]
    return [group.add(who, role=who.role, now=now) for who in people]


def names_in(group):
    return {seat.participant_id for seat in group.memberships.current()}


def test_seats_are_given_until_the_group_is_full(sized, seats):
    now = timezone.now()
    fill(seats)

    for role in (Role.MENTOR, Role.MENTEE):
        [late] = crowd(sized, role, 1)
        with pytest.raises(GroupFull) as refused:
            seats.add(late, role=role, now=now)
        assert (refused.value.group, refused.value.role) == (seats, role)
    assert seats.memberships.current().count() == sized.group_size


def test_somebody_sits_once_however_often_they_are_added(sized, seats):
    [who] = crowd(sized, Role.MENTEE, 1)

    first = seats.add(who, role=Role.MENTEE, now=timezone.now())
    again = seats.add(who, role=Role.MENTEE, now=timezone.now())

    assert first == again
    assert seats.memberships.count() == 1


def test_all_are_seated_or_nobody(sized, seats):
    people = crowd(sized, Role.MENTEE, sized.mentees_max + 1)

    with pytest.raises(GroupFull):
        seats.seat(people, now=timezone.now())

    assert not seats.memberships.exists()


@pytest.mark.parametrize("what", ["left", "declined", "seated elsewhere"])
def test_nobody_is_seated_if_one_of_them_is_not_free_any_more(sized, seats, what):
    first, second = crowd(sized, Role.MENTEE, 1)[0], crowd(sized, Role.MENTOR, 1)[0]
    if what == "left":
        second.leave(now=timezone.now())
    elif what == "declined":
        Participant.objects.filter(pk=second.pk).update(state="declined")
    else:
        other = factories.GroupFactory(programme=sized)
        other.add(second, role=Role.MENTOR, now=timezone.now())

    with pytest.raises(TransitionError):
        seats.seat([first, second], now=timezone.now())

    assert not seats.memberships.exists()


def test_a_person_moves_to_another_group_in_the_same_role(sized, seats):
    [seat] = [fill(seats)[-1]]
    other = factories.GroupFactory(programme=sized)

    moved = seat.move_to(other, now=timezone.now())

    seat.refresh_from_db()
    assert seat.ended_at is not None
    assert (moved.group, moved.participant, moved.role) == (other, seat.participant, seat.role)


def test_a_move_to_a_full_group_changes_nothing(sized, seats):
    there, mine = fill(seats), fill(other := factories.GroupFactory(programme=sized))

    with pytest.raises(GroupFull):
        seats.move(there, to=other, now=timezone.now())

    assert names_in(seats) == {seat.participant_id for seat in there}
    assert names_in(other) == {seat.participant_id for seat in mine}


def test_a_move_to_the_own_group_changes_nothing(sized, seats):
    seat = fill(seats)[0]

    assert seat.move_to(seats, now=timezone.now()) == seat

    seat.refresh_from_db()
    assert seat.ended_at is None


def test_a_seat_ends_once(sized, seats):
    """Of two people who move somebody at once only one does."""
    seat = fill(seats)[0]
    other = factories.GroupFactory(programme=sized)
    same = GroupMembership.objects.get(pk=seat.pk)
    seat.end(now=timezone.now())

    with pytest.raises(TransitionError):
        same.move_to(other, now=timezone.now())

    assert not other.memberships.exists()


def test_everybody_of_a_pair_changes_places(programme):
    """Reverse mentoring: both seats are taken, and both people turn round."""
    programme.mentors_per_group = programme.mentees_min = programme.mentees_max = 1
    programme.save()
    group = factories.GroupFactory(programme=programme)
    mentor, mentee = fill(group)

    group.turn([mentor, mentee], now=timezone.now())

    now = {seat.participant_id: seat.role for seat in group.memberships.current()}
    assert now == {mentor.participant_id: Role.MENTEE, mentee.participant_id: Role.MENTOR}
    assert group.memberships.count() == 4


def test_a_mentee_takes_the_free_seat_of_a_mentor(sized, seats):
    [who] = crowd(sized, Role.MENTEE, 1)
    seat = seats.add(who, role=Role.MENTEE, now=timezone.now())

    seats.turn([seat], now=timezone.now())

    before, after = seats.memberships.order_by("pk")
    assert (before.role, after.role) == (Role.MENTEE, Role.MENTOR)
    assert before.ended_at == after.began_at
    assert after.ended_at is None


def test_no_role_changes_if_the_seat_is_taken(sized, seats):
    mentor, *_others = fill(seats)

    with pytest.raises(GroupFull):
        seats.turn([mentor], now=timezone.now())

    assert seats.memberships.count() == sized.group_size


@pytest.mark.parametrize("how", ["leave", "remove"])
def test_a_person_who_goes_frees_the_seat(sized, seats, how):
    seat = fill(seats)[0]

    getattr(seat.participant, how)(now=timezone.now())

    [next_one] = crowd(sized, Role.MENTOR, 1)
    seats.add(next_one, role=Role.MENTOR, now=timezone.now())
    assert next_one.pk in names_in(seats)


def test_an_invited_person_who_declines_frees_the_seat(sized, seats):
    invited = factories.ParticipantFactory(programme=sized, state="invited", joined_at=None)
    seats.add(invited, role=Role.MENTEE, now=timezone.now())

    invited.decline(now=timezone.now())

    assert names_in(seats) == set()


def test_smaller_sizes_leave_those_who_sit(sized, seats):
    sized.mentors_per_group, sized.mentees_max = 2, 5
    sized.save()
    fill(seats)
    sized.mentors_per_group = sized.mentees_min = sized.mentees_max = 1
    sized.save()
    group = Group.objects.get(pk=seats.pk)

    [late] = crowd(sized, Role.MENTEE, 1)
    with pytest.raises(GroupFull):
        group.add(late, role=Role.MENTEE, now=timezone.now())

    assert group.memberships.current().count() == 7


def test_a_closed_group_keeps_its_people_and_takes_nobody(sized, seats):
    seat, *_others = fill(seats)
    seat.end(now=timezone.now())
    seats.close()

    [late] = crowd(sized, Role.MENTOR, 1)
    with pytest.raises(TransitionError):
        seats.add(late, role=Role.MENTOR, now=timezone.now())
    assert seats.memberships.current().count() == sized.group_size - 1

    seats.reopen()
    seats.add(late, role=Role.MENTOR, now=timezone.now())
    assert seats.memberships.current().count() == sized.group_size


def test_a_group_is_not_formed_over_its_size(sized):
    too_many = crowd(sized, Role.MENTEE, sized.mentees_max + 1)

    with pytest.raises(GroupFull):
        Group.form(programme=sized, name="Kuusi", mentors=[], mentees=too_many, now=timezone.now())

    assert not sized.groups.exists()


def test_two_people_never_have_the_same_seat(sized, seats):
    """The constraint speaks where a lock was forgotten."""
    seat = fill(seats)[0]
    [late] = crowd(sized, Role.MENTOR, 1)

    with pytest.raises(IntegrityError, match=r"one_open_membership_on_seat|UNIQUE"):
        seats.memberships.create(
            participant=late, role=Role.MENTOR, seat=seat.seat, began_at=timezone.now()
        )


def rush(people, act):
    """All at once, each with a connection of their own; what became of each."""

    def come(who):
        try:
            act(who)
        except (GroupFull, TransitionError, IntegrityError) as refused:
            return type(refused).__name__
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(max_workers=20) as pool:
        return list(pool.map(come, people))


def group_for_rush(mentors, mentees):
    programme = factories.ProgrammeFactory(
        mentors_per_group=mentors, mentees_min=1, mentees_max=mentees
    )
    return factories.GroupFactory(programme=programme)


def again(group):
    return Group.objects.select_related("programme").get(pk=group.pk)


@SIZES
@pytest.mark.django_db(transaction=True)
def test_20_people_at_once_get_the_seats_there_are(mentors, mentees):
    group = group_for_rush(mentors, mentees)
    people = crowd(group.programme, Role.MENTEE, 20)

    answers = rush(people, lambda w: again(group).add(w, role=w.role, now=timezone.now()))

    assert answers.count("in") == mentees
    assert answers.count("GroupFull") == 20 - mentees
    assert group.memberships.current().count() == mentees


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_control_without_lock_and_constraint_more_than_5_sit(monkeypatch):
    """The twin: the same rush with both guards off overfills the group."""
    group = group_for_rush(2, 5)
    people = crowd(group.programme, Role.MENTEE, 20)
    guard = next(
        c for c in GroupMembership._meta.constraints if c.name == "one_open_membership_on_seat"
    )
    monkeypatch.setattr(Group, "_lock", lambda self: None)
    with connection.schema_editor() as editor:
        editor.remove_constraint(GroupMembership, guard)
    try:
        answers = rush(people, lambda w: slow(again(group)).add(w, role=w.role, now=timezone.now()))
        seated = group.memberships.current().count()
    finally:
        GroupMembership.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(GroupMembership, guard)

    assert answers.count("in") == seated
    assert seated > 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_with_the_lock_off_the_constraint_still_holds(monkeypatch):
    """Each of the two guards is enough alone; this is the second."""
    group = group_for_rush(2, 5)
    people = crowd(group.programme, Role.MENTEE, 20)
    monkeypatch.setattr(Group, "_lock", lambda self: None)

    answers = rush(people, lambda w: slow(again(group)).add(w, role=w.role, now=timezone.now()))

    assert answers.count("IntegrityError") > 0
    assert group.memberships.current().count() <= 5


def slow(group):
    """A group whose counting takes a moment, so that everybody counts before anybody sits."""
    group.seats = lambda role: (
        connection.cursor().execute("SELECT pg_sleep(0.2)") or Group.seats(group, role)
    )
    return group


@SIZES
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_seat_the_same_person_in_two_groups_at_once(mentors, mentees):
    here = group_for_rush(mentors, mentees)
    there = factories.GroupFactory(programme=here.programme)
    [who] = crowd(here.programme, Role.MENTEE, 1)

    answers = rush([here, there] * 5, lambda g: again(g).seat([who], now=timezone.now()))

    assert answers.count("in") == 1
    assert who.memberships.filter(ended_at=None).count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_control_without_holding_the_people_one_sits_in_two_groups(monkeypatch):
    here = group_for_rush(2, 5)
    there = factories.GroupFactory(programme=here.programme)
    [who] = crowd(here.programme, Role.MENTEE, 1)
    queryset = type(Participant.objects.all())
    monkeypatch.setattr(queryset, "locked", lambda self, keys: list(keys))

    rush([here, there] * 5, lambda g: slow(again(g)).seat([who], now=timezone.now()))

    assert who.memberships.filter(ended_at=None).count() > 1


@pytest.mark.django_db(transaction=True)
def test_moved_to_two_groups_at_once_a_person_sits_in_one():
    start = group_for_rush(2, 5)
    [who] = crowd(start.programme, Role.MENTEE, 1)
    seat = start.add(who, role=Role.MENTEE, now=timezone.now())
    targets = factories.GroupFactory.create_batch(6, programme=start.programme)

    answers = rush(
        targets,
        lambda to: (
            GroupMembership.objects.select_related("participant")
            .get(pk=seat.pk)
            .move_to(again(to), now=timezone.now())
        ),
    )

    assert answers.count("in") == 1
    assert who.memberships.filter(ended_at=None).count() == 1
