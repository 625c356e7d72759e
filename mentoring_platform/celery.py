"""The clock and the worker. The whole calendar is this one list."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_platform.settings")

app = Celery("mentoring_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "tick": {"task": "notifications.tasks.tick", "schedule": 60.0},
    "imports": {"task": "programmes.tasks.resume_imports", "schedule": 60.0},
}
