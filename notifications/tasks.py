from smtplib import SMTPException

from celery import shared_task
from django.utils import timezone

from notifications import kinds
from notifications.models import Message


@shared_task
def tick() -> None:
    """Once a minute: write what has fallen due, then say what is owed.

    Everything overdue is found again, so a late, lost or double tick changes nothing.
    """
    now = timezone.now()
    for owe in kinds.owing():
        owe(now)
    for pk in Message.objects.due(now).order_by("next_try_at").values_list("pk", flat=True)[:5000]:
        send.delay(message_pk=pk)


@shared_task
def send(*, message_pk: int) -> None:
    message = Message.objects.select_related("person").get(pk=message_pk)
    try:
        message.send(now=timezone.now())
    except (SMTPException, OSError) as error:
        message.put_off(now=timezone.now(), failure=str(error))
