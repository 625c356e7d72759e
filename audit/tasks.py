from celery import shared_task
from django.utils import timezone

from audit import chain


@shared_task
def seal() -> None:
    """Once a minute; a lost or double run changes nothing."""
    chain.seal()


@shared_task
def forget_old() -> None:
    """Once a day."""
    chain.forget_old(now=timezone.now())
