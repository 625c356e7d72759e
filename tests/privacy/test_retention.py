"""What has been kept long enough goes at night, and what is shown before is what goes."""

import zlib
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from meetings.models import Log
from notifications.models import Message
from privacy.forgetting import ahead, forget
from programmes.models import Participant, PeopleImport
from tests import factories

NOW = timezone.now()


@pytest.fixture
def log(group, mentor, mentee):
    meeting = factories.meeting_of(group, mentor)
    return Log.objects.create(
        meeting=meeting, insights="We learned", written_by=mentee, written_at=NOW
    )


def ended(programme, *, days_ago, keep_months=24):
    programme.starts_on = NOW.date() - timedelta(days=days_ago + 100)
    programme.ends_on = NOW.date() - timedelta(days=days_ago)
    programme.keep_months = keep_months
    programme.save()


def test_a_programme_that_is_over_for_long_no_longer_knows_its_people(programme, log, mentee):
    ended(programme, days_ago=800)
    members = log.meeting.group.memberships.count()

    forget(NOW)

    log.refresh_from_db()
    assert (log.insights, log.written_by) == ("", None)
    assert not Participant.objects.filter(user=mentee).exists()
    assert log.meeting.group.memberships.count() == members
    names = {who.user.get_full_name() for who in programme.participants.select_related("user")}
    assert names == {"Former participant"}
    mentee.refresh_from_db()
    assert mentee.name == "Noora Al-Hamdani"  # the account lives on


def test_until_then_everything_stays(programme, log, mentee):
    ended(programme, days_ago=700)

    assert forget(NOW) == {}

    log.refresh_from_db()
    assert (log.insights, log.written_by) == ("We learned", mentee)


def test_each_programme_says_for_how_long(programme, log):
    ended(programme, days_ago=200, keep_months=6)

    forget(NOW)

    log.refresh_from_db()
    assert log.insights == ""


def test_two_roles_of_one_person_become_one_former_participant(programme, mentee):
    factories.ParticipantFactory(programme=programme, user=mentee, role="teacher")
    ended(programme, days_ago=800)

    forget(NOW)

    assert len(set(programme.participants.values_list("user", flat=True))) == 1


def test_a_second_night_changes_nothing(programme, log):
    ended(programme, days_ago=800)
    forget(NOW)
    people = User.objects.count()

    assert forget(NOW) == {}
    assert User.objects.count() == people


def test_rows_with_a_clock_of_their_own_go(programme, mentee, coordinator):
    old, new = NOW - timedelta(days=400), NOW - timedelta(days=10)
    Message.objects.owe(
        Message.intend("invitation", person_id=mentee.pk, about=1, due_at=at) for at in (old, new)
    )
    for made_at in (old, new):
        taken = PeopleImport.objects.create(
            programme=programme, by=coordinator, source=zlib.compress(b"x")
        )
        PeopleImport.objects.filter(pk=taken.pk).update(made_at=made_at)

    forget(NOW)

    assert list(Message.objects.values_list("due_at", flat=True)) == [new]
    assert list(PeopleImport.objects.values_list("made_at", flat=True)) == [new]


def test_closed_accounts_are_erased_after_thirty_days(mentee, mentor):
    mentee.close(at=NOW - timedelta(days=31))
    mentor.close(at=NOW - timedelta(days=29))

    forget(NOW)

    mentee.refresh_from_db()
    mentor.refresh_from_db()
    assert mentee.erased_at
    assert not mentor.erased_at


def test_what_is_announced_is_what_goes(programme, log, mentee):
    ended(programme, days_ago=800)
    old = NOW - timedelta(days=400)
    Message.objects.owe([Message.intend("x", person_id=mentee.pk, about=1, due_at=old)])

    announced = {}
    for table, _retention, counts in ahead({"tonight": NOW}):
        announced[table] = announced.get(table, 0) + counts["tonight"]

    assert {table: rows for table, rows in announced.items() if rows} == forget(NOW)


def test_the_announcement_is_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        ahead({"tonight": NOW, "in a month": NOW + timedelta(days=30)})
