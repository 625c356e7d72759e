import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from privacy import copy_ready
from privacy.bundle import bundle
from privacy.forgetting import forget
from privacy.models import DataCopy

log = logging.getLogger(__name__)


@shared_task
def build_copy(*, copy_pk: int) -> None:
    """Put a copy together. Whatever goes wrong is told to the person as "failed"."""
    copy = DataCopy.objects.select_related("user").filter(pk=copy_pk).first()
    now = timezone.now()
    if copy is None or not copy.begin(now=now):
        return  # erased meanwhile, or another worker was quicker
    try:
        content = bundle(copy.user, now=now)
    except Exception:
        log.exception("copy %s could not be built", copy_pk)
        copy.fail()
        copy_ready.owe(copy)
    else:
        with transaction.atomic():
            copy.finish(content)
            copy_ready.owe(copy)


@shared_task
def resume_copies() -> None:
    """Take up what a lost message or a killed worker left behind."""
    for pk in DataCopy.objects.to_build(timezone.now()).values_list("pk", flat=True):
        build_copy.delay(copy_pk=pk)


@shared_task
def retain() -> None:
    """Once a night: what has been kept long enough goes."""
    for table, rows in forget(timezone.now()).items():
        log.info("%s rows of %s have been kept long enough", rows, table)
