"""Two clocks, and a clock that is put back by an hour."""

import time
from datetime import timedelta

import pytest
from celery.beat import ScheduleEntry
from celery.schedules import schedule

from mentoring_platform.celery import app
from tests.faults.conftest import FULL
from tests.faults.machines import until

PEOPLE = 1_000 if FULL else 60


def test_two_clocks_and_one_an_hour_behind_tell_each_thing_once(make_site, figure):
    site = make_site(PEOPLE, then=())
    site.worker(processes=2)
    site.worker(processes=1, HOURS_BEHIND="1")
    for _n in range(2):
        site.clock(MINUTE="2")
    site.clock(MINUTE="2", HOURS_BEHIND="1")

    until(lambda: len(site.mail.taken) >= PEOPLE, 120, "not everybody was told")
    time.sleep(8)  # more ticks of each of the three

    mails = len(site.mail.taken)
    rows = len(site.rows("SELECT id FROM notifications_message"))
    site.stop()
    for hours in ("0", "1"):
        site.run("tests.faults.naive", "owe_by_the_clock", HOURS_BEHIND=hours)
    naive_rows = len(site.rows("SELECT id FROM notifications_message")) - rows
    figure(f"Intentions of {PEOPLE:,}, two clocks and one an hour back", rows, "rows",
           goal=PEOPLE, control=naive_rows)  # fmt: skip
    figure(f"Mails to {PEOPLE:,}, two clocks and one an hour back", mails, "mails", goal=PEOPLE)


@pytest.fixture
def tick():
    entry = app.conf.beat_schedule["tick"]
    return ScheduleEntry(name="tick", app=app, **entry)


def test_a_clock_that_is_put_back_goes_on_ticking(tick, time_machine, figure):
    naive = ScheduleEntry(name="naive", task="x", app=app, schedule=schedule(60.0))
    now = app.now()

    time_machine.move_to(now - timedelta(hours=1))

    silent = [entry.schedule.is_due(entry.last_run_at).next for entry in (tick, naive)]
    figure("Seconds to the next tick, the clock put back by an hour", round(silent[0]), "s",
           goal=60, control=round(silent[1]))  # fmt: skip
