"""Whole hours on a wall, and the instants that follow from them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications import hours

HELSINKI, NEW_YORK = ZoneInfo("Europe/Helsinki"), ZoneInfo("America/New_York")


def here(*wall, zone=HELSINKI, fold=0):
    return datetime(*wall, tzinfo=zone, fold=fold)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (here(2026, 11, 24, 20, 59), None),
        (here(2026, 11, 24, 21, 0), here(2026, 11, 25, 7)),
        (here(2026, 11, 25, 0, 30), here(2026, 11, 25, 7)),
        (here(2026, 11, 25, 6, 59), here(2026, 11, 25, 7)),
        (here(2026, 11, 25, 7, 0), None),
    ],
)
def test_quiet_hours_reach_over_midnight(now, ends):
    assert hours.quiet_until(now, zone=HELSINKI, begins=21, ends=7) == ends


def test_quiet_hours_may_lie_within_a_day():
    assert hours.quiet_until(here(2026, 11, 24, 13, 30), zone=HELSINKI, begins=12, ends=15) == here(
        2026, 11, 24, 15
    )
    assert hours.quiet_until(here(2026, 11, 24, 15), zone=HELSINKI, begins=12, ends=15) is None


def test_the_same_hour_twice_is_no_quiet_hour():
    for hour in range(24):
        assert hours.quiet_until(here(2026, 11, 24, hour), zone=HELSINKI, begins=8, ends=8) is None


@pytest.mark.parametrize(
    ("evening", "nights_hours"),
    [
        (here(2026, 10, 24, 21), 11),  # the clocks go back in the night
        (here(2027, 3, 27, 21), 9),  # and forward
        (here(2026, 11, 24, 21), 10),
    ],
)
def test_a_night_ends_at_seven_whatever_the_clocks_do(evening, nights_hours):
    ends = hours.quiet_until(evening, zone=HELSINKI, begins=21, ends=7)

    assert ends.astimezone(HELSINKI).hour == 7
    assert ends - evening.astimezone(UTC) == timedelta(hours=nights_hours)


def test_the_end_of_quiet_hours_is_always_ahead():
    """Every quarter of an hour through both clock changes, with ends that come twice or never."""
    for first in (date(2026, 10, 24), date(2027, 3, 27)):
        moment = datetime(first.year, first.month, first.day, tzinfo=UTC)
        for ends in range(24):
            for quarter in range(3 * 24 * 4):
                now = moment + timedelta(minutes=15 * quarter)
                until = hours.quiet_until(now, zone=HELSINKI, begins=21, ends=ends)
                assert until is None or now < until <= now + timedelta(hours=25)


def test_the_summary_comes_at_the_hour_on_the_wall():
    days = []
    moment = here(2026, 10, 23, 12).astimezone(UTC)
    for _day in range(4):
        moment = hours.next_bundle(moment, zone=HELSINKI, hour=8)
        days.append(moment.astimezone(HELSINKI).replace(tzinfo=None))

    assert days == [datetime(2026, 10, 24 + n, 8) for n in range(4)]


def test_an_hour_the_clocks_jump_over_is_the_moment_of_the_jump():
    skipped = hours.instant(date(2027, 3, 28), 3, HELSINKI)

    assert skipped == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert skipped.astimezone(HELSINKI).hour == 4


def test_once_a_week_means_mondays():
    tuesday = here(2026, 11, 24, 9, zone=NEW_YORK)

    moment = hours.next_bundle(tuesday, zone=NEW_YORK, hour=8, weekly=True)

    assert moment == here(2026, 11, 30, 8, zone=NEW_YORK)
