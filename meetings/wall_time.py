"""From the hour on the wall to the moment in the world, and back."""

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta


class SkippedHour(ValueError):
    """The clocks jump over this hour on this day."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"no such hour on {day}")


def instant(day: date, at: time, zone: str) -> datetime:
    """The moment (UTC) at which the wall clock of a zone shows this day and time.

    An hour that comes twice in autumn means its first coming. Raises SkippedHour for one that
    does not come in spring.
    """
    local = datetime.combine(day, at.replace(fold=0), zoneinfo.ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise SkippedHour(day)
    return moment


def series(first: date, *, count: int, every_days: int) -> Iterator[date]:
    """The days of a series."""
    return (first + timedelta(days=every_days * n) for n in range(count))
