"""The platform's own clock and worker, with a minute that may be shorter and a clock that errs."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from mentoring_platform.celery import app, every

if minute := os.environ.get("MINUTE"):
    for entry in app.conf.beat_schedule.values():
        entry["schedule"] = every(float(minute))
if behind := os.environ.get("HOURS_BEHIND"):
    time_machine.travel(datetime.now(UTC) - timedelta(hours=float(behind)), tick=True).start()

__all__ = ["app"]
