from typing import Any, Self

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import readers
from accounts.models.user import User
from accounts.personal_data import ABOUT_ORGANISATION, BELONGING
from mentoring_platform import changes
from mentoring_platform.fields import CharField, ChoiceField
from mentoring_platform.personal_data import personal


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User) -> "OrganisationQuerySet":
        """Those the person belongs to; an operator keeps all of them running."""
        if user.is_staff:
            return self
        return self.filter(pk__in=Affiliation.objects.filter(user=user).values("organisation"))

    def where_organiser(self, user: User) -> "OrganisationQuerySet":
        """Those for which the person may set up programmes."""
        return self._with_role(user, Affiliation.Role.ORGANISER, Affiliation.Role.ADMIN)

    def could_share(self, programme: Any) -> "OrganisationQuerySet":
        """Those that may become partners of a programme. Names of organisations are public."""
        lead = programme.partners.filter(is_lead=True)
        return self.exclude(pk__in=lead.values("organisation"))

    def _with_role(self, user: User, *roles: str) -> "OrganisationQuerySet":
        held = Affiliation.objects.filter(user=user, role__in=roles)
        return self.filter(pk__in=held.values("organisation"))


@personal(ABOUT_ORGANISATION)
class Organisation(models.Model):
    """A university, company or association that runs programmes or lends mentors to them."""

    class Kind(models.TextChoices):
        UNIVERSITY = "university", _("University or school")
        COMPANY = "company", _("Company")
        ASSOCIATION = "association", _("Association")

    class Colour(models.TextChoices):
        """The strong colour of pages; each is legible in both themes."""

        PINE = "pine", _("Pine")
        LAKE = "lake", _("Lake")
        LINGONBERRY = "lingonberry", _("Lingonberry")
        MOSS = "moss", _("Moss")
        CLOUDBERRY = "cloudberry", _("Cloudberry")

    name = CharField(
        _("name"),
        max_length=150,
        unique=True,
        readers=readers.ANYBODY,
        privacy=ABOUT_ORGANISATION,
    )
    short_name = CharField(
        _("short name"),
        max_length=30,
        blank=True,
        readers=readers.ANYBODY,
        privacy=ABOUT_ORGANISATION,
    )
    kind = ChoiceField(_("kind"), max_length=20, choices=Kind, default=Kind.UNIVERSITY)
    colour = ChoiceField(_("colour"), max_length=20, choices=Colour, default=Colour.PINE)
    logo = models.BinaryField(null=True, blank=True, editable=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation", args=[self.pk])

    def has(self, user: User, *roles: str) -> bool:
        """Whether the person holds one of the roles here."""
        return self.affiliations.filter(user=user, role__in=roles).exists()

    def can_be_managed_by(self, user: User) -> bool:
        return user.is_staff or self.has(user, Affiliation.Role.ADMIN)


class OfOrganisationQuerySet(models.QuerySet[Any]):
    """Rows that belong to an organisation."""

    def visible_to(self, user: User) -> Self:
        """Those of the organisations that the person knows; what they may do is asked there."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user).values("pk"))


@personal(ABOUT_ORGANISATION)
class Unit(models.Model):
    """A faculty, department or site of an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="units")
    name = CharField(
        _("name"), max_length=100, readers=readers.ORGANISATION, privacy=ABOUT_ORGANISATION
    )

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="unit_once_in_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.name


class LastAdminError(Exception):
    """Without this row nobody would manage the organisation."""


@personal(BELONGING, of="user")
class Affiliation(models.Model):
    """That a person belongs to an organisation, and as what. Several rows for several roles."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        ORGANISER = "organiser", _("Organiser")
        ADMIN = "admin", _("Admin")
        HEAD = "head", _("Head of mentoring")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliations")
    user = models.ForeignKey(User, models.CASCADE, related_name="affiliations")
    unit = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="affiliations"
    )
    role = ChoiceField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    # As the admin wrote it. The name in the account would tell that there was one already.
    called = CharField(
        _("name here"),
        max_length=150,
        blank=True,
        readers=readers.ORGANISATION,
        privacy=BELONGING,
        db_default="",
    )
    since = models.DateField(auto_now_add=True)

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], name="affiliation_once_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} of {self.organisation}"

    def get_name(self) -> str:
        """How the organisation calls the person; their own name where they came by themselves."""
        return self.called or self.user.get_full_name()

    @classmethod
    @transaction.atomic
    def welcome(
        cls, *, organisation: Organisation, email: str, name: str, role: str, unit: Unit | None
    ) -> "Affiliation":
        """Somebody belongs here from now on; who has no account gets one to sign in by code."""
        affiliation, is_new = cls.objects.update_or_create(
            user=User.objects.ensure(email, name=name),
            organisation=organisation,
            role=role,
            defaults={"unit": unit, "called": name},
        )
        affiliation._rights_change()
        changes.tell(affiliation, before={"role": "" if is_new else role}, after={"role": role})
        return affiliation

    @transaction.atomic
    def change(self, *, role: str, unit: Unit | None) -> None:
        """Another role or unit; LastAdminError if nobody would manage the organisation."""
        if role != self.role:
            self._leave_an_admin()
        self._rights_change()
        changes.tell(self, before={"role": self.role}, after={"role": role})
        self.role, self.unit = role, unit
        self.save(update_fields=["role", "unit"])

    @transaction.atomic
    def end(self) -> None:
        """Belong here no longer in this role; LastAdminError as above."""
        self._leave_an_admin()
        self._rights_change()
        changes.tell(self, before={"role": self.role}, after={"role": ""})
        self.delete()

    def _rights_change(self) -> None:
        User.objects.filter(pk=self.user_id).change_rights()

    def _leave_an_admin(self) -> None:
        """Hold the organisation, so that two admins cannot leave at the same moment."""
        if self.role != self.Role.ADMIN:
            return
        held = Organisation.objects.select_for_update(no_key=True).only("pk")
        admins = held.get(pk=self.organisation_id).affiliations.filter(role=self.Role.ADMIN)
        if not admins.exclude(pk=self.pk).exists():
            raise LastAdminError
