"""The ways people go, in a real browser: how many screens, how many clicks, with what they have."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Affiliation
from meetings.models import Attendance, Meeting
from programmes.models import Group, Participant, Programme, Role
from tests import factories
from tests.browser.checks import barriers, sideways
from tests.browser.watch import Watch
from tests.programmes.test_import import FAULTS

HEAD = "Nimi\tSähköposti\tRooli\n"
MOST_SCREENS, MOST_CLICKS, MOST_CLICKS_TO_A_LOG = 5, 18, 3


class Walk:
    """One person at one page. Every press is counted; the page has to follow."""

    def __init__(self, page, url):
        self.page = page
        self.watch = Watch(page, url)
        self.clicks = 0

    def press(self, role, name):
        self.clicks += 1
        self.page.get_by_role(role, name=name).first.click()

    def into(self, label):
        """Put the cursor into a field, which is a click too."""
        self.clicks += 1
        field = self.page.get_by_label(label).first
        field.click()
        return field

    @property
    def screens(self):
        return len(set(self.watch.screens))

    def begin_to_count(self):
        self.clicks = 0
        self.watch.screens.clear()


@pytest.fixture
def walk_as(open_context, live_server):
    walks = []

    def begin(person, **options):
        walk = Walk(open_context(person, **options).new_page(), live_server.url)
        walks.append(walk)
        return walk

    yield begin
    assert [fault for walk in walks for fault in walk.watch.faults] == []


@pytest.fixture
def organiser(transactional_db):
    at = factories.AffiliationFactory(
        user__name="Hannele Ranta", role=Affiliation.Role.ORGANISER, organisation__name="Lakeland"
    )
    return at.user


def table():
    """288 good rows, every sixth a mentor, and 12 with a fault."""
    roles = ("mentori", *["aktori"] * 5)
    rows = [f"Person {n}\tp{n}@lakeland.example\t{roles[n % 6]}" for n in range(288)]
    return HEAD + "\n".join([*rows, *FAULTS])


def set_up(walk, name):
    """From the home to a programme that is open for people."""
    walk.page.goto("/")
    walk.press("link", "New programme")
    walk.press("radio", "Mentoring as a course")
    walk.press("button", "Continue with this practice")
    walk.into("Name").fill(name)
    walk.press("button", "Save and continue")
    walk.press("button", "Save and continue")
    walk.press("button", "Create the programme")
    return Programme.objects.get(name=name)


def test_from_new_programme_to_invited_people(walk_as, organiser):
    walk = walk_as(organiser)
    walk.page.goto("/")
    walk.begin_to_count()

    programme = set_up(walk, "eGroup 2027")
    walk.watch.screens.remove("/")
    walk.into("People").fill(table())
    walk.press("button", "Read the table")
    expect(walk.page.get_by_text("300 rows read")).to_be_visible()
    assert [*barriers(walk.page), *sideways(walk.page)] == []
    walk.press("button", "suggestions")
    expect(walk.page.locator("#live")).to_contain_text("repaired")
    walk.press("button", "Invite 2")
    expect(walk.page.get_by_text("people are in").first).to_be_visible()

    invited = programme.participants.filter(state=Participant.State.INVITED).count()
    print(f"\n{walk.screens} screens, {walk.clicks} clicks, {invited} invited")  # noqa: T201
    assert invited >= 288
    assert walk.screens <= MOST_SCREENS
    assert walk.clicks <= MOST_CLICKS


def test_groups_are_formed_evenly_with_people_who_are_invited(walk_as, organiser):
    programme = set_up_in_rows(organiser, mentors=4, mentees=10)
    walk = walk_as(organiser)

    walk.page.goto(reverse("programmes:groups", args=[programme.pk]))
    walk.press("link", "Form groups evenly")
    walk.press("link", "Also who is invited")
    walk.page.get_by_role("button", name="Form").last.click()

    expect(walk.page.locator(".board .group").first).to_be_visible()
    seats = [group.memberships.count() for group in Group.objects.filter(programme=programme)]
    assert len(seats) >= 2
    assert sum(seats) == 14
    assert max(seats) - min(seats) <= 1


def set_up_in_rows(organiser, *, mentors, mentees):
    programme = factories.ProgrammeFactory()
    programme.partners.create(organisation=organiser.affiliations.get().organisation, is_lead=True)
    factories.ParticipantFactory(programme=programme, user=organiser, role=Role.COORDINATOR)
    for role, count in ((Role.MENTOR, mentors), (Role.MENTEE, mentees)):
        factories.ParticipantFactory.create_batch(
            count, programme=programme, role=role, state="invited", joined_at=None
        )
    return programme


def test_a_meeting_from_its_plan_to_its_log(walk_as, transactional_db):
    group = factories.GroupFactory(name="Koivu")
    mentor = factories.member_of(group, Role.MENTOR, name="Thuy Linh Nguyen")
    mentee = factories.member_of(group, Role.MENTEE, name="Noora Al-Hamdani")

    plan(walk_as(mentor), group)
    meeting = Meeting.objects.get(group=group)
    answer(walk_as(mentee, viewport={"width": 360, "height": 740}, has_touch=True), meeting)
    began = timezone.now() - timedelta(hours=3)
    Meeting.objects.filter(pk=meeting.pk).update(
        day=began.date(), starts_at=began, ends_at=began + timedelta(hours=1)
    )
    clicks = write_log(walk_as(mentor), meeting)

    meeting.refresh_from_db()
    print(f"\n{clicks} clicks from the meeting to its log")  # noqa: T201
    assert meeting.state == Meeting.State.HELD
    assert meeting.log.insights == "Ask for help early."
    assert clicks <= MOST_CLICKS_TO_A_LOG


def plan(walk, group):
    walk.page.goto(group.get_absolute_url())
    walk.press("link", "Plan a meeting")
    day = timezone.localdate() + timedelta(days=7)
    walk.page.get_by_label("Day", exact=False).first.fill(day.isoformat())
    walk.page.get_by_label("Time", exact=False).first.fill("16:30")
    walk.press("button", "Plan and ask everybody")
    expect(walk.page.get_by_text("Meeting planned.").first).to_be_visible()


def answer(walk, meeting):
    """By one tap; the page stays."""
    walk.page.goto(meeting.get_absolute_url())
    loaded = len(walk.watch.screens)
    walk.page.get_by_role("button", name="I come").tap()
    expect(walk.page.locator("#answer .saved")).to_be_visible()
    expect(walk.page.get_by_role("button", name="I come")).to_have_attribute("aria-pressed", "true")
    assert len(walk.watch.screens) == loaded
    assert Attendance.objects.filter(meeting=meeting, answer="yes").count() == 1


def write_log(walk, meeting):
    walk.page.goto(meeting.get_absolute_url())
    walk.press("link", "Write the log")
    walk.into("Key insights").fill("Ask for help early.")
    walk.press("button", "Save the log")
    expect(walk.page.get_by_text("Log saved").first).to_be_visible()
    return walk.clicks


def test_a_practice_is_chosen_with_the_keyboard_alone(walk_as, organiser):
    walk = walk_as(organiser)
    walk.page.goto(reverse("programmes:new"))

    reach(walk.page, "[name=practice]")
    walk.page.keyboard.press("Space")
    walk.page.keyboard.press("ArrowDown")
    chosen = walk.page.locator("[name=practice]:checked").get_attribute("value")
    reach(walk.page, "button.btn-primary")
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_url("**/setup/basics/")

    assert Programme.objects.get().practice_key == chosen


def reach(page, selector):
    """Tab forward until the thing has the focus, and can be seen to have it."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid", f"no focus to be seen on {selector}"
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_rows_are_repaired_without_javascript(walk_as, organiser):
    programme = set_up_in_rows(organiser, mentors=0, mentees=0)
    walk = walk_as(organiser, java_script_enabled=False)
    good = "\n".join(f"Person {n}\tp{n}@lakeland.example\taktori" for n in range(6))

    walk.page.goto(reverse("programmes:import", args=[programme.pk]))
    walk.into("People").fill(f"{HEAD}{good}\n{FAULTS[0]}\n{FAULTS[6]}")
    walk.press("button", "Read the table")
    walk.press("button", "Use aino.k@lakeland.example")
    expect(walk.page.get_by_text("repaired and moved to New").first).to_be_visible()
    walk.page.get_by_role("textbox", name="Mail address, row").fill("dot@lakeland.example")
    walk.press("button", "Save what I typed")
    walk.press("button", "Invite 8 people")

    expect(walk.page.get_by_text("8 people are in").first).to_be_visible()
    assert programme.participants.filter(state="invited").count() == 8
