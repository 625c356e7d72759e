"""The pages on which coordinators arrange groups."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programmes.forms.group import GroupNameForm
from programmes.group_names import TREES, free_names
from programmes.models import Group, Participant, Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[(1, 1, 1), (2, 3, 5)], ids=["pair", "group"])
def programme(request, db):
    mentors, least, most = request.param
    return factories.ProgrammeFactory(
        mentors_per_group=mentors, mentees_min=least, mentees_max=most
    )


@pytest.fixture
def browser(coordinator, signed_in):
    return signed_in(coordinator)


def url(name, *keys):
    return reverse(f"programmes:{name}", args=keys)


def crowd(programme, role, count):
    return factories.ParticipantFactory.create_batch(count, programme=programme, role=role)


def fill(group):
    programme = group.programme
    people = [
        *crowd(programme, Role.MENTOR, programme.mentors_per_group),
        *crowd(programme, Role.MENTEE, programme.mentees_max),
    ]
    return [group.add(who, role=who.role, now=timezone.now()) for who in people]


def text_of(answer):
    return answer.content.decode()


def in_groups(programme):
    return Participant.objects.filter(programme=programme).exclude(
        pk__in=programme.participants.without_group()
    )


def test_an_empty_list_offers_both_ways(programme, browser):
    answer = browser.get(url("groups", programme.pk))

    page = text_of(answer)
    assert "No groups yet" in page
    assert url("new_group", programme.pk) in page
    assert reverse("matching:even", args=[programme.pk]) in page


def test_the_list_shows_mentors_first_and_who_has_no_group(programme, group, browser):
    [late] = crowd(programme, Role.MENTEE, 1)
    seats = fill(group)

    answer = browser.get(url("groups", programme.pk))

    [row] = answer.context["page"].rows
    assert row.seats_now == seats
    assert [seat.role for seat in row.seats_now] == sorted(
        (seat.role for seat in seats), key=lambda role: role != Role.MENTOR
    )
    assert answer.context["homeless"] == 1
    waiting = f"{url('people', programme.pk)}?group=none"
    assert waiting in text_of(answer)
    assert browser.get(waiting).context["page"].rows == [late]


@pytest.fixture
def four(programme):
    """One group of each kind: too small, full, over its size, closed."""
    programme.mentees_min = programme.mentees_max = 1
    programme.mentors_per_group = 1
    programme.save()
    made = {name: factories.GroupFactory(programme=programme, name=name) for name in SHOWN}
    now = timezone.now()
    for name in ("full", "over"):
        fill(made[name])
    [extra] = crowd(programme, Role.MENTEE, 1)
    made["over"].memberships.create(participant=extra, role="mentee", seat=2, began_at=now)
    made["closed"].close()
    return made


SHOWN = {
    "small": {"small"},
    "full": {"full", "over"},
    "over": {"over"},
    "closed": {"closed"},
}


@pytest.mark.parametrize("show", SHOWN)
def test_each_chip_counts_what_it_opens(programme, four, browser, show):
    answer = browser.get(url("groups", programme.pk), {"show": show})

    assert {row.name for row in answer.context["page"].rows} == SHOWN[show]
    [chip] = [chip for chip in answer.context["chips"] if chip.current]
    assert chip.count == len(SHOWN[show])


def test_a_group_over_its_size_says_so(programme, four, browser):
    assert "Over its size, 1" in text_of(browser.get(url("groups", programme.pk)))


def test_groups_are_found_by_their_name_and_by_their_people(programme, group, mentee, browser):
    factories.GroupFactory(programme=programme, name="Mänty")

    def found(words):
        rows = browser.get(url("groups", programme.pk), {"q": words}).context["page"].rows
        return [row.name for row in rows]

    assert found("män") == ["Mänty"]
    assert found("hamdani") == ["Koivu"]
    assert found("nobody at all") == []
    assert "No group fits" in text_of(browser.get(url("groups", programme.pk), {"q": "xyz"}))


@pytest.mark.parametrize("page", ["groups", "arrange"])
def test_a_search_that_no_person_types_finds_nothing(programme, group, browser, page):
    key = programme.pk if page == "groups" else group.pk

    assert browser.get(url(page, key), {"q": "a\x00b"}).status_code == 200


def test_names_are_trees_then_numbered(programme):
    assert free_names(programme, 3) == ["Koivu", "Mänty", "Kuusi"]
    factories.GroupFactory(programme=programme, name="Mänty")
    assert free_names(programme, 2) == ["Koivu", "Kuusi"]

    names = free_names(programme, 45)

    assert len(set(names)) == 45
    assert names[len(TREES) - 1] == "Koivu 2"


def test_a_new_group_comes_with_a_name(programme, browser):
    factories.GroupFactory(programme=programme, name="Koivu")
    assert browser.get(url("new_group", programme.pk)).context["form"]["name"].value() == "Mänty"

    answer = browser.post(url("new_group", programme.pk), {"name": "Mänty", "motto": ""})

    group = programme.groups.get(name="Mänty")
    assert answer.url == url("arrange", group.pk)
    assert group.state == Group.State.FORMING


def test_a_name_is_given_once_and_what_was_typed_stays(programme, group, browser):
    answer = browser.post(url("new_group", programme.pk), {"name": "Koivu", "motto": "Together"})

    assert "Another group of the programme has this name." in text_of(answer)
    assert "Together" in text_of(answer)
    assert programme.groups.count() == 1


def test_a_group_gets_another_name(programme, group, browser):
    factories.GroupFactory(programme=programme, name="Mänty")
    factories.GroupFactory(name="Kuusi")

    taken = browser.post(url("rename_group", group.pk), {"name": "Mänty", "motto": "Together"})
    free = browser.post(url("rename_group", group.pk), {"name": "Kuusi", "motto": "Together"})

    assert "Another group of the programme has this name." in text_of(taken)
    assert free.url == url("arrange", group.pk)
    assert set(programme.groups.values_list("name", "motto")) == {
        ("Mänty", ""),
        ("Kuusi", "Together"),
    }


@pytest.mark.parametrize("page", ["new_group", "rename_group"])
def test_a_name_taken_in_the_same_moment_is_told_too(programme, group, browser, page, monkeypatch):
    """Two people press the button at once: the form still finds the name free."""
    factories.GroupFactory(programme=programme, name="Mänty")
    monkeypatch.setattr(GroupNameForm, "clean_name", lambda form: form.cleaned_data["name"])
    key = programme.pk if page == "new_group" else group.pk

    answer = browser.post(url(page, key), {"name": "Mänty", "motto": ""})

    assert "Another group of the programme has this name." in text_of(answer)


def test_several_people_are_seated_at_once(programme, group, browser):
    people = crowd(programme, Role.MENTOR, 1) + crowd(programme, Role.MENTEE, 1)

    answer = browser.post(url("arrange", group.pk), {"people": [who.pk for who in people]})

    assert answer.url == url("arrange", group.pk)
    assert set(in_groups(programme)) == set(people)


def test_over_its_size_nobody_is_seated_and_the_choice_stays(programme, group, browser):
    people = crowd(programme, Role.MENTEE, programme.mentees_max + 1)

    answer = browser.post(
        f"{url('arrange', group.pk)}?q=Person", {"people": [who.pk for who in people]}
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert "not for more. Raise the size in the settings, or choose another group." in page
    assert page.count(" checked>") == len(people)
    assert not group.memberships.exists()


def test_only_people_who_wait_can_be_seated(programme, group, browser):
    """Neither those of another programme, nor who sits elsewhere by now, nor who left."""
    other = factories.GroupFactory(programme=programme)
    [elsewhere, gone] = crowd(programme, Role.MENTEE, 2)
    other.add(elsewhere, role=Role.MENTEE, now=timezone.now())
    gone.leave(now=timezone.now())
    foreign = factories.ParticipantFactory()
    for who in (elsewhere, gone, foreign):
        answer = browser.post(url("arrange", group.pk), {"people": [who.pk]})

        assert answer.status_code == 422
        assert "meanwhile. Choose again." in text_of(answer)
    assert not group.memberships.exists()


@pytest.mark.parametrize("page", ["arrange", "move_seats", "turn_seats", "end_seats"])
@pytest.mark.parametrize("sent", [{}, {"people": "x", "seats": "x", "to": "x"}])
def test_without_a_choice_the_page_says_what_to_choose(programme, group, browser, page, sent):
    answer = browser.post(url(page, group.pk), sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_people_move_and_the_history_stays(programme, group, browser):
    seats = fill(group)
    other = factories.GroupFactory(programme=programme)

    browser.post(
        url("move_seats", group.pk), {"seats": [seat.pk for seat in seats], "to": other.pk}
    )

    assert other.memberships.current().count() == len(seats)
    arrange = browser.get(url("arrange", group.pk)).context
    assert list(arrange["seats"]) == []
    assert {seat.pk for seat in arrange["past"]} == {seat.pk for seat in seats}


def test_a_full_group_takes_nobody_and_the_choice_stays(programme, group, browser):
    seats = fill(group)
    fill(other := factories.GroupFactory(programme=programme, name="Kuusi"))

    answer = browser.post(url("move_seats", group.pk), {"seats": [seats[0].pk], "to": other.pk})

    page = text_of(answer)
    assert answer.status_code == 422
    assert "Kuusi has a" in page or "Kuusi has seats" in page
    assert f'value="{other.pk}" selected' in page
    assert f'action="{url("arrange", group.pk)}"' in page or not answer.context["free"]
    assert group.memberships.current().count() == len(seats)


def test_nobody_moves_to_a_closed_group_or_another_programme(programme, group, browser):
    seat = fill(group)[0]
    closed = factories.GroupFactory(programme=programme, state="closed")
    for to in (closed, factories.GroupFactory()):
        answer = browser.post(url("move_seats", group.pk), {"seats": [seat.pk], "to": to.pk})

        assert answer.status_code == 422
    assert group.memberships.current().filter(pk=seat.pk).exists()


def test_seats_of_other_groups_are_out_of_reach(programme, group, browser):
    foreign = fill(factories.GroupFactory(programme=programme))[0]

    for page in ("turn_seats", "end_seats", "move_seats"):
        browser.post(url(page, group.pk), {"seats": [foreign.pk], "to": group.pk})

    foreign.refresh_from_db()
    assert foreign.ended_at is None


def test_roles_change_and_both_stand_in_the_history(programme, group, browser):
    [who] = crowd(programme, Role.MENTEE, 1)
    seat = group.add(who, role=Role.MENTEE, now=timezone.now())

    browser.post(url("turn_seats", group.pk), {"seats": [seat.pk]})

    arrange = browser.get(url("arrange", group.pk)).context
    assert [seat.role for seat in arrange["seats"]] == [Role.MENTOR]
    assert [seat.role for seat in arrange["past"]] == [Role.MENTEE]


def test_who_is_taken_out_waits_for_another_group(programme, group, browser):
    seats = fill(group)

    browser.post(url("end_seats", group.pk), {"seats": [seat.pk for seat in seats]})

    waiting = set(programme.participants.without_group())
    assert {seat.participant for seat in seats} <= waiting


def test_a_group_that_nobody_sat_in_is_deleted(programme, group, browser):
    assert "Delete Koivu?" in text_of(browser.get(url("close_group", group.pk)))
    assert programme.groups.exists()

    browser.post(url("close_group", group.pk))

    assert not programme.groups.exists()


def test_a_used_group_is_closed_and_can_be_opened_again(programme, group, browser):
    fill(group)
    assert "Close Koivu?" in text_of(browser.get(url("close_group", group.pk)))

    browser.post(url("close_group", group.pk))
    group.refresh_from_db()
    assert group.state == Group.State.CLOSED
    assert browser.get(url("groups", programme.pk)).context["page"].rows == []
    assert "Open it again" in text_of(browser.get(url("arrange", group.pk)))
    assert browser.post(url("close_group", group.pk)).status_code == 409

    browser.post(url("reopen_group", group.pk))
    group.refresh_from_db()
    assert group.state == Group.State.ACTIVE


def test_groups_that_are_forming_begin_together(programme, browser):
    forming = factories.GroupFactory.create_batch(2, programme=programme, state="forming")
    foreign = factories.GroupFactory(state="forming")
    assert "2 groups are still forming" in text_of(browser.get(url("groups", programme.pk)))

    browser.post(url("start_groups", programme.pk))

    assert {Group.objects.get(pk=one.pk).state for one in forming} == {Group.State.ACTIVE}
    foreign.refresh_from_db()
    assert foreign.state == Group.State.FORMING


PAGES = {
    "groups": "GET",
    "new_group": "GET POST",
    "start_groups": "POST",
    "arrange": "GET POST",
    "rename_group": "GET POST",
    "move_seats": "POST",
    "turn_seats": "POST",
    "end_seats": "POST",
    "close_group": "GET POST",
    "reopen_group": "POST",
}
OF_PROGRAMME = {"groups", "new_group", "start_groups"}


def asked(browser, group, pages=PAGES):
    """The status of every page and method."""
    return {
        (page, method): browser.generic(
            method, url(page, group.programme_id if page in OF_PROGRAMME else group.pk)
        ).status_code
        for page in pages
        for method in PAGES[page].split()
    }


def test_members_may_not_and_outsiders_find_nothing(group, mentor, mentee, outsider, signed_in):
    for person, status in ((mentor, 403), (mentee, 403), (outsider, 404)):
        assert set(asked(signed_in(person), group).values()) == {status}
    assert group.memberships.current().count() == 2


def test_without_the_module_there_are_no_pages(programme, group, browser):
    programme.modules = ["meetings"]
    programme.save()

    assert set(asked(browser, group).values()) == {404}


def test_an_archived_programme_is_only_looked_at(programme, group, browser):
    programme.state = "archived"
    programme.save()

    answers = asked(browser, group)

    assert answers.pop(("groups", "GET")) == 200
    assert set(answers.values()) == {403}
    assert "Make a group by hand" not in text_of(browser.get(url("groups", programme.pk)))


@pytest.mark.parametrize("page", ["groups", "arrange"])
def test_queries_stay_the_same_with_10_and_300_rows(programme, group, browser, page):
    key = programme.pk if page == "groups" else group.pk

    def queries(count):
        programme.mentees_max = 50
        programme.save()
        for one in factories.GroupFactory.create_batch(count // 10, programme=programme):
            for who in crowd(programme, Role.MENTEE, 10):
                one.add(who, role=Role.MENTEE, now=timezone.now())
        for who in crowd(programme, Role.MENTEE, min(40, count // 4)):
            group.add(who, role=Role.MENTEE, now=timezone.now())
        crowd(programme, Role.MENTEE, count)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url(page, key)).status_code == 200
        return len(captured)

    assert queries(10) == queries(160) <= 15
