"""A link with 5 places lets 5 people in, however many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from programmes.models import JoinLink, JoinRefused, Participant
from tests import factories

COME = 100 if connection.vendor == "postgresql" else 24


@pytest.fixture
def link(programme):
    return JoinLink.objects.create(programme=programme, places=5)


def all_at_once(link, admit):
    people = factories.UserFactory.create_batch(COME)

    def come(person):
        try:
            admit(JoinLink.objects.select_related("programme").get(pk=link.pk), person)
        except JoinRefused as refused:
            return str(refused.reason)
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(come, people))


@pytest.mark.django_db(transaction=True)
def test_100_people_for_5_places_at_once(link):
    answers = all_at_once(link, lambda it, who: it.admit(who, now=timezone.now()))

    assert answers.count("in") == 5
    assert answers.count("All places are taken.") == COME - 5
    assert Participant.objects.filter(programme=link.programme).count() == 5
    link.refresh_from_db()
    assert link.taken == 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_control_without_the_conditional_update_more_than_5_come_in(link):
    """The same crowd against look-then-leap: the guard is what holds the number."""

    def leap(it, who):
        if it.taken >= it.places:
            raise JoinRefused("full")
        connection.cursor().execute("SELECT pg_sleep(0.01)")
        it.programme.participants.create(user=who, role=it.role, state="active")
        JoinLink.objects.filter(pk=it.pk, taken__lt=F("places")).update(taken=F("taken") + 1)

    answers = all_at_once(link, leap)

    assert answers.count("in") > 5


@pytest.mark.django_db
def test_who_is_in_already_is_told_kindly(link, signed_in):
    who = factories.ParticipantFactory(programme=link.programme).user

    answer = signed_in(who).post(link.get_absolute_url())

    assert answer.status_code == 409
    assert "You are in this programme already." in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"closed_at": timezone.now()}, "This link is closed."),
        ({"open_until": timezone.now() - timedelta(minutes=1)}, "This link is closed."),
        ({"taken": 5}, "All places are taken."),
    ],
)
def test_a_link_that_is_shut_says_why(link, signed_in, outsider, change, text):
    JoinLink.objects.filter(pk=link.pk).update(**change)

    answer = signed_in(outsider).post(link.get_absolute_url())

    assert text in answer.content.decode()
    assert not Participant.objects.filter(user=outsider).exists()


@pytest.mark.django_db
def test_a_draft_tells_nothing_of_itself(link, client):
    link.programme.state = "draft"
    link.programme.save()

    page = client.get(link.get_absolute_url()).content.decode()

    assert link.programme.name not in page


@pytest.mark.django_db
def test_a_new_person_signs_up_and_comes_back(link, client):
    page = client.get(link.get_absolute_url()).content.decode()

    assert f"/accounts/signup/?next={link.get_absolute_url()}" in page


@pytest.mark.django_db
def test_a_person_joins_with_one_press(link, signed_in, outsider):
    answer = signed_in(outsider).post(link.get_absolute_url())

    assert answer.url == link.programme.get_absolute_url()
    assert link.programme.has(outsider, "mentee")


@pytest.mark.django_db
def test_the_qr_code_is_a_picture_without_styles(link, signed_in):
    coordinator = factories.coordinator_of(link.programme)

    answer = signed_in(coordinator).get(reverse("programmes:join_link_qr", args=[link.pk]))

    assert answer["Content-Type"] == "image/svg+xml"
    assert b"style" not in answer.content
