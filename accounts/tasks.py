from celery import shared_task
from django.utils import timezone

from accounts.models import Attempt


@shared_task
def forget_attempts() -> None:
    """Once an hour: what limits nobody any more."""
    Attempt.objects.forget(timezone.now())
