"""Finding what is due for a hundred thousand people."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import Attendance
from notifications import kinds
from notifications.models import Message
from reminders.models import Rule
from tests import factories
from tests.faults.conftest import FULL

MANY, FEW = (100_000, 1_000) if FULL else (4_000, 400)
A_GROUP = 5
TIMES = 12

FILL = [
    """INSERT INTO accounts_user SELECT (u).* FROM (SELECT jsonb_populate_record(
         template, jsonb_build_object('id', {base} + n, 'email', n || '.{base}@many.example',
           'pseudonym', gen_random_uuid())) u
       FROM accounts_user template, generate_series(1, {n}) n WHERE template.id = {user}) x""",
    """INSERT INTO programmes_participant SELECT (p).* FROM (SELECT jsonb_populate_record(
         template, jsonb_build_object('id', {base} + n, 'user_id', {base} + n)) p
       FROM programmes_participant template, generate_series(1, {n}) n
       WHERE template.id = {participant}) x""",
    """INSERT INTO programmes_group SELECT (g).* FROM (SELECT jsonb_populate_record(
         template, jsonb_build_object('id', {base} + n, 'name', 'G{base}.' || n)) g
       FROM programmes_group template, generate_series(0, {groups} - 1) n
       WHERE template.id = {group}) x""",
    """INSERT INTO programmes_groupmembership SELECT (m).* FROM (SELECT jsonb_populate_record(
         template, jsonb_build_object('id', {base} + n, 'participant_id', {base} + n,
           'group_id', {base} + (n - 1) / {size}, 'seat', (n - 1) % {size} + 1)) m
       FROM programmes_groupmembership template, generate_series(1, {n}) n
       WHERE template.id = {seat}) x""",
    """INSERT INTO meetings_meeting SELECT (m).* FROM (SELECT jsonb_populate_record(
         template, jsonb_build_object('id', {base} + n, 'group_id', {base} + n)) m
       FROM meetings_meeting template, generate_series(0, {groups} - 1) n
       WHERE template.id = {meeting}) x""",
    """INSERT INTO meetings_attendance SELECT (a).* FROM (SELECT jsonb_populate_record(
         template, jsonb_build_object('id', {base} + n, 'participant_id', {base} + n,
           'meeting_id', {base} + (n - 1) / {size})) a
       FROM meetings_attendance template, generate_series(1, {n}) n
       WHERE template.id = {attendance}) x""",
]
BARE = """INSERT INTO notifications_message
    (kind, person_id, about, due_at, key, state, next_try_at, attempts, failure, weight, programme)
  SELECT 'bare', p.user_id, a.id, m.starts_at - interval '1 day',
    'bare:' || p.user_id || ':' || a.id || to_char(m.starts_at, 'YYYYMMDD"T"HH24MI'),
    'waiting', m.starts_at - interval '1 day', 0, '', 'prompt', g.programme_id
  FROM meetings_attendance a
  JOIN meetings_meeting m ON m.id = a.meeting_id
  JOIN programmes_group g ON g.id = m.group_id
  JOIN programmes_participant p ON p.id = a.participant_id
  JOIN programmes_groupmembership s
    ON s.participant_id = p.id AND s.group_id = g.id AND s.ended_at IS NULL
  WHERE m.state = 'planned' AND p.state = 'active' AND a.answer <> 'no'
    AND m.starts_at - interval '1 day' <= now() AND m.starts_at > now()
  ON CONFLICT DO NOTHING"""


@pytest.mark.django_db
def test_finding_what_is_due_costs_a_few_questions_however_many_people(figure, time_machine):
    if connection.vendor != "postgresql":
        pytest.skip("the floor is a bare statement of PostgreSQL")
    now = timezone.now()
    time_machine.move_to(now - timedelta(days=2))
    group = factories.GroupFactory()
    person = factories.member_of(group)
    Rule.objects.lay(timezone.now())
    soon = timezone.localtime(now + timedelta(hours=20))
    meeting = factories.meeting_of(group, person, day=soon.date(), at=soon.time().replace(second=0))
    time_machine.move_to(now)
    owe()

    few, _seconds, _bare = owed(FEW, meeting, base=1_000_000)
    many, seconds, bare = owed(MANY, meeting, base=2_000_000)

    with CaptureQueriesContext(connection) as again:
        idle = owe()
    figure(f"Questions to owe {MANY:,} people a reminder", many, "queries", goal=few,
           control=naive_questions(meeting))  # fmt: skip
    figure("Questions of a tick that finds nothing new", len(again), "queries", goal=few)
    figure(f"Time to owe {MANY:,} reminders, of one bare INSERT", round(seconds / bare, 1),
           "times", goal=TIMES)  # fmt: skip
    figure("Seconds of a tick that finds nothing new", round(idle, 2), "s")


def owed(people, meeting, *, base):
    """Questions and seconds to owe everybody a reminder, and seconds of one bare statement."""
    fill(people, meeting, base)
    before = Message.objects.count()
    with CaptureQueriesContext(connection) as asked:
        seconds = owe()
    assert Message.objects.count() - before == people, "not everybody is owed a reminder"
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(BARE)
        bare = time.perf_counter() - began
        assert cursor.rowcount >= people
        cursor.execute("DELETE FROM notifications_message WHERE kind = 'bare'")
    return len(asked), seconds, bare


def fill(people, meeting, base):
    """So many people like this one, in groups of five, each with a meeting at the same time."""
    attendance = meeting.attendances.get()
    seat = meeting.group.memberships.get()
    keys = {
        "n": people, "groups": people // A_GROUP, "size": A_GROUP, "base": base,
        "user": attendance.participant.user_id, "participant": attendance.participant_id,
        "group": meeting.group_id, "seat": seat.pk, "meeting": meeting.pk,
        "attendance": attendance.pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement.format(**keys))
        cursor.execute("ANALYZE")


def owe():
    """What a tick does to find what is due; how long that took."""
    began = time.perf_counter()
    for look in kinds.owing():
        look(timezone.now())
    return time.perf_counter() - began


def naive_questions(meeting):
    """The control: everybody is asked about one by one (the first hundred only)."""
    people = Attendance.objects.filter(meeting__starts_at=meeting.starts_at)[:100]
    with CaptureQueriesContext(connection) as asked:
        for one in people.select_related("participant"):
            intention = Message.intend(
                "naive", person_id=one.participant.user_id, about=one.pk, due_at=timezone.now()
            )
            if not Message.objects.filter(key=intention.key).exists():
                intention.save()
    return len(asked)
