import zoneinfo
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import readers
from accounts.personal_data import ACCOUNT, PASSWORD
from mentoring_platform.changes import tell
from mentoring_platform.fields import CharField
from mentoring_platform.personal_data import personal

FORMER = _("Former participant")


def validate_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list."))


def listed_at(at: str = "") -> models.Q:
    """That others find the person at path ``at`` in lists: neither restricted nor closed."""
    return models.Q(**{f"{at}restricted_at": None, f"{at}closed_at": None})


def available_at(at: str, today: date) -> models.Q:
    """That the person at path ``at`` can be given to a group: listed, and not pausing."""
    not_pausing = models.Q(**{f"{at}paused_until": None})
    not_pausing |= models.Q(**{f"{at}paused_until__lte": today})
    return listed_at(at) & not_pausing & models.Q(**{f"{at}is_active": True})


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> "UserQuerySet":
        """The people whose names the person may read."""
        return self.filter(readers.ACQUAINTED.rows(user))

    def listed(self) -> "UserQuerySet":
        """Those whom others find in lists."""
        return self.filter(listed_at(), erased_at=None)

    def available(self, today: date) -> "UserQuerySet":
        """Those who can be given to a group now: listed, and not pausing."""
        return self.filter(available_at("", today))

    def of_organisation(self, organisation: Any, *, user: "User") -> "UserQuerySet":
        """Everybody who belongs there, for its admins: asked once and not of each person."""
        if not organisation.can_be_managed_by(user):
            return self.none()
        return self.filter(pk__in=organisation.affiliations.values("user"))

    def known(self, emails: list[str]) -> "UserQuerySet":
        """The people with one of these addresses, whatever their spelling."""
        return self.filter(email__in=[email.strip().lower() for email in emails])

    def change_rights(self) -> None:
        """To be told wherever a role is given or taken."""
        self.update(rights=F("rights") + 1)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in; without a password only by code, link or passkey."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def ensure(self, email: str, *, name: str, **fields: Any) -> "User":
        """The person of this address. Who is new signs in by code; a known name stays."""
        new = self.model(email=email.strip().lower(), name=name, **fields)
        new.password = make_password(None)
        self.bulk_create([new], ignore_conflicts=True)  # the same work for who is known
        person: User = self.get(email=new.email)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@personal(ACCOUNT, of="pk", password=PASSWORD)
class User(AbstractBaseUser, PermissionsMixin):
    """A person. One account for every address, in whatever case it is typed."""

    email = models.EmailField(_("mail address"), unique=True)
    name = CharField(_("name"), max_length=150, readers=readers.ACQUAINTED, privacy=ACCOUNT)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(
        _("time zone"), max_length=50, default=settings.TIME_ZONE, validators=[validate_zone]
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(
        _("operator"), default=False, help_text=_("Runs the platform; sees no mentoring content.")
    )
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    # What the audit trail calls the person; taken away when the person is erased.
    pseudonym = models.UUIDField(default=uuid4, null=True, unique=True, editable=False)
    # Rises when the person's rights change; a session of before gets a new id.
    rights = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    trusted_since = models.DateField(null=True, blank=True, editable=False)
    paused_until = models.DateField(null=True, blank=True, editable=False)
    restricted_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["name", "id"], name="user_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return str(FORMER) if self.erased_at else self.name or self.email

    def get_short_name(self) -> str:
        if self.erased_at:
            return str(FORMER)
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def rights_stamp(self) -> str:
        """Differs as soon as the person may do more or less than before."""
        return f"{self.rights}:{self.is_staff:d}{self.is_superuser:d}"

    @property
    def is_listed(self) -> bool:
        return not (self.restricted_at or self.closed_at or self.erased_at)

    @property
    def is_pausing(self) -> bool:
        return self.paused_until is not None and self.paused_until > timezone.localdate()

    @property
    def standing(self) -> str:
        """In one word how far the platform may deal with the person."""
        states = {
            "erased": self.erased_at,
            "closed": self.closed_at,
            "restricted": self.restricted_at,
            "paused": self.is_pausing,
        }
        return next((word for word, holds in states.items() if holds), "open")

    def may_be_written_to(self, *, mandatory: bool = False) -> bool:
        """Whether a message may go out now; who pauses still gets what nobody can switch off."""
        if not self.is_active or not self.is_listed:
            return False
        return mandatory or not self.is_pausing

    @property
    def has_signed_in(self) -> bool:
        return self.last_login is not None

    def pause(self, *, until: date | None) -> None:
        """Get no mail and no new group until a day; None ends it."""
        self._stand(paused_until=until)

    def restrict(self, *, since: datetime | None) -> None:
        """Be kept, but not dealt with: no mail, no matching, in no list. None ends it."""
        self._stand(restricted_at=since)

    def close(self, *, at: datetime | None) -> None:
        """Be gone for everybody else; None, within the time to think it over, undoes it."""
        self._stand(closed_at=at)

    @classmethod
    def former(cls, *, at: datetime) -> "User":
        """Somebody of whom nothing is known, to stand where a person stood; not saved."""
        return cls(
            email=f"former-{uuid4().hex}@erased.invalid",
            name="Former participant",
            password=make_password(None),
            is_active=False,
            pseudonym=None,
            erased_at=at,
        )

    def forget(self, person: "User") -> None:
        """Every column begins anew; only the row stays, because shared records hang on it."""
        former = User.former(at=timezone.now())
        former.pk = self.pk
        former.save()
        self.groups.clear()
        self.user_permissions.clear()

    def _stand(self, **stamps: Any) -> None:
        before = self.standing
        User.objects.filter(pk=self.pk).update(**stamps)
        for name, value in stamps.items():
            setattr(self, name, value)
        tell(self, before={"standing": before}, after={"standing": self.standing})
