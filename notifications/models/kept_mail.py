from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.personal_data import personal
from notifications.personal_data import KEPT_MAIL, mails_to


class KeptMailQuerySet(models.QuerySet["KeptMail"]):
    def visible_to(self, user: User) -> "KeptMailQuerySet":
        """They stand in for a mail server, so those who run the platform see them."""
        return self if user.is_staff else self.none()


@personal(KEPT_MAIL, of=mails_to, clock="kept_at")
class KeptMail(models.Model):
    """A mail that was kept instead of sent, because the installation has no mail server."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)
    kept_at = models.DateTimeField(auto_now_add=True)

    objects = KeptMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept mail")
        verbose_name_plural = _("kept mails")

    def __str__(self) -> str:
        return f"Mail {self.pk} to {self.to}"
