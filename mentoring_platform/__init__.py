"""The platform. The Celery app is loaded with it, so that pages know the broker too."""

from mentoring_platform.celery import app as celery_app

__all__ = ["celery_app"]
