"""What a time that is being agreed on means for everybody, wherever they live."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from meetings.wall_time import instant
from programmes.models import Group


@dataclass(frozen=True)
class Day:
    """A day of the plan, and each other zone's names with their own time."""

    day: date
    elsewhere: list[tuple[str, str]]


def local_times(group: Group, *, days: Sequence[date], at: time, zone: str) -> list[Day]:
    """Each day with the local times of the members who live in another zone.

    Day and hour make a moment on each day, or SkippedHour is raised.
    """
    names = defaultdict(list)
    seats = group.memberships.of_present().exclude(participant__user__time_zone=zone)
    for seat in seats.select_related("participant__user").order_by("participant__user__name"):
        person = seat.participant.user
        names[person.time_zone].append(person.get_full_name())
    return [
        Day(
            day,
            [(", ".join(who), _told(instant(day, at, zone), far)) for far, who in names.items()],
        )
        for day in days
    ]


def _told(moment: datetime, zone: str) -> str:
    """Weekday and hour, for the day may be another one over there."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return f"{date_format(local, 'D')} {date_format(local, 'TIME_FORMAT')}"
