from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.models.user import validate_zone
from mentoring_platform.fields import CharField, TextField
from programmes import readers
from programmes.modules import Module, built
from programmes.practices import PRACTICES, Practice


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: User) -> "ProgrammeQuerySet":
        """Those the person takes part in; coordinators see drafts too."""
        return self.filter(
            readers.coordinating(user)
            | readers.in_programme(user) & ~Q(state=Programme.State.DRAFT)
        )

    def coordinated_by(self, user: User) -> "ProgrammeQuerySet":
        return self.filter(readers.coordinating(user))

    def compared_by(self, user: User) -> "ProgrammeQuerySet":
        """Programmes that a head may compare: figures, never content or names."""
        headed = Partner.objects.filter(organisation__in=Organisation.objects.headed_by(user))
        return self.filter(pk__in=headed.values("programme")).exclude(state=Programme.State.DRAFT)


class Programme(models.Model):
    """A mentoring programme: who runs it, when, and what it switches on.

    The practice only filled in the first values; everything can change afterwards.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        RUNNING = "running", _("Running")
        CLOSING = "closing", _("Closing")
        CLOSED = "closed", _("Closed")
        ARCHIVED = "archived", _("Archived")

    class MenteeWord(models.TextChoices):
        ACTOR = "actor", _("Actor")
        MENTEE = "mentee", _("Mentee")

    practice_key = models.CharField(
        _("practice"), max_length=20, choices=[(p.key, p.name) for p in PRACTICES]
    )
    name = CharField(_("name"), max_length=150, readers=readers.PUBLIC)
    purpose = TextField(_("purpose"), max_length=3000, blank=True, readers=readers.PUBLIC)
    effort = CharField(_("effort"), max_length=200, blank=True, readers=readers.PUBLIC)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    languages = models.JSONField(_("languages"), default=list)
    time_zone = models.CharField(
        _("time zone"), max_length=50, default=settings.TIME_ZONE, validators=[validate_zone]
    )
    mentee_word = models.CharField(
        _("word for those mentored"), max_length=10, choices=MenteeWord, default=MenteeWord.MENTEE
    )
    modules = models.JSONField(default=list)
    mentors_per_group = models.PositiveSmallIntegerField(
        _("mentors in a group"), default=1, validators=[MaxValueValidator(10)]
    )
    mentees_min = models.PositiveSmallIntegerField(
        _("at least"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    mentees_max = models.PositiveSmallIntegerField(
        _("at most"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    meetings_planned = models.PositiveSmallIntegerField(
        _("number of meetings"), default=5, validators=[MaxValueValidator(100)]
    )
    meeting_minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        default=75,
        validators=[MinValueValidator(10), MaxValueValidator(600)],
    )
    meeting_every_days = models.PositiveSmallIntegerField(
        _("days between meetings"), default=21, validators=[MinValueValidator(1)]
    )
    organisations = models.ManyToManyField(Organisation, through="Partner", related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="programme_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(mentees_max__gte=F("mentees_min")),
                name="programme_group_sizes_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.pk])

    @property
    def practice(self) -> Practice:
        return next(practice for practice in PRACTICES if practice.key == self.practice_key)

    @property
    def band_seed(self) -> str:
        """The id from which the programme's woven band is drawn."""
        return f"programme-{self.pk}"

    @property
    def group_size(self) -> int:
        return self.mentors_per_group + self.mentees_max

    def uses(self, module: Module) -> bool:
        """Whether the module is switched on and built."""
        return module in self.modules and module in built()

    def has(self, user: User, *roles: str) -> bool:
        """Whether the person takes part now in one of the roles."""
        return self.participants.present().filter(user=user, role__in=roles).exists()

    def can_be_managed_by(self, user: User) -> bool:
        """Coordinators manage a programme until it is archived."""
        return self.has(user, "coordinator")

    @property
    def weeks(self) -> int:
        return max(1, ceil(((self.ends_on - self.starts_on).days + 1) / 7))

    @property
    def week_now(self) -> int:
        """The week of the programme that today falls in, from 1 to ``weeks``."""
        days = (timezone.localdate() - self.starts_on).days
        return min(max(1, days // 7 + 1), self.weeks)

    @property
    def percent_done(self) -> int:
        """How much of the programme's time is behind, from 0 to 100."""
        whole = max(1, (self.ends_on - self.starts_on).days)
        return min(100, max(0, round(100 * (timezone.localdate() - self.starts_on).days / whole)))

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.CLOSED, self.State.ARCHIVED}

    @classmethod
    @transaction.atomic
    def draft(
        cls, *, practice: Practice, organisation: Organisation, by: User, today: date
    ) -> "Programme":
        """A draft filled in from the practice, with its maker as coordinator."""
        starts_on = today + timedelta(days=practice.lead_days)
        programme = cls.objects.create(
            practice_key=practice.key,
            name=practice.proposed_name(starts_on),
            purpose=str(practice.purpose),
            effort=str(practice.effort),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(weeks=practice.weeks),
            languages=[by.language],
            time_zone=by.time_zone,
            mentee_word=practice.mentee_word,
            modules=[str(module) for module in practice.modules],
            mentors_per_group=practice.mentors_per_group,
            mentees_min=practice.mentees_min,
            mentees_max=practice.mentees_max,
            meetings_planned=practice.meetings,
            meeting_minutes=practice.meeting_minutes,
            meeting_every_days=practice.meeting_every_days,
            created_by=by,
        )
        programme.partners.create(organisation=organisation, is_lead=True)
        programme.participants.create(
            user=by,
            role="coordinator",
            state="active",
            organisation=organisation,
            joined_at=programme.created_at,
        )
        programme.lay_phases()
        return programme

    @transaction.atomic
    def copy(self, *, by: User, later: timedelta) -> "Programme":
        """The same programme as a draft for another time; people and groups stay behind."""
        lead = self.partners.select_related("organisation").get(is_lead=True).organisation
        draft = Programme.draft(
            practice=self.practice, organisation=lead, by=by, today=date.today()
        )
        for field in (
            "name", "purpose", "effort", "languages", "time_zone", "mentee_word", "modules",
            "mentors_per_group", "mentees_min", "mentees_max", "meetings_planned",
            "meeting_minutes", "meeting_every_days",
        ):  # fmt: skip
            setattr(draft, field, getattr(self, field))
        draft.starts_on, draft.ends_on = self.starts_on + later, self.ends_on + later
        draft.save()
        draft.share_with(self.organisations.exclude(pk=lead.pk))
        draft.lay_phases()
        return draft

    @transaction.atomic
    def lay_phases(self) -> None:
        """Draw the practice's phases anew between the two dates."""
        self.phases.all().delete()
        days = (self.ends_on - self.starts_on).days
        Phase.objects.bulk_create(
            Phase(
                programme=self,
                kind=share.kind,
                starts_on=self.starts_on + timedelta(days=round(days * share.begins)),
                ends_on=self.starts_on + timedelta(days=round(days * share.ends)),
                place=place,
            )
            for place, share in enumerate(self.practice.phases)
        )

    @transaction.atomic
    def share_with(self, organisations: Iterable[Organisation]) -> None:
        """Set the partners; the leading organisation stays."""
        wanted = {organisation.pk for organisation in organisations}
        self.partners.filter(is_lead=False).exclude(organisation__in=wanted).delete()
        known = set(self.partners.values_list("organisation", flat=True))
        Partner.objects.bulk_create(
            Partner(programme=self, organisation_id=pk) for pk in sorted(wanted - known)
        )


class Partner(models.Model):
    """An organisation that owns a programme together with the others."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="partners")
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


class Phase(models.Model):
    """A stretch of a programme's time."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        CALL = "call", _("Call")
        MATCH = "match", _("Match")
        TRAIN = "train", _("Train")
        KICK_OFF = "kick_off", _("Kick-off")
        WORK = "work", _("Work")
        CLOSE = "close", _("Close")
        EVALUATE = "evaluate", _("Evaluate")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["programme", "place"], name="phase_place_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="phase_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.programme}"
