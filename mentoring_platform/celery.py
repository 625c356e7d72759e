"""The clock and the worker. The whole calendar is this one list."""

import os
from datetime import UTC, datetime, timedelta
from time import monotonic

from celery import Celery
from celery.schedules import crontab, schedule
from kombu.transport.sqlalchemy import Transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_platform.settings")

# The embedded broker looks once a second by default. It takes no option for it: what is in the
# transport options goes to the database engine.
Transport.polling_interval = 0.2

app = Celery("mentoring_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
_began, _at = datetime.now(UTC), monotonic()


def steady_now() -> datetime:
    """Now, by a clock that nobody puts back."""
    return _began + timedelta(seconds=monotonic() - _at)


def every(seconds: float) -> schedule:
    """So often, whatever happens to the machine's clock: one that is put back by an hour would
    keep the ordinary schedule silent for that hour."""
    return schedule(seconds, nowfun=steady_now, app=app)


# Nothing is kept of the last run: after a start everything runs within its time.
app.conf.beat_scheduler = "celery.beat:Scheduler"
app.conf.beat_schedule = {
    "tick": {"task": "notifications.tasks.tick", "schedule": every(60)},
    "returned-mails": {"task": "notifications.tasks.collect_returned", "schedule": every(60)},
    "account-mails": {"task": "notifications.tasks.send_account_mails", "schedule": every(60)},
    "attempts": {"task": "accounts.tasks.forget_attempts", "schedule": crontab(minute=40)},
    "seal": {"task": "audit.tasks.seal", "schedule": every(60)},
    "forget": {"task": "audit.tasks.forget_old", "schedule": crontab(hour=2, minute=30)},
    "copies": {"task": "privacy.tasks.resume_copies", "schedule": every(60)},
    "retain": {"task": "privacy.tasks.retain", "schedule": crontab(hour=1, minute=30)},
    "imports": {"task": "programmes.tasks.resume_imports", "schedule": every(60)},
}
