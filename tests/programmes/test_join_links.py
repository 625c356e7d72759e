"""A link with 5 places lets 5 people in, however many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

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


def two_presses_at_once(link, person):
    barrier = Barrier(2)

    def press(_turn):
        it = JoinLink.objects.select_related("programme").get(pk=link.pk)
        barrier.wait(timeout=10)
        try:
            it.admit(person, now=timezone.now())
        except JoinRefused as refused:
            return str(refused.reason)
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(press, range(2)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [None, "invited", "declined", "left"])
def test_two_presses_of_one_person_take_one_place(link, outsider, before):
    if before:
        factories.ParticipantFactory(programme=link.programme, user=outsider, state=before)

    answers = two_presses_at_once(link, outsider)

    link.refresh_from_db()
    assert answers == ["You are in this programme already.", "in"]
    assert (link.taken, link.programme.has(outsider, "mentee")) == (1, True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_control_without_the_conditional_move_one_person_takes_two_places(
    link, outsider, monkeypatch
):
    def take_in(self, mine, now):
        Participant.objects.filter(pk=mine.pk).update(state="active", joined_at=now)

    monkeypatch.setattr(JoinLink, "_take_in_again", take_in)
    factories.ParticipantFactory(programme=link.programme, user=outsider, state="invited")

    two_presses_at_once(link, outsider)

    link.refresh_from_db()
    assert link.taken == 2


@pytest.mark.django_db(transaction=True)
def test_100_presses_on_the_page_get_5_welcomes_and_no_error(link, signed_in):
    browsers = [signed_in(who) for who in factories.UserFactory.create_batch(COME)]

    def press(browser):
        try:
            answer = browser.post(link.get_absolute_url())
            return answer.status_code, "All places are taken." in answer.content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(press, browsers))

    assert answers.count((302, False)) == 5
    assert answers.count((409, True)) == COME - 5


@pytest.mark.django_db
def test_a_member_is_told_so_before_pressing_even_when_it_is_full(link, signed_in):
    who = factories.ParticipantFactory(programme=link.programme).user
    JoinLink.objects.update(taken=5)

    page = signed_in(who).get(link.get_absolute_url()).content.decode()

    assert "You are in this programme already." in page


@pytest.mark.django_db
def test_who_was_taken_out_does_not_come_back_by_a_link(link, signed_in, outsider):
    factories.ParticipantFactory(programme=link.programme, user=outsider, state="removed")

    answer = signed_in(outsider).post(link.get_absolute_url())

    link.refresh_from_db()
    assert "Ask the coordinator to let you in again." in answer.content.decode()
    assert link.taken == 0


@pytest.mark.django_db
def test_a_link_is_made_copied_printed_and_closed(link, signed_in):
    browser = signed_in(factories.coordinator_of(link.programme))
    links = reverse("programmes:join_links", args=[link.programme.pk])

    browser.post(links, {"role": "mentor", "places": "12", "open_until": "2040-01-31"})
    made = JoinLink.objects.latest("pk")
    page = browser.get(links).content.decode()
    poster = browser.get(reverse("programmes:join_link_poster", args=[made.pk])).content.decode()
    browser.post(reverse("programmes:join_link_close", args=[made.pk]))
    made.refresh_from_db()

    assert (made.role, made.places) == ("mentor", 12)
    assert timezone.localtime(made.open_until).date() == date(2040, 1, 31)
    assert f'value="http://testserver{made.get_absolute_url()}"' in page
    assert f"http://testserver{made.get_absolute_url()}" in poster
    assert made.closed_at


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"places": "0"}, "places"),
        ({"places": "-3"}, "places"),
        ({"places": "99999999999999999999"}, "places"),
        ({"open_until": "2020-01-01"}, "open_until"),
        ({"open_until": "31.2.2030"}, "open_until"),
        ({"role": "coordinator"}, "role"),
    ],
)
def test_a_link_that_makes_no_sense_is_told_at_the_field(link, signed_in, typed, field):
    browser = signed_in(factories.coordinator_of(link.programme))
    links = reverse("programmes:join_links", args=[link.programme.pk])

    answer = browser.post(links, {"role": "mentee"} | typed)

    assert list(answer.context["form"].errors) == [field]
    assert typed[field] in answer.content.decode() or field == "role"
    assert JoinLink.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["close", "qr", "poster"])
def test_links_of_others_do_not_exist(link, signed_in, outsider, name):
    other = factories.coordinator_of(factories.ProgrammeFactory())
    url = reverse(f"programmes:join_link_{name}", args=[link.pk])

    for who in (outsider, other):
        browser = signed_in(who)
        assert (browser.post if name == "close" else browser.get)(url).status_code == 404

    link.refresh_from_db()
    assert link.closed_at is None
