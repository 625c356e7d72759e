from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.personal_data import personal
from notifications.personal_data import BAD_ADDRESS, address_of


class BadAddressQuerySet(models.QuerySet["BadAddress"]):
    def of_person(self, user: User) -> "BadAddressQuerySet":
        return self.filter(email=user.email)

    def note(self, email: str, *, reason: str, said: str, now: datetime) -> None:
        """Remember that mail does not arrive there; who was noted first stays."""
        bad = self.model(email=email.lower(), reason=reason, said=said[:200], since=now)
        self.bulk_create([bad], ignore_conflicts=True)


@personal(BAD_ADDRESS, of=address_of, clock="since")
class BadAddress(models.Model):
    """A mail address that does not work. Nothing is sent there until somebody has mended it."""

    class Reason(models.TextChoices):
        REFUSED = "refused", _("Refused by the mail server")
        BOUNCED = "bounced", _("Came back")

    email = models.EmailField(unique=True)
    reason = models.CharField(max_length=10, choices=Reason)
    said = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()

    objects = BadAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("bad address")
        verbose_name_plural = _("bad addresses")

    def __str__(self) -> str:
        return self.email
