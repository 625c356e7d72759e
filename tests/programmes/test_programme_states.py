"""The life of a programme: every move is checked, explained, and happens once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from mentoring_platform.transitions import TransitionError
from programmes.models import Programme, Role
from programmes.states import MOVES, Blocked, bring, moves_from, next_move
from tests import factories

pytestmark = pytest.mark.django_db
State = Programme.State
ALLOWED = {(move.origin, move.to) for move in MOVES}


def page_of(programme):
    return reverse("programmes:state", args=[programme.pk])


@pytest.fixture
def ready(programme, group):
    """Nothing stands in the way of any move but that people have joined."""
    programme.partners.create(organisation=factories.OrganisationFactory(), is_lead=True)
    factories.member_of(group, Role.MENTOR)
    return programme


@pytest.fixture
def browser(ready, signed_in):
    return signed_in(factories.coordinator_of(ready))


def test_the_usual_way_leads_from_draft_to_archive(ready):
    Programme.objects.update(state=State.DRAFT)
    ready.refresh_from_db()
    seen = [ready.state]

    while move := next_move(ready):
        bring(ready, to=move.to)
        seen.append(ready.state)

    assert seen == list(State)


def test_back_steps_that_make_sense(ready):
    ready.participants.all().delete()

    back = {(move.origin, move.to) for move in MOVES if move.is_back}

    assert back == {
        (State.OPEN, State.DRAFT),
        (State.CLOSING, State.RUNNING),
        (State.CLOSED, State.RUNNING),
        (State.ARCHIVED, State.CLOSED),
    }


@pytest.mark.parametrize("origin", State)
@pytest.mark.parametrize("to", [*State, "", "nonsense"])
def test_moves_that_are_not_on_offer_are_refused_with_409(origin, to, ready, browser):
    Programme.objects.update(state=origin)
    if (origin, to) == (State.OPEN, State.DRAFT):
        ready.participants.exclude(role=Role.COORDINATOR).delete()

    answer = browser.post(page_of(ready), {"to": to})

    ready.refresh_from_db()
    if (origin, to) in ALLOWED:
        assert (answer.status_code, ready.state) == (302, to)
    else:
        assert (answer.status_code, ready.state) == (409, origin)


def test_every_move_is_explained_and_offered(ready, browser):
    for state in State:
        Programme.objects.update(state=state)
        ready.refresh_from_db()
        html = browser.get(page_of(ready)).content.decode()
        for move in moves_from(ready):
            assert str(move.verb) in html
            assert str(move.meaning) in html
            assert f'name="to" value="{move.to}"' in html


def test_a_programme_without_groups_does_not_start(programme, signed_in):
    browser = signed_in(factories.coordinator_of(programme))
    Programme.objects.update(state=State.OPEN)

    page = browser.post(page_of(programme), {"to": State.RUNNING})

    programme.refresh_from_db()
    assert (page.status_code, programme.state) == (422, State.OPEN)
    assert reverse("programmes:groups", args=[programme.pk]) in page.content.decode()

    factories.member_of(factories.GroupFactory(programme=programme), Role.MENTOR)
    assert browser.post(page_of(programme), {"to": State.RUNNING}).status_code == 302


def test_a_programme_that_uses_no_groups_starts_without(programme):
    programme.modules = ["people_list"]
    programme.state = State.OPEN
    programme.save()

    bring(programme, to=State.RUNNING)

    assert programme.state == State.RUNNING


def test_an_open_programme_becomes_a_draft_only_while_nobody_was_asked(programme):
    Programme.objects.update(state=State.OPEN)
    programme.refresh_from_db()
    factories.coordinator_of(programme)
    waiting = factories.ParticipantFactory(programme=programme, state="invited", joined_at=None)
    assert [move.blockers(programme) for move in moves_from(programme) if move.is_back] == [[]]

    waiting.invited_at = timezone.now()
    waiting.save()

    with pytest.raises(Blocked):
        bring(programme, to=State.DRAFT)
    waiting.delete()
    bring(programme, to=State.DRAFT)
    assert programme.state == State.DRAFT


@pytest.mark.parametrize("origin", [State.CLOSED, State.CLOSING])
def test_what_lies_behind_is_not_opened_again(origin, ready):
    Programme.objects.update(
        state=origin,
        starts_on=date.today() - timedelta(days=9),
        ends_on=date.today() - timedelta(days=1),
    )
    ready.refresh_from_db()
    with pytest.raises(Blocked):
        bring(ready, to=State.RUNNING)

    Programme.objects.update(ends_on=date.today())
    ready.refresh_from_db()
    bring(ready, to=State.RUNNING)
    assert ready.state == State.RUNNING


def test_meetings_ahead_are_told_before_closing(ready, group, mentor, browser):
    factories.meeting_of(group, mentor)
    Programme.objects.update(state=State.CLOSING)

    html = browser.get(page_of(ready)).content.decode()

    assert "1 meeting is still ahead and stays planned." in html


def test_a_stale_page_moves_nothing(ready, browser):
    """Somebody else has moved on since this coordinator opened the page."""
    stale = Programme.objects.get(pk=ready.pk)
    bring(ready, to=State.CLOSING)

    with pytest.raises(TransitionError):
        bring(stale, to=State.CLOSING)
    assert browser.post(page_of(ready), {"to": State.CLOSING}).status_code == 409
    ready.refresh_from_db()
    assert ready.state == State.CLOSING


def rush(programme, press):
    """Eight coordinators press at the same moment; how many are told that it was them."""

    def one(_n):
        try:
            press(Programme.objects.get(pk=programme.pk))
        except TransitionError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(one, range(8)))


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_one_moves_the_programme(ready):
    assert rush(ready, lambda found: bring(found, to=State.CLOSING)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_plain_save_would_tell_several_that_it_was_them(ready):
    """The control: the same rush without the conditional update."""

    def press(found):
        if found.state != State.RUNNING:
            raise TransitionError
        together.wait(5)
        found.state = State.CLOSING
        found.save(update_fields=["state"])

    together = Barrier(8)
    assert rush(ready, press) > 1
