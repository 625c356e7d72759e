import logging
from imaplib import IMAP4
from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications import kinds
from notifications.models import AccountMail, Heartbeat
from notifications.returned import collect
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


@shared_task
def collect_returned() -> None:
    """Read the mailbox to which undelivered mail returns, if operators have connected one."""
    if not settings.BOUNCES_URL:
        return
    now = timezone.now()
    try:
        collect(settings.BOUNCES_URL, now=now)
    except (IMAP4.error, OSError) as error:
        Heartbeat.objects.fail(Heartbeat.Part.BOUNCES, str(error), now=now)
    else:
        Heartbeat.objects.beat(Heartbeat.Part.BOUNCES, now=now)


@shared_task
def send_account_mails() -> None:
    """Somebody waits for a code or link: asked for at once, and once a minute for the rest."""
    now = timezone.now()
    for mail in AccountMail.objects.due(now).order_by("pk")[:1000]:
        try:
            mail.send()
        except (SMTPException, OSError):
            mail.put_off(now=now)
