"""Forming groups evenly, from the preview to people who sit. Pairs are groups of two."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from matching import forming
from matching.candidates import preview
from matching.forming import Changed, form_evenly
from programmes.models import Group, Participant, Programme, Role
from tests import factories

pytestmark = pytest.mark.django_db
PLAIN = {"also_invited": False, "fill_first": False}


@pytest.fixture(params=[(1, 1, 1), (2, 3, 5)], ids=["pair", "group"])
def programme(request, db):
    mentors, least, most = request.param
    return factories.ProgrammeFactory(
        mentors_per_group=mentors, mentees_min=least, mentees_max=most
    )


@pytest.fixture
def browser(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def url(programme):
    return reverse("matching:even", args=[programme.pk])


def crowd(programme, role, count, **fields):
    return factories.ParticipantFactory.create_batch(
        count, programme=programme, role=role, **fields
    )


def bring(programme, groups=3):
    """As many people as fill so many groups."""
    return [
        *crowd(programme, Role.MENTOR, groups * programme.mentors_per_group),
        *crowd(programme, Role.MENTEE, groups * programme.mentees_max),
    ]


def shown(answer):
    return answer.context["preview"]


def test_groups_are_formed_as_they_were_shown(programme, browser, url):
    people = bring(programme)
    found = shown(browser.get(url))
    assert not programme.groups.exists()

    answer = browser.post(url, {"fingerprint": found.fingerprint}, follow=True)

    assert "3 groups formed." in answer.content.decode()
    formed = {
        group.name: {seat.participant for seat in group.memberships.current()}
        for group in programme.groups.all()
    }
    assert formed == {new.name: {*new.mentors, *new.mentees} for new in found.new}
    assert set().union(*formed.values()) == set(people)
    assert {group.state for group in programme.groups.all()} == {Group.State.ACTIVE}


def came(programme):
    crowd(programme, Role.MENTEE, 1)


def left(programme):
    programme.participants.filter(role=Role.MENTEE).first().leave(now=timezone.now())


def sits(programme):
    group = factories.GroupFactory(programme=programme, name="By hand")
    group.seat([programme.participants.filter(role=Role.MENTEE).first()], now=timezone.now())


def sized(programme):
    Programme.objects.filter(pk=programme.pk).update(mentees_min=3, mentees_max=3)


def named(programme):
    factories.GroupFactory(programme=programme, name="Koivu")


@pytest.mark.parametrize("what", [came, left, sits, sized, named])
def test_nothing_is_formed_if_something_changed_meanwhile(programme, browser, url, what):
    bring(programme)
    crowd(programme, Role.MENTOR, 2)
    found = shown(browser.get(url))
    what(programme)
    groups = set(programme.groups.all())

    answer = browser.post(url, {"fingerprint": found.fingerprint})

    assert "Something changed meanwhile. Look at the groups again." in answer.content.decode()
    assert shown(answer).fingerprint != found.fingerprint
    assert set(programme.groups.all()) == groups


def test_pressed_twice_the_groups_are_formed_once(programme, browser, url):
    bring(programme)
    fingerprint = shown(browser.get(url)).fingerprint

    browser.post(url, {"fingerprint": fingerprint})
    browser.post(url, {"fingerprint": fingerprint})

    assert programme.groups.count() == 3


def test_a_fault_half_way_leaves_nothing(programme, monkeypatch):
    bring(programme)
    seen = preview(programme, **PLAIN).fingerprint
    form, formed = Group.form, []

    def fail_at_the_third(**fields):
        formed.append(fields["name"])
        if len(formed) == 3:
            raise RuntimeError
        return form(**fields)

    monkeypatch.setattr(forming.Group, "form", fail_at_the_third)
    with pytest.raises(RuntimeError):
        form_evenly(programme, **PLAIN, seen=seen, now=timezone.now())

    assert not programme.groups.exists()


def test_those_who_are_invited_count_only_before_the_programme_runs(programme, browser, url):
    invited = crowd(programme, Role.MENTEE, 2, state="invited", joined_at=None)
    crowd(programme, Role.TEACHER, 1, state="invited", joined_at=None)

    def waiting(query=""):
        answer = browser.get(url + query)
        people = {chip.label: chip for chip in answer.context["people"]}
        seen = shown(answer).left_mentees
        return len(seen), [(chip.count, chip.current) for chip in people.values()]

    assert waiting() == (0, [(0, True), (2, False)])
    assert waiting("?invited=yes") == (2, [(0, False), (2, True)])
    programme.state = Programme.State.OPEN
    programme.save()
    assert waiting() == (2, [(0, False), (2, True)])
    assert waiting("?invited=no") == (0, [(0, True), (2, False)])
    assert set(programme.participants.filter(state="invited", role=Role.MENTEE)) == set(invited)


@pytest.mark.parametrize("state", ["left", "removed", "declined"])
def test_who_is_gone_gets_no_seat(programme, state):
    crowd(programme, Role.MENTOR, 1, state=state)
    crowd(programme, Role.MENTEE, 5, state=state)

    found = preview(programme, also_invited=True, fill_first=True)

    assert (found.new, found.filled, found.left_mentees) == ([], [], [])


def test_free_seats_are_filled_first_only_if_asked(programme, browser, url):
    group = factories.GroupFactory(programme=programme, name="Jalava")
    mentors, mentees = programme.mentors_per_group, programme.mentees_max
    group.seat(crowd(programme, Role.MENTOR, mentors), now=timezone.now())
    group.seat(crowd(programme, Role.MENTEE, mentees - 1), now=timezone.now())
    late = crowd(programme, Role.MENTEE, 1)
    assert shown(browser.get(url)).filled == []

    found = shown(browser.get(f"{url}?seats=first"))
    assert [(into.group, into.mentees) for into in found.filled] == [(group, late)]
    browser.post(f"{url}?seats=first", {"fingerprint": found.fingerprint})

    assert group.memberships.current().count() == mentors + mentees
    assert programme.groups.count() == 1


def test_people_are_told_what_would_help(browser, url, programme):
    programme.mentors_per_group, programme.mentees_min, programme.mentees_max = 1, 3, 5
    programme.save()
    crowd(programme, Role.MENTOR, 1)
    crowd(programme, Role.MENTEE, 7)

    page = browser.get(url).content.decode()

    assert "2 people are left without a seat." in page
    assert "ask 1 more mentor" in page
    assert "raise the largest size to 7" in page


def test_organisations_are_mixed(programme, browser, url):
    homes = factories.OrganisationFactory.create_batch(2)
    for home in homes:
        crowd(programme, Role.MENTOR, 2 * programme.mentors_per_group, organisation=home)
        crowd(programme, Role.MENTEE, 2 * programme.mentees_max, organisation=home)

    for new in shown(browser.get(url)).new:
        counts = [sum(who.organisation == home for who in new.mentees) for home in homes]
        assert max(counts) - min(counts) <= 1


def test_members_may_not_and_outsiders_find_nothing(url, mentor, mentee, outsider, signed_in):
    for person, status in ((mentor, 403), (mentee, 403), (outsider, 404)):
        browser = signed_in(person)
        assert browser.get(url).status_code == browser.post(url).status_code == status


def test_without_the_module_or_in_an_archived_programme_nothing_is_formed(programme, browser, url):
    programme.state = "archived"
    programme.save()
    assert browser.get(url).status_code == browser.post(url).status_code == 403

    programme.modules = []
    programme.save()
    assert browser.get(url).status_code == browser.post(url).status_code == 404


def test_queries_stay_the_same_with_10_and_300_rows(programme, browser, url):
    def queries(count):
        bring(programme, groups=count // 10)
        group = factories.GroupFactory(programme=programme)
        group.seat(crowd(programme, Role.MENTEE, 1), now=timezone.now())
        crowd(programme, Role.MENTEE, count)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"{url}?seats=first").status_code == 200
        return len(captured)

    assert queries(10) == queries(300) <= 15


def rush(acts):
    def come(act):
        try:
            act()
        except Changed:
            return "changed"
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(come, acts))


@pytest.mark.django_db(transaction=True)
def test_formed_by_eight_at_once_everybody_sits_once():
    programme = factories.ProgrammeFactory(mentors_per_group=1, mentees_min=3, mentees_max=5)
    people = [*crowd(programme, Role.MENTOR, 3), *crowd(programme, Role.MENTEE, 15)]
    seen = preview(programme, **PLAIN).fingerprint

    answers = rush([lambda: form_evenly(programme, **PLAIN, seen=seen, now=timezone.now())] * 8)

    assert answers.count("in") == 1
    assert [who.memberships.count() for who in people] == [1] * 18


def rush_with_a_hand(programme):
    """One forms evenly what was shown, the other seats one of these people by hand."""
    by_hand = factories.GroupFactory(programme=programme, name="By hand")
    crowd(programme, Role.MENTOR, 3)
    [who, *_others] = crowd(programme, Role.MENTEE, 15)
    seen = preview(programme, **PLAIN).fingerprint

    def seat():
        try:
            by_hand.seat([who], now=timezone.now())
        except Exception as error:
            raise Changed from error

    rush([lambda: form_evenly(programme, **PLAIN, seen=seen, now=timezone.now()), seat])
    return who.memberships.filter(ended_at=None).count()


def slowly(monkeypatch):
    """Forming takes a moment between looking and seating."""
    form = Group.form

    def form_slowly(**fields):
        if connection.vendor == "postgresql":
            connection.cursor().execute("SELECT pg_sleep(0.2)")
        return form(**fields)

    monkeypatch.setattr(forming.Group, "form", form_slowly)


@pytest.mark.django_db(transaction=True)
def test_formed_and_seated_by_hand_at_once_a_person_sits_once(monkeypatch):
    slowly(monkeypatch)
    sizes = {"mentors_per_group": 1, "mentees_min": 3, "mentees_max": 5}

    for _round in range(3):
        assert rush_with_a_hand(factories.ProgrammeFactory(**sizes)) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_control_without_holding_the_people_somebody_sits_twice(monkeypatch):
    slowly(monkeypatch)
    queryset = type(Participant.objects.all())
    monkeypatch.setattr(queryset, "locked", lambda self, keys: list(keys))
    sizes = {"mentors_per_group": 1, "mentees_min": 3, "mentees_max": 5}

    sat = [rush_with_a_hand(factories.ProgrammeFactory(**sizes)) for _round in range(3)]

    assert max(sat) == 2
