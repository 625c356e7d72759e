from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.personal_data import CHAIN
from mentoring_platform.personal_data import personal


@personal(CHAIN)
class Link(models.Model):
    """One event's place in the chain: a hash over the event and the hash before it.

    ``number`` is the key, so two who lengthen the chain at once cannot both succeed. A link
    outlives its event, which retention removes; ``at`` is when the event was.
    """

    number = models.BigIntegerField(primary_key=True)
    event = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("link of the audit chain")
        verbose_name_plural = _("links of the audit chain")

    def __str__(self) -> str:
        return f"{self.number}: {self.hash[:12]}"
