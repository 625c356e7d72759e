"""The group's own page: members work there, coordinators see that it lives."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.models import Log, Meeting
from programmes.models import Group, Programme, Role
from tests import factories

pytestmark = pytest.mark.django_db
SECRETS = ["kanarialintu theme", "kanarialintu insight", "kanarialintu decision", "meet.example"]
PAGE_QUERIES = 15


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def alive(group, mentor, mentee):
    """A group that met and will meet, with words that nobody else may read."""
    fields = {"theme": SECRETS[0], "video_url": "https://meet.example/koivu"}
    today = timezone.localdate()
    for day in (-40, -20, -5, 4):
        factories.meeting_of(group, mentor, day=today + timedelta(days=day), **fields)
    for meeting in Meeting.objects.filter(ends_at__lt=timezone.now()).order_by("number")[:2]:
        Log.record(
            meeting=meeting,
            version=0,
            present=[],
            by=mentor,
            now=timezone.now(),
            insights=SECRETS[1],
            decisions=SECRETS[2],
        )
    return group


def test_members_find_the_next_meeting_the_log_and_each_other(alive, mentee, signed_in):
    page = text_of(signed_in(mentee).get(alive.get_absolute_url()))

    assert [word for word in SECRETS if word not in page] == []
    assert "2 members, 2 meetings held." in page
    assert "0 of 2 have said that they come" in page
    assert "Noora Al-Hamdani (you)" in page
    assert "<small>Mentor" in page
    assert "<small>Mentee" in page
    assert page.count(">Meeting ") == 2


def test_coordinators_see_that_it_lives_and_no_word(alive, coordinator, signed_in):
    browser = signed_in(coordinator)
    meeting = Meeting.objects.order_by("number").first()

    for url in (
        alive.get_absolute_url(),
        reverse("meetings:of_group", args=[alive.pk]),
        reverse("meetings:of_programme", args=[alive.programme_id]),
        meeting.get_absolute_url(),
        reverse("programme", args=[alive.programme_id]),
        reverse("programme_help", args=[alive.programme_id]),
        reverse("home"),
    ):
        answer = browser.get(url)
        assert answer.status_code == 200, url
        assert [word for word in SECRETS if word in text_of(answer)] == [], url
    assert "Past meetings" in text_of(browser.get(alive.get_absolute_url()))
    assert "Plan a meeting" not in text_of(browser.get(alive.get_absolute_url()))


def test_a_foreign_group_and_no_group_look_the_same(alive, outsider, signed_in):
    browser = signed_in(outsider)

    foreign = browser.get(alive.get_absolute_url())
    missing = browser.get(reverse("group", args=[987654321]))

    assert (foreign.status_code, missing.status_code) == (404, 404)


def test_members_name_their_group_and_are_told_who_sees_it(alive, mentee, signed_in):
    browser = signed_in(mentee)
    page = text_of(browser.get(alive.get_absolute_url()))

    browser.post(alive.get_absolute_url(), {"name": "Kelo", "motto": "Boldly unfinished"})

    alive.refresh_from_db()
    assert (alive.name, alive.motto) == ("Kelo", "Boldly unfinished")
    assert page.count("Who sees this: the members of the group and the coordinators") == 2


def test_a_name_that_is_taken_is_told_at_the_field(alive, mentee, signed_in):
    factories.GroupFactory(programme=alive.programme, name="Leppä")

    answer = signed_in(mentee).post(alive.get_absolute_url(), {"name": "Leppä", "motto": "Kept"})

    page = text_of(answer)
    assert "Another group of the programme has this name." in page
    assert 'value="Kept"' in page
    assert "<h1>Koivu</h1>" in page
    assert Group.objects.get(pk=alive.pk).motto == ""


def test_coordinators_do_not_name_it(alive, coordinator, signed_in):
    answer = signed_in(coordinator).post(alive.get_absolute_url(), {"name": "Mine", "motto": ""})

    assert answer.status_code == 403
    assert Group.objects.get(pk=alive.pk).name == "Koivu"


def test_a_new_group_is_asked_to_plan_its_first_meeting(group, mentee, coordinator, signed_in):
    member = text_of(signed_in(mentee).get(group.get_absolute_url()))
    other = text_of(signed_in(coordinator).get(group.get_absolute_url()))

    assert "Plan the first meeting" in member
    assert "The group plans its meetings itself." in other
    assert "Plan the first meeting" not in other


@pytest.mark.parametrize(
    "change",
    [
        lambda: Group.objects.update(state="closed"),
        lambda: Programme.objects.update(state="archived"),
    ],
    ids=["closed group", "archived programme"],
)
def test_where_the_work_is_done_nothing_is_planned(alive, mentee, signed_in, change):
    plan = reverse("meetings:plan", args=[alive.pk])
    coming = Meeting.objects.coming(timezone.now()).get()
    move = reverse("meetings:move", args=[coming.pk])
    browser = signed_in(mentee)
    assert plan in text_of(browser.get(alive.get_absolute_url()))
    assert {browser.get(url).status_code for url in (plan, move)} == {200}

    change()

    assert plan not in text_of(browser.get(alive.get_absolute_url()))
    assert plan not in text_of(browser.get(reverse("meetings:of_group", args=[alive.pk])))
    assert {browser.get(url).status_code for url in (plan, move)} == {403}


def test_without_meetings_the_page_speaks_of_none(alive, mentee, signed_in):
    modules = [module for module in alive.programme.modules if module != "meetings"]
    Programme.objects.update(modules=modules)

    page = text_of(signed_in(mentee).get(alive.get_absolute_url()))

    assert [word for word in [*SECRETS, "meetings held", "Plan a meeting"] if word in page] == []
    assert "Members" in page


@pytest.mark.parametrize(("mentors", "mentees"), [(1, 1), (2, 5)], ids=["pair", "group of seven"])
def test_a_pair_is_a_group_of_two(group, signed_in, mentors, mentees):
    people = [factories.member_of(group, Role.MENTOR) for _n in range(mentors)]
    people += [factories.member_of(group) for _n in range(mentees)]
    factories.meeting_of(group, people[0])

    for person in people:
        answer = signed_in(person).get(group.get_absolute_url())
        assert f"{len(people)} members" in text_of(answer)
        assert f"0 of {len(people)} have said that they come" in text_of(answer)


def test_the_page_costs_the_same_for_few_and_many(group, mentee, coordinator, signed_in):
    def count(person):
        browser = signed_in(person)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(group.get_absolute_url()).status_code == 200
        return len(captured)

    factories.meeting_of(group, mentee)
    few = [count(mentee), count(coordinator)]
    for n in range(4):
        factories.member_of(group)
        factories.meeting_of(group, mentee, day=timezone.localdate() - timedelta(days=n + 1))
    many = [count(mentee), count(coordinator)]

    assert max(many) <= PAGE_QUERIES
    assert [m - f for f, m in zip(few, many, strict=True)] == [0, 0]
