"""Workers and clock were off for two days: what is still true is told once, the rest is not."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from meetings.models import Attendance
from notifications.tasks import tick
from programmes.models import Participant
from tests import factories

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 7, 9, 0, tzinfo=ZoneInfo("Europe/Helsinki"))


def test_two_days_off(time_machine, figure):
    time_machine.move_to(MONDAY, tick=False)
    group = factories.GroupFactory()
    mentor, mentee = factories.member_of(group, "mentor"), factories.member_of(group)
    tick()  # the last one
    by = {"by": mentor, "zone": "Europe/Helsinki"}
    missed = meeting_in(group, hours=30, **by)
    ahead = meeting_in(group, hours=60, **by)
    waiting, declined = (invited(group.programme, name) for name in ("waits", "declines"))
    declined.decline(now=timezone.now())

    back = MONDAY + timedelta(days=2)
    time_machine.move_to(back, tick=False)
    mail.outbox.clear()
    for _n in range(3):
        tick()

    told = Counter(letter.to[0] for letter in mail.outbox)
    due = {mentor.email: 1, mentee.email: 1, waiting.user.email: 1}
    pointless = Counter(told) - Counter(due)
    missing = Counter(due) - Counter(told)
    figure("Still true after two days off, not told", missing.total(), "mails", goal=0)
    figure("Told twice or without a point after two days off", pointless.total(), "mails", goal=0,
           control=by_the_hour(back, missed, ahead, waiting, declined) - len(due))  # fmt: skip


def meeting_in(group, *, hours, by, zone):
    starts = MONDAY + timedelta(hours=hours)
    return factories.meeting_of(group, by, day=starts.date(), at=starts.time())


def invited(programme, name):
    return factories.ParticipantFactory(
        programme=programme,
        user=factories.UserFactory(email=f"{name}@lakeland.example"),
        state=Participant.State.INVITED,
        joined_at=None,
        invite_at=timezone.now() + timedelta(hours=1),
    )


def by_the_hour(now, missed, ahead, *people):
    """The control: what fell due in the two days, as jobs that were put away with their hour."""
    jobs = Attendance.objects.filter(meeting__in=[missed, ahead])
    jobs = [one for one in jobs if one.meeting.starts_at - timedelta(days=1) <= now]
    return len(jobs) + sum(one.invite_at <= now for one in people)
