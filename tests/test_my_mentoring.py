"""What needs me now? The first page, for every role and for somebody with all of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.models import Attendance, Log, Meeting
from programmes.models import Group, Participant, Programme, Role
from tests import factories

pytestmark = pytest.mark.django_db
HOME_QUERIES = 10


def in_days(n):
    return timezone.localdate() + timedelta(days=n)


def home(browser):
    return browser.get(reverse("home"))


def as_shown(form):
    """What a browser sends when nothing was touched."""
    return {field.name: "" if field.value() is None else field.value() for field in form}


def steps_of(answer):
    return [(step.verb, step.url) for step in [*answer.context["steps"], *answer.context["more"]]]


def test_somebody_without_anything_is_told_what_happens_next(outsider, signed_in):
    page = home(signed_in(outsider)).content.decode()

    assert "Nothing needs you now, Olli" in page
    assert "You are not in a programme yet" in page
    assert "Meetings appear here as soon as you sit in a group." in page


def test_one_thing_is_one_thing(group, mentee, signed_in):
    answer = home(signed_in(mentee))

    assert "One thing needs you, Noora" in answer.content.decode()
    assert steps_of(answer) == [("Plan a meeting", reverse("meetings:plan", args=[group.pk]))]


def test_things_come_by_deadline_and_late_ones_first(group, mentee, signed_in):
    factories.meeting_of(group, mentee, day=in_days(9), theme="Soon")
    past = factories.meeting_of(group, mentee, day=in_days(-3))
    coming = Meeting.objects.get(theme="Soon")
    other = factories.ParticipantFactory(user=mentee, state="invited", invite_at=timezone.now())

    answer = home(signed_in(mentee))

    urls = [url for _verb, url in steps_of(answer)]
    assert urls[0] == reverse("meetings:log", args=[past.pk])
    assert urls[1].startswith("/invitations/")
    assert urls[2] == coming.get_absolute_url()
    assert "3 things need you, Noora" in answer.content.decode()
    assert "3 days late" in answer.content.decode()
    assert other.programme.name in answer.content.decode()


def test_an_answer_given_is_off_the_list(group, mentee, signed_in):
    meeting = factories.meeting_of(group, mentee)
    browser = signed_in(mentee)
    assert ("Answer", meeting.get_absolute_url()) in steps_of(home(browser))

    browser.post(reverse("meetings:answer", args=[meeting.pk]), {"answer": "maybe"})

    answer = home(browser)
    assert steps_of(answer) == []
    assert "Your answer: Perhaps" in " ".join(answer.content.decode().split())


def test_a_meeting_far_ahead_asks_for_no_answer_yet(group, mentee, signed_in):
    factories.meeting_of(group, mentee, day=in_days(15))

    assert steps_of(home(signed_in(mentee))) == []


def test_from_the_meeting_to_the_finished_log_it_is_two_presses(group, mentee, signed_in):
    meeting = factories.meeting_of(group, mentee, day=in_days(-1))
    browser = signed_in(mentee)

    [(verb, url), _plan] = steps_of(home(browser))
    form = browser.get(url).context["form"]
    answer = browser.post(url, as_shown(form))

    assert verb == "Write the log"
    assert answer.url == meeting.get_absolute_url()
    assert Log.objects.get().meeting == meeting
    assert "Write the log" not in [verb for verb, _url in steps_of(home(browser))]


def test_the_next_meeting_has_its_join_button(group, mentee, signed_in):
    factories.meeting_of(group, mentee, day=in_days(3), video_url="https://meet.example/koivu")
    factories.meeting_of(group, mentee, day=in_days(5), video_url="https://meet.example/later")

    page = home(signed_in(mentee)).content.decode()

    assert 'href="https://meet.example/koivu" rel="noopener noreferrer"' in page
    assert "https://meet.example/later" not in page


def test_the_next_meeting_is_the_one_i_come_to_if_there_is_one(group, mentee, signed_in):
    first = factories.meeting_of(group, mentee, day=in_days(3))
    second = factories.meeting_of(group, mentee, day=in_days(5))
    Attendance.objects.filter(meeting=first).update(answer="no")

    assert home(signed_in(mentee)).context["next"] == second

    second.cancel()
    assert home(signed_in(mentee)).context["next"] == first


def test_what_is_out_of_sight_is_not_on_the_list(group, mentee, signed_in):
    """Meetings that were switched off, and programmes in the archive."""
    factories.meeting_of(group, mentee, day=in_days(-3))
    factories.meeting_of(group, mentee, day=in_days(3), theme="kanarialintu")
    programme = group.programme
    assert len(steps_of(home(signed_in(mentee)))) == 2

    modules = [module for module in programme.modules if module != "meetings"]
    Programme.objects.update(modules=modules)
    off = home(signed_in(mentee))
    Programme.objects.update(modules=programme.modules, state="archived")
    archived = home(signed_in(mentee))

    for answer in (off, archived):
        assert steps_of(answer) == []
        assert "kanarialintu" not in answer.content.decode()


def test_coordinators_finish_drafts_and_form_groups(signed_in):
    draft = factories.ProgrammeFactory(state="draft")
    running = factories.ProgrammeFactory()
    person = factories.coordinator_of(draft)
    factories.ParticipantFactory(programme=running, user=person, role=Role.COORDINATOR)
    factories.ParticipantFactory.create_batch(3, programme=running)

    answer = home(signed_in(person))

    page = " ".join(answer.content.decode().split())
    assert [(thing.kind.verb, thing.url) for thing in answer.context["things"]] == [
        ("Form groups", reverse("matching:even", args=[running.pk])),
        ("Go on", reverse("programmes:setup", args=[draft.pk])),
    ]
    assert f"3 people of {running} have no group yet" in page
    assert "I coordinate" in page


def test_a_coordinator_reads_no_theme(group, mentee, coordinator, signed_in):
    factories.meeting_of(group, mentee, theme="kanarialintu")

    assert "kanarialintu" in home(signed_in(mentee)).content.decode()
    assert "kanarialintu" not in home(signed_in(coordinator)).content.decode()


def test_seven_are_shown_and_the_rest_waits(mentee, signed_in):
    for _n in range(9):
        factories.ParticipantFactory(user=mentee, state="invited", invite_at=timezone.now())

    answer = home(signed_in(mentee))

    assert (len(answer.context["steps"]), len(answer.context["more"])) == (7, 3)
    assert "3 more" in answer.content.decode()


def busy_person(n):
    """n of everything that a first page can tell, in every role."""
    person = factories.UserFactory(name="Jyrki Monirooli")
    for _n in range(n):
        programme = factories.ProgrammeFactory()
        draft = factories.ProgrammeFactory(state="draft")
        for led in (programme, draft):
            factories.ParticipantFactory(programme=led, user=person, role=Role.COORDINATOR)
        factories.ParticipantFactory(user=person, state="invited", invite_at=timezone.now())
        factories.AffiliationFactory(user=person)
        for role in (Role.MENTOR, Role.MENTEE):
            group = factories.GroupFactory(programme=programme)
            mine = factories.ParticipantFactory(programme=programme, user=person, role=role)
            group.add(mine, role=role, now=timezone.now())
            factories.member_of(group)
            for day in (-4, 4):
                factories.meeting_of(group, person, day=in_days(day))
        factories.GroupFactory(programme=programme).add(mine, role=role, now=timezone.now())
    return person


def test_a_person_with_every_role_costs_ten_queries_however_much_there_is(signed_in):
    counts = []
    for n in (1, 6):
        browser = signed_in(busy_person(n))
        with CaptureQueriesContext(connection) as captured:
            answer = home(browser)
        counts.append(len(captured))
        assert answer.context["count"] >= 6 * n

    assert counts[0] == counts[1]
    assert counts[1] <= HOME_QUERIES


def test_my_way_counts_what_was_held(group, mentee, signed_in):
    for day in (-20, -10):
        factories.meeting_of(group, mentee, day=in_days(day))
    Meeting.objects.update(state=Meeting.State.HELD)
    factories.meeting_of(group, mentee, day=in_days(1))
    Attendance.objects.update(answer="yes")

    page = " ".join(home(signed_in(mentee)).content.decode().split())

    assert f"2 of {group.programme.meetings_planned} held" in page
    assert "All done" in page


def test_a_closed_group_is_history(group, mentee, signed_in):
    Group.objects.update(state=Group.State.CLOSED)
    Participant.objects.update(unit="")

    answer = home(signed_in(mentee))

    assert steps_of(answer) == []
    assert answer.context["seats"] == []
