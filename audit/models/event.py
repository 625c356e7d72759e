from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Affiliation, Organisation, User
from audit.personal_data import TRAIL
from mentoring_platform.personal_data import personal

KEPT = timedelta(days=730)

Scope = Callable[[Any], Q]
_scopes: list[Scope] = []


def scope(rule: Scope) -> Scope:
    """Register which events belong to organisations, besides those that name one.

    ``rule(organisations)`` gives the condition for a queryset of organisations.
    """
    _scopes.append(rule)
    return rule


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User) -> "EventQuerySet":
        """Operators read all, admins what happened in their organisations."""
        if user.is_staff:
            return self
        led = Affiliation.objects.filter(user=user, role=Affiliation.Role.ADMIN)
        return self.of(Organisation.objects.filter(pk__in=led.values("organisation")))

    def of(self, organisations: QuerySet[Organisation]) -> "EventQuerySet":
        """What happened in these organisations."""
        theirs = Q(organisation__in=organisations.values("pk"))
        for rule in _scopes:
            theirs |= rule(organisations)
        return self.filter(theirs)

    def by(self, people: QuerySet[User]) -> "EventQuerySet":
        """What these people did."""
        named = people.exclude(pseudonym=None)
        return self.filter(actor__in=named.values("pseudonym"))

    def refused(self) -> "EventQuerySet":
        return self.filter(status__gte=400)

    def sealed(self) -> "EventQuerySet":
        return self.filter(Exists(self._links()))

    def unsealed(self) -> "EventQuerySet":
        """Those that the chain does not hold yet."""
        return self.filter(~Exists(self._links()))

    @staticmethod
    def _links() -> QuerySet[Any]:
        from audit.models.link import Link  # noqa: PLC0415  they know each other

        return Link.objects.filter(event=OuterRef("pk"))


@personal(TRAIL)
class Event(models.Model):
    """That somebody did something with an object, and how it ended. Never what a text said.

    ``actor`` is the person's pseudonym, so that an erased person's deeds stay, without a name.
    Keys are plain numbers, so that an event outlives what it tells about.
    """

    class Manner(models.TextChoices):
        DID = "did", _("Changed")
        READ = "read", _("Read")
        EXPORTED = "exported", _("Exported")

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.UUIDField(null=True, db_index=True)
    what = models.CharField(max_length=80)
    manner = models.CharField(max_length=10, choices=Manner, default=Manner.DID)
    about = models.CharField(max_length=60, blank=True)
    key = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    programme = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    status = models.PositiveSmallIntegerField(default=200)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["organisation", "-id"], name="audit_of_organisation"),
            models.Index(fields=["programme", "-id"], name="audit_of_programme"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.about} {self.key or ''} {self.status}"

    @property
    def is_refused(self) -> bool:
        return self.status >= 400

    def content(self) -> list[Any]:
        """Everything the event says, in one order, for the chain."""
        return [
            self.pk,
            self.at.isoformat(timespec="microseconds"),
            self.actor and self.actor.hex,
            *(self.what, self.manner, self.about, self.key, self.organisation, self.programme),
            *(self.before, self.after, self.status),
        ]
