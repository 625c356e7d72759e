from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from mentoring_platform.personal_data import personal
from programmes.personal_data import ABOUT_PROGRAMME


@personal(ABOUT_PROGRAMME)
class Partner(models.Model):
    """An organisation that owns a programme together with the others; one of them leads."""

    programme = models.ForeignKey("Programme", models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation"], name="partner_once_in_programme"
            ),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(is_lead=True), name="one_leading_partner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.programme}"
