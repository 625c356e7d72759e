"""A round of sending, the heartbeat, and what web, monitor and operators are told of them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from notifications import kinds
from notifications.kinds import Kind, Letter, Weight
from notifications.models import Heartbeat, Message
from notifications.models.message import ATTEMPTS
from notifications.round import go_round
from notifications.tasks import tick
from programmes.models import Programme
from tests import factories

pytestmark = pytest.mark.django_db


def fails(message):
    raise RuntimeError("this kind has a fault")


def speaks(message):
    context = {"participant": None, "programme": Programme.objects.first(), "until": None}
    return Letter(context, title="Hello", url="/", reason="Because.")


@pytest.fixture
def register():
    """Kinds for one test."""
    made = []

    def register(name, compose, **more):
        kinds.register(Kind(name, name, compose, weight=Weight.MANDATORY, **more))
        made.append(name)

    yield register
    for name in made:
        del kinds._kinds[name]


def owed(kind, person, about=1, **more):
    message = Message.intend(kind, person_id=person.pk, about=about, due_at=timezone.now(), **more)
    message.save()
    return message


def state_of(message):
    message.refresh_from_db()
    return message.state


def test_a_kind_that_fails_puts_off_its_own_messages_only(register, mentee, mentor):
    register("broken", fails)
    register("sound", speaks, template="invitation")
    broken, sound = owed("broken", mentee), owed("sound", mentor)

    go_round()

    assert (state_of(broken), broken.attempts) == ("waiting", 1)
    assert "this kind has a fault" in broken.failure
    assert state_of(sound) == "sent"


def test_what_fails_again_and_again_is_parked_for_operators(register, mentee, time_machine):
    register("broken", fails)
    broken = owed("broken", mentee)

    for _n in range(ATTEMPTS):
        go_round()
        broken.refresh_from_db()
        time_machine.move_to(broken.next_try_at + timedelta(seconds=1))

    assert state_of(broken) == "parked"
    assert Message.objects.try_again(now=timezone.now()) == 1


@pytest.mark.parametrize(
    ("outlives", "state"), [(False, "dropped"), (True, "sent")], ids=["most", "the few that may"]
)
@pytest.mark.parametrize("over", [Programme.State.CLOSED, Programme.State.ARCHIVED])
def test_a_closed_programme_ends_messages_about_it(
    register, mentee, programme, over, outlives, state
):
    register("news", speaks, template="invitation", outlives_programme=outlives)
    message = owed("news", mentee, programme=programme.pk)
    Programme.objects.update(state=over)

    go_round()

    assert state_of(message) == state


def test_who_was_told_is_not_told_by_a_second_round(register, mentee):
    register("sound", speaks, template="invitation")
    owed("sound", mentee)

    assert (go_round(), go_round()) == (1, 0)
    assert len(mail.outbox) == 1


def test_a_look_that_fails_keeps_no_other_from_looking(mentee):
    looked = []

    def fails_to_look(now):
        raise RuntimeError("one app has a fault")

    kinds._lookers[:0] = [fails_to_look, looked.append]
    try:
        with pytest.raises(ExceptionGroup):
            tick()
    finally:
        del kinds._lookers[:2]

    assert len(looked) == 1


def told(client, question=""):
    answer = client.get(f"/healthz{question}")
    return answer.status_code, answer.json()


def test_the_web_is_well_without_a_clock_but_says_so(client):
    status, found = told(client)

    assert status == 200
    assert found == {"database": True, "broker": True, "clock": False, "mail": True}
    assert told(client, "?clock")[0] == 503


def test_a_clock_that_ticks_is_well_for_three_minutes(client, time_machine):
    tick()
    assert told(client, "?clock")[0] == 200

    time_machine.move_to(timezone.now() + timedelta(minutes=4))

    assert told(client, "?clock")[0] == 503


def test_a_heartbeat_from_the_future_is_silence(time_machine):
    """The machine's clock was put back since: for an hour the last beat would look fresh."""
    tick()

    time_machine.move_to(timezone.now() - timedelta(hours=1))

    assert Heartbeat.of(Heartbeat.Part.CLOCK).is_silent


def test_a_mail_server_that_is_away_is_told_until_it_is_back(
    client, register, mentee, settings, signed_in, time_machine
):
    register("sound", speaks, template="invitation")
    owed("sound", mentee)
    operator = factories.UserFactory(is_staff=True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tick()

    assert told(client, "?clock")[1]["mail"] is False
    page = signed_in(operator).get("/operators/messages/").content.decode()
    assert "The mail server has taken no mail since" in page

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.move_to(timezone.now() + timedelta(minutes=4))
    tick()
    assert told(client, "?clock") == (200, dict.fromkeys(told(client)[1], True))


def test_operators_read_that_the_clock_stands_still(signed_in):
    operator = factories.UserFactory(is_staff=True)

    page = signed_in(operator).get("/operators/messages/").content.decode()

    assert "The clock has never ticked" in page
