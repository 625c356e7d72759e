"""Helsinki puts its clocks on at 29 March and back at 25 October 2026: what people agreed on
holds, in the page, the mail and the calendar file."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from meetings.calendar import meeting_file
from notifications.models import Message
from notifications.tasks import tick
from tests import factories

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["spring", "autumn"])
def test_reminders_keep_the_hour_on_the_wall(day, signed_in, time_machine, figure):
    eve = day - timedelta(days=1)
    time_machine.move_to(datetime.combine(eve, time(9, 0), HELSINKI), tick=False)
    group = factories.GroupFactory()
    mentor, mentee = factories.member_of(group, "mentor"), factories.member_of(group)
    meeting = factories.meeting_of(group, mentor, day=day, at=time(16, 0))

    said_at = _first_tick_that_mails(time_machine, eve)

    to_mentee = next(letter for letter in mail.outbox if letter.to == [mentee.email])
    page = signed_in(mentee).get(meeting.get_absolute_url()).content.decode()
    [event] = Calendar.from_ical(meeting_file(meeting, mentee)[1]).walk("VEVENT")
    starts = event["dtstart"].dt.astimezone(HELSINKI)
    wrong = [
        said_at.time() != time(16, 0),
        "16:00" not in to_mentee.body and "16.00" not in to_mentee.body,
        "16:00" not in page and "16.00" not in page,
        starts.replace(tzinfo=None) != datetime.combine(day, time(16, 0)),
    ]
    naive = meeting.starts_at - timedelta(hours=24)
    off = abs((naive.astimezone(HELSINKI).hour - 16) * 60)
    figure(f"Places that show a wrong hour, {day:%d %B}", sum(wrong), "of 4", goal=0)
    figure(f"Minutes that the reminder is off, {day:%d %B}",
           abs((said_at.hour - 16) * 60 + said_at.minute), "min", goal=0, control=off)  # fmt: skip


def _first_tick_that_mails(time_machine, eve):
    """The clock ticks every quarter of an hour from two until five; when it first has a mail."""
    for hour in (14, 15, 16):
        for minute in (0, 15, 30, 45):
            moment = datetime.combine(eve, time(hour, minute), HELSINKI)
            time_machine.move_to(moment, tick=False)
            tick()
            if mail.outbox:
                return timezone.localtime(moment, HELSINKI)
    raise AssertionError(f"nobody was told: {list(Message.objects.values())}")
