"""The clock and the worker. The whole calendar is this one list."""

import os

from celery import Celery
from celery.schedules import crontab
from kombu.transport.sqlalchemy import Transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_platform.settings")

# The embedded broker looks once a second by default. It takes no option for it: what is in the
# transport options goes to the database engine.
Transport.polling_interval = 0.2

app = Celery("mentoring_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "tick": {"task": "notifications.tasks.tick", "schedule": 60.0},
    "account-mails": {"task": "notifications.tasks.send_account_mails", "schedule": 60.0},
    "attempts": {"task": "accounts.tasks.forget_attempts", "schedule": crontab(minute=40)},
    "seal": {"task": "audit.tasks.seal", "schedule": 60.0},
    "forget": {"task": "audit.tasks.forget_old", "schedule": crontab(hour=2, minute=30)},
    "copies": {"task": "privacy.tasks.resume_copies", "schedule": 60.0},
    "retain": {"task": "privacy.tasks.retain", "schedule": crontab(hour=1, minute=30)},
    "imports": {"task": "programmes.tasks.resume_imports", "schedule": 60.0},
}
