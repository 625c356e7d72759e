from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import personal
from privacy.personal_data import TOMBSTONES


@personal(TOMBSTONES)
class Tombstone(models.Model):
    """That somebody was erased, told so that only a backup with them in it can be matched.

    ``digest`` is the hash of the pseudonym, which is random and goes with the person.
    """

    digest = models.CharField(max_length=64, unique=True)
    erased_on = models.DateField()

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.erased_on}"

    @staticmethod
    def digest_of(pseudonym: UUID) -> str:
        return sha256(pseudonym.bytes).hexdigest()

    @classmethod
    def lay(cls, digest: str, *, on: date) -> None:
        """One stone a person, however often it is laid."""
        cls.objects.get_or_create(digest=digest, defaults={"erased_on": on})
