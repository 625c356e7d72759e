import logging

from celery import shared_task
from django.utils import timezone

from audit import chain

logger = logging.getLogger("audit")


@shared_task
def seal() -> None:
    """Once a minute; a lost or double run changes nothing."""
    chain.seal()


@shared_task
def forget_old() -> None:
    """Once a day, after a look whether the chain still holds."""
    now = timezone.now()
    if fault := chain.verify(now=now).fault:
        logger.error("The audit trail was tampered with: %s", fault)
    chain.forget_old(now=now)
