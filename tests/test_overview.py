"""Is it going well? Figures that open what they count, groups that need help, the next step."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.models import Attendance, Log, Meeting
from mentoring_platform.templatetags.ui import short_day
from programmes.models import Group, Participant, Programme, Role
from tests import factories
from tests import world as worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(programme, coordinator, signed_in):
    programme.lay_phases()
    return signed_in(coordinator)


def seen(browser, programme):
    return browser.get(programme.get_absolute_url()).context


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def fill(group, mentees=3, mentors=1):
    """Enough people, so that the group is not too small."""
    for _n in range(mentors):
        factories.member_of(group, Role.MENTOR)
    for _n in range(mentees):
        factories.member_of(group, Role.MENTEE)


def grown(group, days):
    Group.objects.filter(pk=group.pk).update(formed_at=timezone.now() - timedelta(days=days))


def meeting(group, days, state="planned"):
    by = group.memberships.first().participant.user
    planned = factories.meeting_of(group, by, day=date.today() + timedelta(days=days))
    Meeting.objects.filter(pk=planned.pk).update(state=state)
    return planned


def back(days):
    """All meetings so many days ago."""
    end = timezone.now() - timedelta(days=days)
    Meeting.objects.update(starts_at=end - timedelta(hours=1), ends_at=end)


def helps(browser, programme):
    return [(str(h.group), h.title, h.more, h.verb) for h in seen(browser, programme)["helps"]]


# Figures


def test_each_figure_is_what_its_list_shows(browser, programme, group):
    """Every number is a link, and the page behind it has as many rows."""
    fill(group)
    factories.GroupFactory(programme=programme, name="Kuusi")
    factories.ParticipantFactory(programme=programme)
    factories.ParticipantFactory(programme=programme, state="invited", joined_at=None)
    factories.ParticipantFactory(programme=programme, state="left")
    for days, state in ((-20, "held"), (-10, "held"), (-5, "planned"), (-4, "cancelled")):
        meeting(group, days, state)
    meeting(group, 5)
    html = browser.get(programme.get_absolute_url()).content.decode()
    figures = html[html.index('<dl class="figures">') : html.index("</dl>")]

    links = re.findall(r'<a class="(?:num|plain-link)" href="([^"]+)">\D*(\d+)', figures)

    assert len(links) == 9
    for url, number in links:
        assert len(browser.get(url).context["page"].rows) == int(number), url
    assert [int(number) for _url, number in links] == [6, 1, 2, 1, 1, 2, 3, 1, 1]


def test_the_figures_say_from_when_they_are(browser, programme):
    assert re.search(r"As of \d\d:\d\d today", text_of(browser.get(programme.get_absolute_url())))


def test_attendance_counts_those_who_were_asked_to_meetings_that_were_held(
    browser, programme, group
):
    fill(group, mentees=3, mentors=1)
    assert seen(browser, programme)["attendance"] is None

    held = meeting(group, -10, "held")
    meeting(group, -3)
    Attendance.objects.filter(meeting=held).update(was_present=True)
    away = Attendance.objects.filter(meeting=held).first()
    away.was_present = False
    away.save()

    assert seen(browser, programme)["attendance"] == 75


def test_modules_that_are_off_show_no_figures(browser, programme):
    programme.modules = ["people_list"]
    programme.save()

    page = text_of(browser.get(programme.get_absolute_url()))

    assert "Meetings held" not in page
    assert "Groups " not in page.split("Is it going well?")[1].split("needs help")[0]


# Groups that need help


def test_a_group_with_a_date_and_its_logs_needs_no_help(browser, programme, group):
    fill(group)
    grown(group, 90)
    meeting(group, -40, "held")
    assert helps(browser, programme)

    meeting(group, 3)

    assert helps(browser, programme) == []


def test_a_silent_group_is_named_with_its_last_meeting(browser, programme, group):
    fill(group)
    grown(group, 90)
    last = meeting(group, -45, "held")

    [help_] = seen(browser, programme)["helps"]

    assert help_.title.startswith("No meeting since ")
    assert str(last.day.day) in help_.title
    assert (help_.urgency, help_.since) == ("late", "silent 1\xa0month")
    assert help_.url == group.get_absolute_url()


def test_a_group_that_never_met_is_left_in_peace_for_a_week(browser, programme, group):
    fill(group)
    grown(group, 6)
    assert helps(browser, programme) == []

    grown(group, 8)
    assert helps(browser, programme) == [
        ("Koivu", "No meeting yet, none planned", "", "See the group")
    ]


def test_thirty_days_without_a_meeting_are_too_many(browser, programme, group):
    fill(group)
    grown(group, 90)
    meeting(group, -29, "held")
    assert helps(browser, programme) == []

    back(days=31)
    assert len(helps(browser, programme)) == 1


def test_a_log_may_take_two_days(browser, programme, group):
    fill(group)
    meeting(group, -1)
    assert helps(browser, programme) == []

    back(days=3)
    assert helps(browser, programme) == [
        ("Koivu", "A past meeting has no log", "", "See its meetings")
    ]


def test_a_group_without_enough_people_is_named(browser, programme, group):
    fill(group, mentees=2)

    assert helps(browser, programme) == [
        (
            "Koivu",
            "Only 2 people besides the mentors, at least 3 are wanted",
            "",
            "Add people",
        )
    ]

    factories.member_of(group, Role.MENTEE)
    assert helps(browser, programme) == []


def test_a_group_without_a_mentor_is_named(browser, programme, group):
    fill(group, mentors=0)

    assert helps(browser, programme) == [("Koivu", "No mentor", "", "Add people")]


def test_an_empty_group_has_one_reason(browser, programme, group):
    grown(group, 90)

    assert helps(browser, programme) == [("Koivu", "Nobody is in the group yet", "", "Add people")]


def test_several_reasons_stand_together_under_one_button(browser, programme, group):
    fill(group, mentees=1)
    grown(group, 90)
    meeting(group, -60)

    assert helps(browser, programme) == [
        (
            "Koivu",
            "No meeting yet, none planned",
            "A past meeting has no log. Only 1 person besides the mentors, at least 3 are wanted.",
            "See the group",
        )
    ]


@pytest.mark.parametrize("state", ["forming", "closed"])
def test_groups_that_are_not_at_work_need_no_help(browser, programme, group, state):
    assert helps(browser, programme)

    Group.objects.update(state=state)

    assert helps(browser, programme) == []


@pytest.mark.parametrize("state", ["draft", "closed", "archived"])
def test_a_programme_that_is_not_under_way_asks_for_no_help(browser, programme, group, state):
    assert helps(browser, programme)

    Programme.objects.update(state=state)

    assert helps(browser, programme) == []


def test_meetings_do_not_matter_where_they_are_off(browser, programme, group):
    fill(group)
    grown(group, 90)
    assert helps(browser, programme)

    programme.modules = ["groups"]
    programme.save()

    assert helps(browser, programme) == []


def test_the_most_urgent_come_first_and_all_stand_behind_the_number(browser, programme, group):
    grown(group, 90)
    for n in range(40):
        factories.GroupFactory(programme=programme, name=f"Aspen {n:02}")

    found = seen(browser, programme)
    url = reverse("programme_help", args=[programme.pk])
    first = browser.get(url).context["page"]
    second = browser.get(url + first.next_url).context["page"]

    assert (found["help_count"], len(found["helps"])) == (41, 5)
    assert str(found["helps"][0].group) == "Koivu"
    assert len({row.pk for row in (*first.rows, *second.rows)}) == 41
    assert url in browser.get(programme.get_absolute_url()).content.decode()


# The set-up


def titles(context):
    return [str(check.title) for check in context["checks"]]


def test_the_checklist_follows_what_is_there(browser, programme):
    Programme.objects.update(state="draft")
    context = seen(browser, programme)
    assert titles(context)[0] == "Plan the programme"
    assert context["checks"][0].url == reverse("programmes:setup", args=[programme.pk])

    Programme.objects.update(state="open")
    assert titles(seen(browser, programme))[0] == "Bring people in"

    factories.ParticipantFactory(programme=programme)
    assert titles(seen(browser, programme))[0] == "Form groups"

    group = factories.GroupFactory(programme=programme)
    assert titles(seen(browser, programme))[0] == "Find a group for everybody"

    group.add(programme.participants.get(role="mentee"), role="mentee", now=timezone.now())
    assert titles(seen(browser, programme))[0] == "First meetings planned"

    planned = meeting(group, 3)
    assert titles(seen(browser, programme))[0] == "Start the programme"

    Programme.objects.update(state="running")
    assert titles(seen(browser, programme)) == ["First meeting held"]

    Meeting.objects.filter(pk=planned.pk).update(state="held")
    context = seen(browser, programme)
    assert titles(context) == []
    assert context["percent_set_up"] == 100


def test_the_current_phase_is_marked(browser, programme):
    html = browser.get(programme.get_absolute_url()).content.decode()

    [marked] = re.findall(r'<li aria-current="step"><b>([^<]+)</b>', html)

    now = [phase for phase in programme.phases.all() if phase.is_now]
    assert [marked] == [phase.get_kind_display() for phase in now]


# Lately


def test_a_series_is_told_once_by_its_first_day(browser, programme, group, mentor):
    first = date.today() + timedelta(days=7)
    days = [first, first + timedelta(days=21)]
    Meeting.schedule(
        group=group, days=days, at=time(16), zone="Europe/Helsinki", minutes=60, by=mentor
    )

    [told, _joined] = seen(browser, programme)["lately"]

    assert told.text == f"Group Koivu planned to meet on {short_day(first)}"


def test_lately_tells_who_joined_and_which_logs_were_written_never_what(
    browser, programme, group, mentor, signed_in
):
    planned = factories.meeting_of(group, mentor, day=date.today() - timedelta(days=1))
    Log.objects.create(
        meeting=planned,
        themes="Secret theme",
        insights="Secret insight",
        decisions="Secret decision",
        written_by=mentor,
        written_at=timezone.now(),
    )

    answer = browser.get(programme.get_absolute_url())

    assert [event.text for event in answer.context["lately"]] == [
        "Group Koivu wrote the log of meeting 1",
        f"Group Koivu planned to meet on {short_day(planned.day)}",
        "Thuy Linh Nguyễn joined as mentor",
    ]
    assert "Secret" not in text_of(answer)
    assert "Secret" in text_of(signed_in(mentor).get(planned.get_absolute_url()))


def test_lately_shows_the_last_five_of_a_month(browser, programme):
    for n in range(7):
        factories.ParticipantFactory(
            programme=programme, joined_at=timezone.now() - timedelta(days=n)
        )
    old = factories.ParticipantFactory(
        programme=programme, joined_at=timezone.now() - timedelta(days=31)
    )

    lately = seen(browser, programme)["lately"]

    assert len(lately) == 5
    assert [event.at for event in lately] == sorted((e.at for e in lately), reverse=True)
    Participant.objects.exclude(pk=old.pk).exclude(role="coordinator").delete()
    assert seen(browser, programme)["lately"] == []


# Who sees what


def test_members_see_what_the_programme_is_and_where_they_stand(
    programme, group, mentee, signed_in
):
    programme.purpose, programme.effort = "To learn together.", "20 hours"
    programme.save()
    programme.lay_phases()
    factories.coordinator_of(programme, name="Hannele Ranta")
    factories.GroupFactory(programme=programme, name="Of others")

    page = text_of(signed_in(mentee).get(programme.get_absolute_url()))

    for told in ("To learn together.", "20 hours", "Koivu", "Mentee", "Hannele Ranta"):
        assert told in page
    for hidden in ("Is it going well?", "Of others", "Lately", "needs help"):
        assert hidden not in page


def test_others_do_not_see_that_there_is_a_programme(programme, outsider, signed_in):
    head = factories.AffiliationFactory(role="head").user
    programme.partners.create(organisation=head.affiliations.get().organisation, is_lead=True)

    for person in (outsider, head):
        assert signed_in(person).get(programme.get_absolute_url()).status_code == 404
        url = reverse("programme_help", args=[programme.pk])
        assert signed_in(person).get(url).status_code == 404


def test_who_needs_help_is_for_coordinators(programme, mentee, signed_in):
    url = reverse("programme_help", args=[programme.pk])
    assert signed_in(mentee).get(url).status_code == 403

    Participant.objects.filter(user=mentee).update(role=Role.COORDINATOR)
    assert signed_in(mentee).get(url).status_code == 200


# Speed


@pytest.mark.parametrize(
    ("page", "who"),
    [("programme", "coordinator"), ("programme", "member"), ("programme_help", "coordinator")],
)
def test_twelve_queries_are_enough_however_many_rows_there_are(page, who, signed_in):
    with transaction.atomic():
        few = count(page, who, signed_in, worlds.build(10))
        transaction.set_rollback(True)

    many = count(page, who, signed_in, worlds.build(300))

    assert few == many
    assert many <= 12


def count(page, who, signed_in, world):
    browser = signed_in(getattr(world, who))
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(reverse(page, args=[world.programme.pk])).status_code == 200
    return len(captured)
