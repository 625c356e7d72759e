"""At most one routine mail a day, for anybody."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from notifications import digest
from notifications.kinds import Weight
from notifications.models import Message, Preference
from notifications.round import go_round
from notifications.ways import Channel
from tests.factories import UserFactory
from tests.notifications.conftest import TUESDAY
from tests.programmes.test_import_races import at_once, only_postgresql

EIGHT = (TUESDAY + timedelta(days=1)).replace(hour=6)  # on Wednesday in Helsinki
DAY = timedelta(days=1)


@pytest.mark.django_db
def test_what_can_wait_comes_in_one_mail_at_eight(owed, minute):
    for about in (1, 2, 3):
        owed(Weight.ROUTINE, about, at=TUESDAY)
    minute(TUESDAY)

    assert minute(EIGHT - timedelta(minutes=1)) == []
    assert minute(EIGHT) == ["Thing 1 (and 2 more)"]
    assert minute(EIGHT) == []
    assert set(Message.objects.values_list("kind", "state")) == {
        ("routine", "sent"), ("digest", "sent"),
    }  # fmt: skip
    [letter] = mail.outbox
    for about in (1, 2, 3):
        assert f"Thing {about}" in letter.body
        assert f"/things/{about}/" in letter.body
        assert f'/things/{about}/">Thing {about}</a>' in letter.alternatives[0][0]
    assert "one mail a day at most" in letter.body
    assert letter.body.count("More words.") == 3
    assert "Yes: https://raanu.example/yes/2/" in letter.body
    assert 'href="https://raanu.example/yes/2/">Yes</a>' in letter.alternatives[0][0]


@pytest.mark.django_db
def test_a_single_thing_reads_like_a_mail_of_its_own(owed, minute):
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    minute(TUESDAY)

    assert minute(EIGHT) == ["Thing 1"]
    assert "More words." in mail.outbox[0].body
    assert "Because of routine." in mail.outbox[0].body


@pytest.mark.django_db
def test_what_has_become_untrue_is_left_out(owed, minute, untrue):
    kept, gone = (owed(Weight.ROUTINE, about, at=TUESDAY) for about in (1, 2))
    minute(TUESDAY)
    untrue.add(2)

    assert minute(EIGHT) == ["Thing 1"]
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (kept.state, gone.state) == ("sent", "dropped")


@pytest.mark.django_db
def test_when_nothing_is_true_any_more_no_mail_comes_and_a_later_thing_still_does(
    owed, minute, untrue, stale
):
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    minute(TUESDAY)
    untrue.add(1)
    assert minute(EIGHT) == []

    stale[2] = EIGHT + timedelta(hours=3)
    owed(Weight.ROUTINE, 2, at=EIGHT + timedelta(hours=1))
    minute(EIGHT + timedelta(hours=1))

    assert minute(EIGHT + timedelta(hours=1, minutes=1)) == ["Thing 2"]


@pytest.mark.django_db
@pytest.mark.parametrize("choice", ["muted", "only here", "never"])
def test_a_choice_made_meanwhile_counts(owed, minute, person, choice):
    owed(Weight.ROUTINE, 1, at=TUESDAY, programme=7)
    minute(TUESDAY)
    if choice == "muted":
        Preference.objects.mute(person, programme=7, until=None)
    elif choice == "only here":
        Preference.objects.choose(person, kind="routine", channel=Channel.HERE)
    else:
        Preference.objects.of(person).change(now=TUESDAY, rhythm="never")

    assert minute(EIGHT) == []
    assert minute(EIGHT + DAY) == []
    assert Message.objects.get(kind="routine").state == "in_app"


@pytest.mark.django_db
def test_another_hour_counts_for_what_is_held_already(owed, minute, person):
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    minute(TUESDAY)

    Preference.objects.of(person).change(now=TUESDAY, hour=15)

    assert minute(TUESDAY.replace(hour=13)) == ["Thing 1"]


@pytest.mark.django_db
def test_once_a_week_is_on_monday(owed, minute, person):
    Preference.objects.of(person).change(now=TUESDAY, rhythm="weekly")
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    sent = [minute(TUESDAY), *(minute(EIGHT + DAY * n) for n in range(6))]

    assert sent == [[], [], [], [], [], [], ["Thing 1"]]


@pytest.mark.django_db
def test_what_would_be_out_of_date_calls_for_the_summary_of_today(owed, minute, stale):
    stale[2] = EIGHT - timedelta(hours=1)
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    owed(Weight.ROUTINE, 2, at=TUESDAY)
    minute(TUESDAY)

    assert minute(TUESDAY + timedelta(minutes=1)) == ["Thing 1 (and one more)"]


@pytest.mark.django_db
def test_if_the_summary_of_today_has_gone_it_is_told_in_the_list_only(owed, minute, stale, untrue):
    owed(Weight.ROUTINE, 1, at=TUESDAY - DAY)
    minute(TUESDAY - DAY)
    assert minute(TUESDAY) == ["Thing 1"]
    stale[2] = EIGHT - timedelta(hours=1)
    owed(Weight.ROUTINE, 2, at=TUESDAY)

    assert minute(TUESDAY) == []
    assert minute(TUESDAY + timedelta(minutes=1)) == []
    untrue.add(2)
    assert minute(EIGHT) == []


@pytest.mark.django_db
def test_a_refused_summary_keeps_everything_for_the_next_try(owed, minute, settings):
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    minute(TUESDAY)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    minute(EIGHT)
    assert Message.objects.get(kind="routine").state == "held"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert minute(EIGHT + timedelta(minutes=30)) == ["Thing 1"]
    assert Message.objects.get(kind="routine").state == "sent"


@pytest.mark.django_db
def test_a_late_summary_counts_for_the_day_on_which_it_goes(owed, minute, stale):
    """Wednesday's was stuck and goes on Thursday; nothing else routine comes on Thursday."""
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    minute(TUESDAY)
    digest.owe(EIGHT)
    Message.objects.filter(kind="digest").update(next_try_at=EIGHT + DAY)
    assert minute(EIGHT + DAY) == ["Thing 1"]

    stale[2] = EIGHT + DAY * 2 - timedelta(hours=1)
    owed(Weight.ROUTINE, 2, at=EIGHT + DAY)
    minute(EIGHT + DAY)

    assert minute(EIGHT + DAY + timedelta(minutes=1)) == []


@pytest.mark.django_db
def test_for_somebody_who_is_gone_the_clock_does_not_turn_in_circles(owed, minute, person):
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    minute(TUESDAY)
    person.is_active = False
    person.save()
    tries = []
    for n in range(5):
        minute(EIGHT + timedelta(minutes=n))
        bundle = Message.objects.get(kind="digest")
        tries.append((bundle.state, bundle.next_try_at))

    assert mail.outbox == []
    assert {state for state, _at in tries} == {"dropped"}
    assert len({at for _state, at in tries}) <= 2
    assert Message.objects.get(kind="routine").next_try_at == EIGHT + DAY


def a_week_of(owed, minute, person, weight, start):
    """30 messages of five programmes at odd hours; the mails of each local day."""
    dice, mails = Random(5), Counter()
    due = sorted(start + timedelta(minutes=dice.randrange(7 * 24 * 60)) for _n in range(30))
    moments = sorted({*due, *(start + timedelta(hours=n) for n in range(9 * 24))})
    about = iter(range(30))
    for moment in moments:
        for _one in range(due.count(moment)):
            number = next(about)
            owed(weight, number, at=moment, programme=number % 5)
        mails[moment.astimezone(person.zone).date()] += len(minute(moment))
    return mails


WEEKS = [
    ("Europe/Helsinki", datetime(2026, 10, 21, tzinfo=UTC)),  # the clocks go back
    ("Europe/Helsinki", datetime(2027, 3, 24, tzinfo=UTC)),  # and forward
    ("America/New_York", datetime(2026, 11, 9, tzinfo=UTC)),
    ("Pacific/Auckland", datetime(2026, 11, 9, tzinfo=UTC)),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "start"), WEEKS)
def test_nobody_gets_two_routine_mails_a_day_in_five_programmes(owed, minute, person, zone, start):
    person.time_zone = zone
    person.save()

    mails = a_week_of(owed, minute, person, Weight.ROUTINE, start)

    assert max(mails.values()) == 1
    assert 6 <= sum(mails.values()) <= 9
    assert Message.objects.filter(kind="routine", state="sent").count() == 30


@pytest.mark.django_db
def test_without_the_rule_several_come_a_day(owed, minute, person, promise):
    """The control: the same messages with a weight that the rule does not bind."""
    start = WEEKS[0][1]
    bound = a_week_of(owed, minute, person, Weight.ROUTINE, start)
    free = a_week_of(owed, minute, person, Weight.PROMPT, start + timedelta(days=14))

    assert sum(free.values()) == 30
    promise(
        "Most routine mails in a day, five programmes, 30 messages in a week",
        max(bound.values()),
        "mails",
        goal=1,
        control=max(free.values()),
    )


@pytest.mark.django_db
def test_moving_through_zones_brings_no_second_one_on_a_day(owed, minute, person):
    """Each hour in Auckland, in Helsinki and in New York, with something due in each."""
    mails = []
    for step in range(24 * 3):
        moment = TUESDAY + timedelta(hours=step)
        owed(Weight.ROUTINE, step, at=moment)
        for zone in ("Pacific/Auckland", "Europe/Helsinki", "America/New_York"):
            person.time_zone = zone
            person.save()
            Message.objects.held().update(next_try_at=moment)
            if minute(moment):
                mails.append((moment, person.zone))

    assert len(mails) >= 3
    for n, (moment, zone) in enumerate(mails):
        before = {timezone.localdate(earlier, zone) for earlier, _zone in mails[:n]}
        assert timezone.localdate(moment, zone) not in before


@pytest.mark.django_db
def test_queries_for_the_summaries_do_not_grow_with_people(
    owed, minute, django_assert_max_num_queries
):
    for n in range(30):
        owed(Weight.ROUTINE, n, at=TUESDAY, to=UserFactory())
    minute(TUESDAY)

    with django_assert_max_num_queries(8):
        digest.owe(EIGHT)

    assert Message.objects.filter(kind="digest", state="waiting").count() == 30


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_ticks_and_postmen_at_once_send_one(owed, minute, time_machine):
    for about in range(10):
        owed(Weight.ROUTINE, about, at=TUESDAY)
    minute(TUESDAY)
    time_machine.move_to(EIGHT, tick=False)

    def tick():
        digest.owe(EIGHT)
        return go_round()

    taken = at_once(*[tick] * 6)
    go_round()

    assert sum(taken) <= 1
    assert [letter.subject for letter in mail.outbox] == ["Thing 0 (and 9 more)"]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_without_the_key_of_the_day_several_are_owed(owed, minute, monkeypatch):
    """The control: a key that is new each time."""
    keys = iter(range(100))
    intend = digest.intend

    def keyless(person, *, day, now):
        bundle = intend(person, day=day, now=now)
        bundle.key += f":{next(keys)}"
        return bundle

    monkeypatch.setattr(digest, "intend", keyless)
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    minute(TUESDAY)

    at_once(*[lambda: digest.owe(EIGHT)] * 6)

    assert connection.vendor == "postgresql"
    assert Message.objects.filter(kind="digest").count() > 1
