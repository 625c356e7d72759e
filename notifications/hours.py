"""When the wall clock of a person allows it: quiet hours, and the hour of the one daily mail.

Hours are those on the wall of the person, whole ones; what comes out are instants (UTC), so a
clock change in between moves nothing on the wall.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONDAY = 0


def instant(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The moment at which the wall shows this hour.

    An hour that the clocks jump over is the moment of the jump; one that comes twice, its first.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def is_quiet(hour: int, *, begins: int, ends: int) -> bool:
    """Whether an hour on the wall lies in the quiet ones. Equal hours mean none at all."""
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends


def quiet_until(now: datetime, *, zone: ZoneInfo, begins: int, ends: int) -> datetime | None:
    """The end of the quiet hours that ``now`` lies in, or None."""
    here = now.astimezone(zone)
    if not is_quiet(here.hour, begins=begins, ends=ends):
        return None
    is_evening = here.hour >= ends
    return instant(here.date() + timedelta(days=is_evening), ends, zone)


def next_bundle(after: datetime, *, zone: ZoneInfo, hour: int, weekly: bool = False) -> datetime:
    """The first moment after ``after`` at which bundled mail may go: daily, or on Mondays."""
    day = after.astimezone(zone).date()
    while True:
        moment = instant(day, hour, zone)
        if moment > after and not (weekly and day.weekday() != MONDAY):
            return moment
        day += timedelta(days=1)
