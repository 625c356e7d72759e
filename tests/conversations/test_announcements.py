"""A coordinator writes to some people: who they are, what they get, once, and whether it came."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from conversations import audiences
from conversations.models import Announcement
from meetings.models import Meeting
from notifications.models import Message
from notifications.tasks import tick
from programmes.models import Group, Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    """No quiet hours anywhere near."""
    with time_machine.travel(datetime(2026, 11, 24, 10, tzinfo=UTC)):
        yield


@pytest.fixture
def url(programme):
    return reverse("conversations:write", args=[programme.pk])


def sent(**fields):
    return {"to": "mentors", "title": "Hello", "text": "Welcome", "token": str(uuid4())} | fields


def owed(programme):
    return set(
        Message.objects.filter(kind="announcement", programme=programme.pk).values_list(
            "person", flat=True
        )
    )


def test_it_is_looked_at_before_it_goes(
    programme, group, mentor, mentee, coordinator, url, signed_in
):
    mentor.language = "fi"
    mentor.save()
    browser = signed_in(coordinator)

    page = browser.post(url, sent(look="1", text="See https://lakeland.example/kick-off."))

    html = " ".join(page.content.decode().split())
    assert "It goes to 1 person" in html
    assert "1 reads in Finnish" in html
    assert 'href="https://lakeland.example/kick-off"' in html
    assert Announcement.objects.count() == 0

    answer = browser.post(url, sent(send="1", seen="1"), follow=True)

    assert "Sent to 1 person." in answer.content.decode()
    assert owed(programme) == {mentor.pk}


def test_if_the_people_change_meanwhile_the_new_number_is_shown_first(
    programme, group, mentor, coordinator, url, signed_in
):
    browser = signed_in(coordinator)
    factories.member_of(group, Role.MENTOR)

    page = browser.post(url, sent(send="1", seen="1"))

    assert "It goes to 2 people" in page.content.decode()
    assert Announcement.objects.count() == 0


def test_pressed_twice_it_is_sent_once(programme, group, mentor, coordinator, url, signed_in):
    browser = signed_in(coordinator)
    form = sent(send="1", seen="1")

    first, second = browser.post(url, form), browser.post(url, form)

    assert first.url == second.url
    assert Announcement.objects.count() == 1
    assert Message.objects.filter(kind="announcement").count() == 1


def test_without_the_token_it_would_be_sent_twice(
    programme, group, mentor, coordinator, url, signed_in
):
    """The control: the same words as two forms."""
    browser = signed_in(coordinator)

    for _n in range(2):
        browser.post(url, sent(send="1", seen="1"))

    assert Announcement.objects.count() == 2


def test_somebody_with_two_roles_gets_it_once(
    programme, group, mentor, coordinator, url, signed_in
):
    factories.ParticipantFactory(programme=programme, user=mentor, role=Role.TEACHER)

    signed_in(coordinator).post(url, sent(to="everybody", send="1", seen="1"))

    assert Message.objects.filter(kind="announcement").count() == 1


def test_the_mail_says_who_wrote_and_answers_go_to_them(
    programme, group, mentor, coordinator, url, signed_in
):
    signed_in(coordinator).post(url, sent(send="1", seen="1", title="Kick-off"))

    tick()

    [letter] = mail.outbox
    assert letter.subject == "Kick-off"
    assert letter.reply_to == [coordinator.email]
    assert "You get this because Hannele Ranta, who coordinates" in letter.body


def test_who_has_left_meanwhile_gets_nothing(programme, group, mentor, coordinator, url, signed_in):
    signed_in(coordinator).post(url, sent(send="1", seen="1"))
    programme.participants.get(user=mentor).leave(now=timezone.now())

    tick()

    assert mail.outbox == []
    assert Message.objects.get(kind="announcement").state == Message.State.DROPPED


def test_each_set_is_what_it_says(programme, group, mentor, mentee):
    now = timezone.now()
    teacher = factories.ParticipantFactory(programme=programme, role=Role.TEACHER).user
    free = factories.ParticipantFactory(programme=programme).user
    asked = factories.ParticipantFactory(
        programme=programme, state="invited", joined_at=None, invited_at=now
    ).user
    factories.ParticipantFactory(programme=programme, state="left")
    factories.coordinator_of(programme)
    Group.objects.update(formed_at=now - timedelta(days=60))

    def of(key, one=None):
        return {who.user for who in audiences.people_of(key, programme, one, now)}

    assert of("everybody") == {mentor, mentee, teacher, free}
    assert of("mentors") == {mentor}
    assert of("mentees") == {mentee, free}
    assert of("teachers") == {teacher}
    assert of("unanswered") == {asked}
    assert of("homeless") == {free}
    assert of("group", group) == {mentor, mentee}
    assert of("group_mentors", group) == {mentor}
    assert of("quiet_groups") == {mentor, mentee}
    assert of("quiet_mentors") == {mentor}
    assert of("log_owed") == set()

    factories.meeting_of(group, mentor)
    assert of("quiet_groups") == set()
    past = now - timedelta(days=3)
    Meeting.objects.update(starts_at=past - timedelta(hours=1), ends_at=past)
    assert of("log_owed") == {mentor}


def test_one_group_is_written_to_by_its_address(
    programme, group, mentor, mentee, coordinator, url, signed_in
):
    other = factories.member_of(factories.GroupFactory(programme=programme))
    browser = signed_in(coordinator)
    url = f"{url}?group={group.pk}"
    assert "Everybody in Koivu" in browser.get(url).content.decode()

    browser.post(url, sent(to="group", send="1", seen="2"))

    assert owed(programme) == {mentor.pk, mentee.pk}
    assert other.pk not in owed(programme)


def test_the_text_is_read_by_those_it_was_written_to_and_by_coordinators(
    programme, group, mentor, mentee, coordinator, outsider, signed_in
):
    written = Announcement.write(
        programme=programme,
        audience="mentors",
        people=[mentor.pk],
        title="Hello",
        text="kanarialintu",
        by=coordinator,
        now=timezone.now(),
    )
    url = written.get_absolute_url()

    for person in (mentor, coordinator):
        assert "kanarialintu" in signed_in(person).get(url).content.decode()
    for person in (mentee, outsider, factories.coordinator_of(factories.ProgrammeFactory())):
        assert signed_in(person).get(url).status_code == 404
    assert mentor.email in signed_in(coordinator).get(url).content.decode()
    assert "Has it arrived?" not in signed_in(mentor).get(url).content.decode()


def test_the_list_tells_how_many_were_sent(
    programme, group, mentor, mentee, coordinator, signed_in
):
    browser = signed_in(coordinator)
    url = reverse("conversations:sent", args=[programme.pk])
    assert "Nothing written yet" in browser.get(url).content.decode()
    written = Announcement.write(
        programme=programme,
        audience="everybody",
        people=[mentor.pk, mentee.pk],
        title="Hello",
        text="Welcome",
        by=coordinator,
        now=timezone.now(),
    )
    written.messages().filter(person=mentor).update(state=Message.State.SENT)

    page = browser.get(url).content.decode()
    arrived = browser.get(written.get_absolute_url() + "?state=sent")

    assert "1 of 2 sent" in page
    assert len(arrived.context["page"].rows) == 1


def test_only_coordinators_write(programme, group, mentor, outsider, url, signed_in):
    for person in (mentor, outsider):
        assert signed_in(person).get(url).status_code == 404
        assert signed_in(person).post(url, sent(send="1", seen="1")).status_code == 404
    assert Announcement.objects.count() == 0


def test_the_limit_on_mails_holds(programme, group, mentor, coordinator, url, signed_in, settings):
    settings.LIMITS_ARE_ON = True
    settings.LIMITS = settings.LIMITS | {"mail": "2/h"}
    browser = signed_in(coordinator)

    codes = [browser.post(url, sent(send="1", seen="1")).status_code for _n in range(3)]

    assert codes == [302, 302, 429]
    assert browser.post(url, sent(look="1")).status_code == 200


@pytest.mark.parametrize("text", ["", " " * 20, "x" * 5001, "a\x00b"])
def test_texts_that_cannot_be_sent_are_said_at_the_field(
    text, programme, group, mentor, coordinator, url, signed_in
):
    answer = signed_in(coordinator).post(url, sent(send="1", seen="1", text=text))

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"text"}
