import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications import kinds
from notifications.models import Heartbeat
from notifications.round import go_round

logger = logging.getLogger(__name__)


@shared_task
def tick() -> None:
    """Once a minute: write what has fallen due, then send the postmen out.

    Everything overdue is found again, so a late, lost or double tick changes nothing. A kind
    that fails does not keep the others from being told.
    """
    now, failures = timezone.now(), []
    Heartbeat.objects.beat(Heartbeat.Part.CLOCK, now=now)
    for owe in kinds.owing():
        try:
            owe(now)
        except Exception as error:
            failures.append(error)
    for _postman in range(settings.POSTMEN):
        look.apply_async(expires=60)
    if failures:
        raise ExceptionGroup("Not everything that is due was written", failures)


@shared_task
def look() -> None:
    go_round()
