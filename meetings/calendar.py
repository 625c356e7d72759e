"""A meeting as an iCalendar file (RFC 5545). Times are UTC instants: no zone table is needed."""

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.models import User
from meetings.models import Meeting
from notifications.kinds import Attachment


def meeting_file(meeting: Meeting, person: User) -> Attachment:
    """``meeting.ics`` as an attachment, in the language that is active."""
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@raanu")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", f"{meeting.group.name}: {meeting.theme or meeting.group.programme.name}")
    page = settings.SITE_URL + meeting.get_absolute_url()
    event.add("url", page)
    event.add("description", page)
    if meeting.video_url:
        event.add("location", meeting.video_url)
    calendar = Calendar()
    calendar.add("prodid", "-//Raanu//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return ("meeting.ics", calendar.to_ical().decode(), "text/calendar; method=PUBLISH")
