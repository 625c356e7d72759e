"""My programmes, in whatever role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Affiliation
from programmes.models import Programme, Role
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/programmes/"


@pytest.fixture
def me(db):
    return factories.UserFactory()


@pytest.fixture
def browser(me, signed_in):
    return signed_in(me)


def mine(me, role=Role.MENTEE, **fields):
    programme = factories.ProgrammeFactory(**fields)
    factories.ParticipantFactory(programme=programme, user=me, role=role)
    return programme


def rows(browser, **params):
    return browser.get(URL, params).context["page"].rows


def test_my_programmes_are_listed_with_my_roles(browser, me):
    programme = mine(me, name="eGroup")
    factories.ParticipantFactory(programme=programme, user=me, role=Role.MENTOR)
    factories.ProgrammeFactory()

    [row] = rows(browser)

    assert row == programme
    assert [part.role_word for part in row.my_parts] == ["Mentee", "Mentor"]


def test_drafts_are_listed_for_their_coordinators_only(browser, me):
    draft = mine(me, Role.COORDINATOR, state=Programme.State.DRAFT)
    mine(me, Role.MENTOR, state=Programme.State.DRAFT)

    assert rows(browser) == [draft]


def test_states_are_chips_with_counts_and_filter(browser, me):
    running, closed = mine(me), mine(me, state=Programme.State.CLOSED)

    chips = browser.get(URL).context["chips"]

    assert [(str(chip.label), chip.count) for chip in chips] == [
        ("All", 2),
        ("Running", 1),
        ("Closed", 1),
    ]
    assert rows(browser, state="closed") == [closed]
    assert rows(browser, state="running") == [running]
    assert len(rows(browser, state="nonsense")) == 2


def test_search_finds_by_name(browser, me):
    wanted, _other = mine(me, name="Åbo alumni"), mine(me, name="Staff")

    assert rows(browser, q="alumni") == [wanted]
    assert b"No programme fits" in browser.get(URL, {"q": "nothing"}).content


def test_an_empty_list_says_what_it_is_for(browser, me):
    assert b"when you have joined one" in browser.get(URL).content

    factories.AffiliationFactory(user=me, role=Affiliation.Role.ORGANISER)
    page = browser.get(URL).content
    assert b"Choose one of eight practices" in page
    assert b"/programmes/new/" in page


def test_pages_are_turned_by_key(browser, me):
    programmes = [mine(me) for _n in range(30)]

    first = browser.get(URL).context["page"]
    second = browser.get(URL + first.next_url).context["page"]

    assert len(first.rows) == 25
    assert {*first.rows, *second.rows} == set(programmes)
    assert not second.next_url


def test_the_number_of_queries_does_not_grow(browser, me):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            browser.get(URL)
        return len(captured)

    [mine(me) for _n in range(10)]
    few = asked()
    [mine(me) for _n in range(290)]

    assert asked() == few
    assert few <= 10
