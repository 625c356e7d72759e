"""A coordinator's Monday: what needs them, each cleared in two clicks, and what came of it."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conversations.models import Announcement
from meetings.models import Attendance, Log, Meeting
from mentoring_platform.monday import gathered, monday
from notifications.models import Message
from notifications.tasks import tick
from programmes.models import Group, Participant, Role, SetAside
from tests import factories
from tests import world as worlds

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")


def people(programme, role, count, state="active", **fields):
    return [
        factories.ParticipantFactory(
            programme=programme, role=role, state=state, user__name=f"{role} {n}", **fields
        )
        for n in range(count)
    ]


def healthy(programme, count):
    """Groups of a mentor and three others that met two weeks ago and will meet next week."""
    groups = []
    for n in range(count):
        group = factories.GroupFactory(programme=programme, name=f"Group {n:02}")
        seats = [
            (who, role)
            for role, many in ((Role.MENTOR, 1), (Role.MENTEE, 3))
            for who in people(programme, role, many)
        ]
        for who, role in seats:
            group.add(who, role=role, now=timezone.now())
        meet(group, -14, "held")
        meet(group, 7)
        groups.append(group)
    Group.objects.update(formed_at=timezone.now() - timedelta(days=90))
    return groups


def meet(group, days, state="planned"):
    by = group.memberships.first().participant.user
    [meeting] = Meeting.schedule(
        group=group,
        days=[timezone.localdate() + timedelta(days=days)],
        at=time(12),
        zone="Europe/Helsinki",
        minutes=60,
        by=by,
    )
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    return meeting


def silence(group, days=45):
    """Nothing ahead, and the last meeting so long ago."""
    Meeting.objects.filter(group=group, state="planned").delete()
    past = timezone.now() - timedelta(days=days)
    Meeting.objects.filter(group=group).update(
        starts_at=past, ends_at=past + timedelta(hours=1), state="held"
    )


def miss_two(group):
    Meeting.objects.filter(group=group, state="planned").delete()
    for days in (-8, -4):
        meet(group, days, "missed")


def seeded(programme):
    """Forty groups and five troubles."""
    groups = healthy(programme, 40)
    silence(groups[3])
    miss_two(groups[11])
    meet(groups[17], -5)
    groups[23].memberships.filter(role=Role.MENTOR).update(ended_at=timezone.now())
    people(
        programme,
        Role.MENTEE,
        6,
        state="invited",
        joined_at=None,
        invited_at=timezone.now() - timedelta(days=9),
    )
    return groups


def noon_tomorrow():
    """No quiet hours anywhere near."""
    day = timezone.localdate() + timedelta(days=1)
    return datetime.combine(day, time(12), tzinfo=HELSINKI)


def home(browser):
    return browser.get(reverse("home"))


def things(browser):
    answer = home(browser).context
    return [*answer["things"], *answer["more_things"]]


def kinds(browser):
    return [thing.kind.name for thing in things(browser)]


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class Clicks:
    """A person at the home page who presses the button of a thing, and then the next one."""

    def __init__(self, browser):
        self.browser = browser
        self.count = 0

    def clear(self, thing):
        """Follow the button; on the page behind it press the primary one as it stands."""
        page = home(self.browser)
        form = self._form(page, thing) if page.context.get("first") == thing else None
        if form is None:
            self.count += 1
            page = self.browser.get(thing.url)
            form = self._form(page, thing)
        url, sent = form
        self.count += 1
        return self.browser.post(url, sent, follow=True)

    def _form(self, page, thing):
        """What the browser would send with the form that holds the primary button."""
        context, url = page.context, thing.item_url
        if context.get("free"):
            return url, {"people": [context["free"][0].pk], "do": "seat"}
        if thing.kind.text:
            return url, {**context["ask"].initial, "do": "ask"}
        return url, {"do": "remind"}


def test_forty_groups_with_five_troubles_give_exactly_five_things(
    programme, coordinator, signed_in, promise
):
    seeded(programme)
    browser = signed_in(coordinator)

    found = things(browser)

    assert [thing.kind.name for thing in found] == [
        "quiet", "missed", "mentorless", "unlogged", "unanswered",
    ]  # fmt: skip
    assert "5 things need you, Hannele" in text_of(home(browser))
    clicks = []
    for thing in found:
        walk = Clicks(browser)
        walk.clear(thing)
        clicks.append(walk.count)
        assert thing.key not in {one.key for one in things(browser)}, thing.key
    assert things(browser) == []
    assert "Nothing needs you now, Hannele" in text_of(home(browser))
    promise(
        "Monday: clicks to clear each of five troubles of 40 groups", max(clicks), "clicks", goal=2
    )


def test_forty_healthy_groups_need_nothing(programme, coordinator, signed_in):
    """The control: the same groups without the troubles."""
    healthy(programme, 40)

    page = home(signed_in(coordinator))

    assert "Nothing needs you now, Hannele" in text_of(page)
    assert "All done" in text_of(page)


def test_what_is_sent_reaches_the_mentors_in_their_language(programme, coordinator, signed_in):
    [group] = healthy(programme, 1)
    silence(group)
    mentor = group.memberships.get(role=Role.MENTOR).participant.user
    mentor.language, mentor.name = "fi", "Kerttu Väisänen"
    mentor.save()
    browser = signed_in(coordinator)
    thing = home(browser).context["first"]

    page = text_of(home(browser))
    Clicks(browser).clear(thing)

    assert "To Kerttu Väisänen, in Finnish" in page
    announcement = Announcement.objects.get()
    assert [message.person for message in announcement.messages()] == [mentor]
    with time_machine.travel(noon_tomorrow()):
        tick()
    [sent] = mail.outbox
    assert sent.to == [mentor.email]
    assert sent.reply_to == [coordinator.email]
    assert announcement.text in sent.body


def test_the_text_may_be_changed_before_it_is_sent(programme, coordinator, signed_in):
    [group] = healthy(programme, 1)
    silence(group)
    url = reverse("monday_item", args=["quiet", group.pk])

    signed_in(coordinator).post(url, {"do": "ask", "title": "Hi", "text": "All well?"})

    assert Announcement.objects.get().text == "All well?"


def test_what_is_not_needed_stays_away_for_14_days_and_comes_back_if_it_is_still_so(
    programme, coordinator, signed_in
):
    [group] = healthy(programme, 1)
    with time_machine.travel(datetime(2026, 11, 3, 9, tzinfo=HELSINKI), tick=False):
        silence(group)
        browser = signed_in(coordinator)
        [thing] = things(browser)
        sent = {"do": "aside", f"{thing.key}-why": "They meet in January"}
        browser.post(thing.item_url, sent)
        assert things(browser) == []
        assert "It comes back on 17 Nov" in text_of(home(browser))
    with time_machine.travel(datetime(2026, 11, 17, 8, 59, tzinfo=HELSINKI), tick=False):
        assert things(signed_in(coordinator)) == []
    with time_machine.travel(datetime(2026, 11, 17, 9, 1, tzinfo=HELSINKI), tick=False):
        page = home(signed_in(coordinator))
        assert [one.key for one in page.context["things"]] == [thing.key]
        assert "because “They meet in January”. Nothing has changed since." in text_of(page)


def test_afterwards_it_is_told_what_came_of_it(programme, coordinator, signed_in):
    [group] = healthy(programme, 1)
    silence(group)
    browser = signed_in(coordinator)
    Clicks(browser).clear(things(browser)[0])
    assert "You wrote to Group 00 on" in text_of(home(browser))
    assert "It comes back on" in text_of(home(browser))

    meet(group, 9)

    page = text_of(home(browser))
    assert things(browser) == []
    assert "It meets on" in page
    assert "It comes back on" not in page


def test_a_reason_must_be_given(programme, coordinator, signed_in):
    [group] = healthy(programme, 1)
    silence(group)
    url = reverse("monday_item", args=["quiet", group.pk])

    answer = signed_in(coordinator).post(url, {"do": "aside", f"quiet-{group.pk}-why": " "})

    assert answer.status_code == 422
    assert SetAside.objects.count() == 0


def test_of_two_coordinators_one_is_told_that_it_is_done(programme, coordinator, signed_in):
    [group] = healthy(programme, 1)
    silence(group)
    other = factories.coordinator_of(programme, name="Lucía Fernández")
    url = reverse("monday_item", args=["quiet", group.pk])
    sent = {"do": "ask", "title": "Hi", "text": "All well?"}

    signed_in(coordinator).post(url, sent)
    answer = signed_in(other).post(url, sent, follow=True)

    assert "Somebody else has answered this meanwhile. Nothing was sent." in text_of(answer)
    assert Announcement.objects.count() == 1
    assert "Hannele wrote to Group 00" in text_of(home(signed_in(other)))


def test_without_the_one_row_both_would_have_written(
    programme, coordinator, monkeypatch, signed_in
):
    """The control of the guard above."""
    monkeypatch.setattr(SetAside, "put", lambda **row: True)
    [group] = healthy(programme, 1)
    silence(group)
    other = factories.coordinator_of(programme)
    url = reverse("monday_item", args=["quiet", group.pk])
    for person in (coordinator, other):
        signed_in(person).post(url, {"do": "ask", "title": "Hi", "text": "All well?"})

    assert Announcement.objects.count() == 2


def test_more_than_seven_are_put_together_by_kind_and_programme(programme, coordinator, signed_in):
    groups = healthy(programme, 12)
    for group in groups[:9]:
        silence(group)
    meet(groups[10], -5)
    browser = signed_in(coordinator)

    [together, unlogged] = home(browser).context["things"]

    assert together.title == "9 groups have not met for 30 days, and nothing is planned"
    listed = browser.get(together.url)
    assert len(listed.context["things"]) == 9
    assert unlogged.kind.name == "unlogged"

    browser.post(together.url)

    assert Message.objects.filter(kind="announcement").count() == 9
    assert kinds(browser) == ["unlogged"]


def test_seven_of_a_kind_stay_seven(programme, coordinator, signed_in):
    for group in healthy(programme, 8)[:7]:
        silence(group)

    assert kinds(signed_in(coordinator)) == ["quiet"] * 7


def test_several_troubles_of_a_group_are_one_thing(programme, coordinator, signed_in):
    [group] = healthy(programme, 1)
    silence(group)
    group.memberships.filter(role=Role.MENTOR).update(ended_at=timezone.now())
    browser = signed_in(coordinator)

    [thing] = [one for one in things(browser) if one.kind.of_group]

    assert thing.kind.name == "quiet"
    assert thing.more == ["Group 00 has no mentor"]
    assert home(browser).context["words"].audience == "group"


def test_nothing_of_a_log_is_told(programme, coordinator, signed_in):
    [group] = healthy(programme, 1)
    log = {"themes": "kanarialintu", "insights": "kanarialintu", "written_at": timezone.now()}
    for meeting in Meeting.objects.filter(group=group):
        Log.objects.create(meeting=meeting, **log)
    silence(group)
    browser = signed_in(coordinator)
    url = reverse("monday_item", args=["quiet", group.pk])

    assert "kanarialintu" not in home(browser).content.decode()
    assert "kanarialintu" not in browser.get(url).content.decode()


def test_a_thing_exists_for_coordinators_only(programme, coordinator, outsider, signed_in):
    [group] = healthy(programme, 1)
    silence(group)
    mentor = group.memberships.get(role=Role.MENTOR).participant.user
    url = reverse("monday_item", args=["quiet", group.pk])

    assert signed_in(coordinator).get(url).status_code == 200
    for person in (mentor, outsider):
        assert signed_in(person).get(url).status_code == 404
        assert signed_in(person).post(url, {"do": "ask"}).status_code == 404
    assert signed_in(coordinator).get(reverse("monday_item", args=["odd", 1])).status_code == 404


def test_what_has_been_seen_to_meanwhile_says_so(programme, coordinator, signed_in):
    [group] = healthy(programme, 1)
    url = reverse("monday_item", args=["quiet", group.pk])

    answer = signed_in(coordinator).get(url, follow=True)

    assert "This has been seen to already." in text_of(answer)


def test_people_with_a_mentor_to_spare_are_offered_the_seat(programme, coordinator, signed_in):
    [group] = healthy(programme, 1)
    group.memberships.filter(role=Role.MENTOR).update(ended_at=timezone.now())
    browser = signed_in(coordinator)
    [thing] = [one for one in things(browser) if one.kind.name == "mentorless"]

    Clicks(browser).clear(thing)

    assert group.memberships.current().filter(role=Role.MENTOR).count() == 1


def test_where_no_mentor_is_free_the_others_are_asked(programme, coordinator, signed_in):
    group, other = healthy(programme, 2)
    group.memberships.get(role=Role.MENTOR).participant.leave(now=timezone.now())
    browser = signed_in(coordinator)
    [thing] = things(browser)

    Clicks(browser).clear(thing)

    [owed] = Announcement.objects.get().messages()
    assert owed.person == other.memberships.get(role=Role.MENTOR).participant.user
    assert things(browser) == []


def test_people_without_a_group_are_a_thing_if_no_group_lacks_them(
    programme, coordinator, signed_in
):
    [group] = healthy(programme, 1)
    people(programme, Role.MENTEE, 1)
    assert kinds(signed_in(coordinator)) == ["homeless"]

    group.memberships.filter(role=Role.MENTEE, seat=1).update(ended_at=timezone.now())
    assert kinds(signed_in(coordinator)) == ["homeless", "small"]

    Participant.objects.filter(memberships=None, role=Role.MENTEE).delete()
    assert kinds(signed_in(coordinator)) == ["small"]


def test_a_reminder_tells_how_many_have_answered_since(programme, coordinator, signed_in):
    asked_at = timezone.now() - timedelta(days=8)
    invited = people(
        programme, Role.MENTEE, 3, state="invited", joined_at=None, invited_at=asked_at
    )
    browser = signed_in(coordinator)
    [thing] = things(browser)
    Clicks(browser).clear(thing)
    invited[0].decline(now=timezone.now())

    page = text_of(home(browser))

    assert "3 people invited to" in page
    assert "2 invitations are open now." in page


def test_a_programme_past_its_end_asks_to_be_closed(programme, coordinator, signed_in):
    programme.ends_on = date.today() - timedelta(days=1)
    programme.save()

    [thing] = things(signed_in(coordinator))

    assert thing.kind.name == "ended"
    assert thing.url == reverse("programmes:state", args=[programme.pk])


def test_the_order_is_the_same_each_time(programme, coordinator):
    for group in healthy(programme, 6):
        silence(group)

    runs = [[thing.key for thing in monday(coordinator, timezone.now()).things] for _n in range(3)]

    assert runs[0] == runs[1] == runs[2]
    assert len({*runs[0]}) == 6


def test_home_costs_ten_queries_however_many_groups_there_are(signed_in):
    with transaction.atomic():
        few = count(signed_in, worlds.build(10))
        transaction.set_rollback(True)
    many = count(signed_in, worlds.build(300))

    assert few == many
    assert many <= 10


def count(signed_in, world):
    browser = signed_in(world.coordinator)
    with CaptureQueriesContext(connection) as captured:
        assert home(browser).status_code == 200
    return len(captured)


def test_gathering_keeps_what_cannot_be_put_together(programme, coordinator):
    for n in range(9):
        draft = factories.ProgrammeFactory(state="draft", name=f"Draft {n}")
        factories.ParticipantFactory(programme=draft, user=coordinator, role=Role.COORDINATOR)

    found = gathered(monday(coordinator, timezone.now()).things)

    assert len(found) == 9


def test_attendance_is_no_reason(programme, coordinator, signed_in):
    """Who says no to a meeting is nobody's trouble."""
    healthy(programme, 1)
    Attendance.objects.update(answer="no")

    assert things(signed_in(coordinator)) == []
