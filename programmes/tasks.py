from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from mentoring_platform.transitions import TransitionError
from programmes import importing
from programmes.models import PeopleImport

STALE = timedelta(minutes=2)
State = PeopleImport.State


@shared_task
def check_import(*, import_pk: int) -> None:
    found = PeopleImport.objects.select_related("programme", "by").filter(pk=import_pk).first()
    if found and found.state == State.READING:  # it may be thrown away meanwhile
        importing.check(found)


@shared_task
def bring_in(*, import_pk: int) -> None:
    people_import = PeopleImport.objects.select_related("programme", "by").get(pk=import_pk)
    try:
        importing.bring_in(people_import, now=timezone.now())
    except TransitionError:
        return  # another worker was quicker


@shared_task
def resume_imports() -> None:
    """Take up what a lost message or a killed worker left behind."""
    stale = PeopleImport.objects.filter(made_at__lt=timezone.now() - STALE)
    for pk in stale.filter(state=State.READING).values_list("pk", flat=True):
        check_import.delay(import_pk=pk)
    for pk in stale.filter(state=State.INVITING).values_list("pk", flat=True):
        bring_in.delay(import_pk=pk)
