"""Where a message goes: by mail at once, in the summary, or to the list only."""

from datetime import timedelta

import pytest
from django.core import mail

from notifications.kinds import Weight
from notifications.models import Message, Notice, Preference
from notifications.ways import Channel
from tests.factories import UserFactory
from tests.notifications.conftest import TUESDAY

pytestmark = pytest.mark.django_db
NIGHT = TUESDAY.replace(hour=22)  # midnight in Helsinki
MORNING = (TUESDAY + timedelta(days=1)).replace(hour=5)  # seven o'clock
PROGRAMME = 7


def state(message):
    message.refresh_from_db()
    return message.state


def test_what_is_prompt_is_mailed_at_once_and_stands_in_the_list(owed, minute, person):
    message = owed(Weight.PROMPT, 1, at=TUESDAY)

    assert minute(TUESDAY) == ["Thing 1"]
    assert state(message) == "sent"
    [notice] = Notice.objects.visible_to(person)
    assert (notice.title, notice.url, notice.reason, notice.is_read) == (
        "Thing 1", "/things/1/", "Because of prompt.", False,
    )  # fmt: skip


def test_what_is_routine_is_held_and_stands_in_the_list_already(owed, minute, person):
    message = owed(Weight.ROUTINE, 1, at=TUESDAY)

    assert minute(TUESDAY) == []
    assert state(message) == "held"
    assert Notice.objects.visible_to(person).count() == 1


def test_at_night_what_is_prompt_waits_for_the_morning_and_is_told_once(owed, minute, person):
    message = owed(Weight.PROMPT, 1, at=NIGHT)

    assert minute(NIGHT) == []
    assert (state(message), message.next_try_at) == ("waiting", MORNING)
    assert minute(MORNING - timedelta(minutes=1)) == []
    assert minute(MORNING) == ["Thing 1"]
    assert Notice.objects.visible_to(person).count() == 1


def test_what_would_be_too_late_in_the_morning_is_told_at_night(owed, minute, stale):
    stale[1] = MORNING - timedelta(hours=1)
    owed(Weight.PROMPT, 1, at=NIGHT)

    assert minute(NIGHT) == ["Thing 1"]


def test_what_became_untrue_in_the_night_is_not_mailed_in_the_morning(owed, minute, untrue):
    message = owed(Weight.PROMPT, 1, at=NIGHT)
    minute(NIGHT)
    untrue.add(1)

    assert minute(MORNING) == []
    assert state(message) == "dropped"


def test_the_night_is_that_of_the_person(owed, minute):
    far = UserFactory(time_zone="America/New_York")  # five in the afternoon there
    owed(Weight.PROMPT, 1, at=NIGHT, to=far)

    assert minute(NIGHT) == ["Thing 1"]


def test_security_and_the_like_know_no_night_no_mute_and_no_choice(owed, minute, person):
    Preference.objects.choose(person, kind="mandatory", channel=Channel.HERE)
    Preference.objects.mute(person, programme=PROGRAMME, until=None)
    owed(Weight.MANDATORY, 1, at=NIGHT, programme=PROGRAMME)

    assert minute(NIGHT) == ["Thing 1"]


@pytest.mark.parametrize(
    ("weight", "channel", "mailed", "becomes"),
    [
        (Weight.PROMPT, Channel.NOW, 1, "sent"),
        (Weight.PROMPT, Channel.DIGEST, 0, "held"),
        (Weight.PROMPT, Channel.HERE, 0, "in_app"),
        (Weight.ROUTINE, Channel.NOW, 0, "held"),  # what is routine never comes at once
        (Weight.ROUTINE, Channel.DIGEST, 0, "held"),
        (Weight.ROUTINE, Channel.HERE, 0, "in_app"),
    ],
)
def test_the_person_chooses_for_each_kind(owed, minute, person, weight, channel, mailed, becomes):
    Preference.objects.choose(person, kind=str(weight), channel=channel)
    message = owed(weight, 1, at=TUESDAY)

    assert len(minute(TUESDAY)) == mailed
    assert state(message) == becomes
    assert Notice.objects.visible_to(person).count() == 1


def test_a_muted_programme_is_neither_mailed_nor_rings_and_others_do(owed, minute, person):
    Preference.objects.mute(person, programme=PROGRAMME, until=None)
    owed(Weight.PROMPT, 1, at=TUESDAY, programme=PROGRAMME)
    owed(Weight.PROMPT, 2, at=TUESDAY, programme=PROGRAMME + 1)

    assert minute(TUESDAY) == ["Thing 2"]
    assert Notice.objects.visible_to(person).count() == 2
    assert Notice.objects.rings(person) == 1


def test_a_mute_ends_by_itself_with_its_last_day(owed, minute, person):
    Preference.objects.mute(person, programme=PROGRAMME, until=TUESDAY.date())
    owed(Weight.PROMPT, 1, at=TUESDAY, programme=PROGRAMME)
    owed(Weight.PROMPT, 2, at=TUESDAY + timedelta(days=1), programme=PROGRAMME)

    assert minute(TUESDAY) == []
    assert minute(TUESDAY + timedelta(days=1)) == ["Thing 2"]


def test_a_notice_exists_once_however_often_its_mail_is_tried(owed, minute, person, settings):
    message = owed(Weight.PROMPT, 1, at=TUESDAY)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    minute(TUESDAY)
    minute(TUESDAY + timedelta(minutes=10))
    assert state(message) == "waiting"
    assert Notice.objects.visible_to(person).count() == 1

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert minute(TUESDAY + timedelta(hours=2)) == ["Thing 1"]
    assert Notice.objects.visible_to(person).count() == 1


def test_without_the_unique_key_there_would_be_two(owed, minute, person):
    """The control: the same message told twice with two keys."""
    message = owed(Weight.PROMPT, 1, at=TUESDAY)
    minute(TUESDAY)
    Notice.objects.update(key="another")
    Message.objects.filter(pk=message.pk).update(state="waiting")

    minute(TUESDAY)

    assert Notice.objects.visible_to(person).count() == 2
    assert len(mail.outbox) == 2
