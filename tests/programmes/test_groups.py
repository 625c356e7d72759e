"""Groups by hand and evenly. A pair is a group of two: each test runs for both."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from programmes.models import Group, GroupFull, GroupMembership, Participant, Role
from tests import factories

pytestmark = pytest.mark.django_db


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


def test_seats_are_given_until_the_group_is_full(sized, seats):
    now = timezone.now()
    for role, most in ((Role.MENTOR, sized.mentors_per_group), (Role.MENTEE, sized.mentees_max)):
        people = crowd(sized, role, most + 1)
        for who in people[:most]:
            seats.add(who, role=role, now=now)
        with pytest.raises(GroupFull):
            seats.add(people[most], role=role, now=now)

    assert seats.memberships.current().count() == sized.group_size


def test_too_many_at_once_are_refused_and_nobody_is_seated(sized, seats, signed_in):
    coordinator = factories.coordinator_of(sized)
    people = crowd(sized, Role.MENTEE, sized.mentees_max + 1)

    answer = signed_in(coordinator).post(
        reverse("programmes:add_seats", args=[seats.pk]), {"people": [who.pk for who in people]}
    )

    assert answer.status_code == 422
    assert f"Koivu holds at most {sized.mentees_max} people" in answer.content.decode()
    assert not seats.memberships.exists()


def test_a_role_changes_and_the_history_stays(sized, seats, signed_in):
    coordinator = factories.coordinator_of(sized)
    [who] = crowd(sized, Role.MENTEE, 1)
    seat = seats.add(who, role=Role.MENTEE, now=timezone.now())

    signed_in(coordinator).post(reverse("programmes:change_seat", args=[seat.pk]), {"role": "turn"})

    roles = list(seats.memberships.order_by("pk").values_list("role", "ended_at"))
    assert [role for role, _end in roles] == [Role.MENTEE, Role.MENTOR]
    assert roles[0][1] is not None
    assert roles[1][1] is None


def test_a_person_moves_unless_the_other_group_is_full(sized, seats, signed_in):
    browser = signed_in(factories.coordinator_of(sized))
    other = factories.GroupFactory(programme=sized, name="Kuusi")
    mover, *fill = crowd(sized, Role.MENTEE, sized.mentees_max + 1)
    seat = seats.add(mover, role=Role.MENTEE, now=timezone.now())
    change = reverse("programmes:change_seat", args=[seat.pk])
    for who in fill:
        last = other.add(who, role=Role.MENTEE, now=timezone.now())

    answer = browser.post(change, {"move": other.pk}, follow=True)
    assert "Kuusi holds at most" in answer.content.decode()
    assert seats.memberships.current().count() == 1

    last.end(now=timezone.now())
    browser.post(change, {"move": other.pk})
    assert seats.memberships.current().count() == 0
    assert other.memberships.current().filter(participant=mover).exists()


def test_a_person_who_leaves_frees_the_seat(sized, seats):
    [first, second] = crowd(sized, Role.MENTOR, 2)
    sized.mentors_per_group = 1
    sized.save()
    seats.programme.refresh_from_db()
    seats.add(first, role=Role.MENTOR, now=timezone.now())

    first.leave(now=timezone.now())
    seats.add(second, role=Role.MENTOR, now=timezone.now())

    assert [s.participant for s in seats.memberships.current()] == [second]


def test_even_groups_are_formed_as_shown(sized, signed_in):
    browser = signed_in(factories.coordinator_of(sized))
    crowd(sized, Role.MENTOR, 4)
    crowd(sized, Role.MENTEE, 4 * sized.mentees_max if sized.mentees_max == 1 else 8)
    url = reverse("matching:even", args=[sized.pk])
    page = browser.get(url)

    browser.post(url, {"fingerprint": page.context["preview"].fingerprint})

    assert sized.groups.count() == len(page.context["groups"])
    assert not Participant.objects.filter(
        programme=sized, role__in=[Role.MENTOR, Role.MENTEE]
    ).without_group().exists()
    names = set(sized.groups.values_list("name", flat=True))
    assert names == {name for name, _group in page.context["groups"]}


def test_groups_are_not_formed_if_somebody_came_meanwhile(sized, signed_in):
    browser = signed_in(factories.coordinator_of(sized))
    crowd(sized, Role.MENTOR, 2)
    crowd(sized, Role.MENTEE, 2 * sized.mentees_min)
    url = reverse("matching:even", args=[sized.pk])
    fingerprint = browser.get(url).context["preview"].fingerprint
    crowd(sized, Role.MENTEE, 1)

    answer = browser.post(url, {"fingerprint": fingerprint})

    assert "Somebody came or left meanwhile" in answer.content.decode()
    assert sized.groups.count() == 0


def test_an_empty_group_is_deleted_and_a_used_one_closed(sized, seats, signed_in):
    browser = signed_in(factories.coordinator_of(sized))
    used = factories.GroupFactory(programme=sized, name="Kuusi")
    used.add(crowd(sized, Role.MENTEE, 1)[0], role=Role.MENTEE, now=timezone.now())

    browser.post(reverse("programmes:close_group", args=[seats.pk]))
    browser.post(reverse("programmes:close_group", args=[used.pk]))

    assert list(sized.groups.values_list("name", "state")) == [("Kuusi", "closed")]


def test_members_cannot_arrange_and_outsiders_find_nothing(sized, seats, signed_in, outsider):
    [who] = crowd(sized, Role.MENTEE, 1)
    seats.add(who, role=Role.MENTEE, now=timezone.now())
    url = reverse("programmes:arrange", args=[seats.pk])

    assert signed_in(who.user).get(url).status_code == 403
    assert signed_in(outsider).get(url).status_code == 404


def test_without_the_module_there_are_no_groups(sized, seats, signed_in):
    browser = signed_in(factories.coordinator_of(sized))
    url = reverse("programmes:groups", args=[sized.pk])
    assert browser.get(url).status_code == 200

    sized.modules = ["meetings"]
    sized.save()

    assert browser.get(url).status_code == 404


def rush(group, people, seat):
    def come(who):
        try:
            seat(Group.objects.select_related("programme").get(pk=group.pk), who)
        except GroupFull:
            return "full"
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(come, people))


@pytest.mark.django_db(transaction=True)
def test_20_people_for_5_seats_at_once(programme):
    group = factories.GroupFactory(programme=programme)
    people = crowd(programme, Role.MENTEE, 20)

    answers = rush(group, people, lambda g, who: g.add(who, role="mentee", now=timezone.now()))

    assert answers.count("in") == programme.mentees_max
    assert group.memberships.current().count() == programme.mentees_max


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_control_without_lock_and_seat_number_more_than_5_sit(programme):
    group = factories.GroupFactory(programme=programme)
    people = crowd(programme, Role.MENTEE, 20)

    def leap(g, who):
        if g.memberships.current().count() >= programme.mentees_max:
            raise GroupFull(g, "mentee")
        connection.cursor().execute("SELECT pg_sleep(0.01)")
        GroupMembership.objects.create(
            group=g, participant=who, role="mentee", seat=who.pk % 30000, began_at=timezone.now()
        )

    assert rush(group, people, leap).count("in") > programme.mentees_max
