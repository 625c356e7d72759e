from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import personal
from notifications.personal_data import ACCOUNT_MAIL, mails_to


class AccountMailQuerySet(models.QuerySet["AccountMail"]):
    def due(self, now: datetime) -> "AccountMailQuerySet":
        return self.filter(next_try_at__lte=now)


@personal(ACCOUNT_MAIL, of=mails_to, clock="owed_at")
class AccountMail(models.Model):
    """A mail about signing in, owed to an address that need not belong to anybody.

    A page that owes one does the same work for a known and an unknown address, and never waits
    for the mail server. The mail holds a secret: once it is sent, the row is gone, and after a
    day in any case.
    """

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    owed_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = AccountMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("account mail")
        verbose_name_plural = _("account mails")

    def __str__(self) -> str:
        return f"Account mail {self.pk}"

    @transaction.atomic
    def send(self) -> bool:
        """Say it, once. Deleting the row is the claim; a server that refuses brings it back."""
        claimed, _rows = AccountMail.objects.filter(pk=self.pk).delete()
        if not claimed:
            return False
        headers = {"Message-ID": f"<account.{self.pk}.{self.owed_at:%Y%m%dT%H%M%S}@raanu>"}
        mail = EmailMultiAlternatives(self.subject, self.text, to=[self.to], headers=headers)
        if self.html:
            mail.attach_alternative(self.html, "text/html")
        mail.send()
        return True

    def put_off(self, *, now: datetime) -> None:
        """After a failed attempt: again in a minute, then each time twice as late."""
        AccountMail.objects.filter(pk=self.pk).update(
            attempts=self.attempts + 1, next_try_at=now + timedelta(minutes=2**self.attempts)
        )
