from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import claim
from privacy.personal_data import AGREED


class ConsentQuerySet(models.QuerySet["Consent"]):
    def holding(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at=None)

    def of(self, user: User) -> "ConsentQuerySet":
        return self.filter(user=user)


@personal(AGREED, of="user")
class Consent(models.Model):
    """That a person agreed to something, to which words, in which language and when.

    Nothing is overwritten: withdrawing ends a row, agreeing again begins another.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    question = models.CharField(_("question"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version of the words"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "question"],
                condition=models.Q(withdrawn_at=None),
                name="one_consent_holds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.version}"

    @classmethod
    def give(
        cls, user: User, question: str, *, version: int, language: str, now: datetime
    ) -> "Consent":
        """Agree; who has agreed to these words already stays with the first time."""
        held = cls.objects.of(user).holding().filter(question=question)
        for older in held.exclude(version=version):
            older.withdraw(now=now)
        said = {"version": version, "language": language, "given_at": now}
        consent, _is_new = held.get_or_create(user=user, question=question, defaults=said)
        return consent

    def withdraw(self, *, now: datetime) -> None:
        claim(self, "withdrawn_at", at=now)


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def of(self, user: User) -> "AcknowledgementQuerySet":
        return self.filter(user=user)


@personal(AGREED, of="user")
class Acknowledgement(models.Model):
    """That a person has read one version of the privacy notice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField(_("version of the privacy notice"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    at = models.DateTimeField(_("read"))

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy notice read")
        verbose_name_plural = _("privacy notices read")
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="notice_read_once")]

    def __str__(self) -> str:
        return f"Version {self.version}"
