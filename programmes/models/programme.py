import re
from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator as at_most
from django.core.validators import MinValueValidator as at_least
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.models.user import validate_zone
from accounts.personal_data import AUTHORSHIP
from mentoring_platform import changes
from mentoring_platform.fields import CharField, ChoiceField, TextField
from mentoring_platform.personal_data import personal
from notifications.subjects import Subject
from programmes import readers
from programmes.models.partner import Partner
from programmes.models.phase import Phase, lay
from programmes.modules import Module, built
from programmes.personal_data import ABOUT_PROGRAMME, KEPT_FOR, forget_on
from programmes.practices import PRACTICES, Practice

COPIED = (
    "practice_key", "purpose", "effort", "languages", "time_zone", "mentee_word", "modules",
    "mentors_per_group", "mentees_min", "mentees_max", "meetings_planned", "meeting_minutes",
    "meeting_every_days", "keep_months",
)  # fmt: skip
PUBLIC: dict[str, Any] = {"readers": readers.PUBLIC, "privacy": ABOUT_PROGRAMME}
YEAR = re.compile(r"\b20\d\d\b")


def number(words: Any, default: int, *bounds: Any) -> "models.PositiveSmallIntegerField[Any, int]":
    """A count that a coordinator sets."""
    return models.PositiveSmallIntegerField(words, default=default, validators=bounds)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: User) -> "ProgrammeQuerySet":
        """Those the person takes part in; coordinators see drafts too."""
        return self.filter(
            readers.coordinating(user)
            | readers.in_programme(user) & ~Q(state=Programme.State.DRAFT)
        )

    def as_subjects(self, user: User) -> list[Subject]:
        """The newest ones a person may see, as lists of notices name them."""
        newest = self.visible_to(user).order_by("-starts_on", "name", "pk")
        rows = newest.values_list("pk", "name")[:60]
        return [Subject(pk, name, Programme(pk=pk).band_seed) for pk, name in rows]

    def led_for(self, user: User) -> "ProgrammeQuerySet":
        """Those that an organisation leads for which the person may set up programmes."""
        led = Partner.objects.filter(
            is_lead=True, organisation__in=Organisation.objects.where_organiser(user)
        )
        return self.filter(pk__in=led.values("programme"))

    def coordinated_by(self, user: User) -> "ProgrammeQuerySet":
        return self.filter(readers.coordinating(user))


@personal(ABOUT_PROGRAMME, created_by=AUTHORSHIP)
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

    class Step(models.TextChoices):
        """The pages of the set-up after the practice was chosen."""

        BASICS = "basics", _("Name and dates")
        RHYTHM = "rhythm", _("Form and rhythm")
        CHECK = "check", _("Check and create")

    class MenteeWord(models.TextChoices):
        ACTOR = "actor", _("Actor")
        MENTEE = "mentee", _("Mentee")

    practice_key = ChoiceField(
        _("practice"), max_length=20, choices=[(p.key, p.name) for p in PRACTICES]
    )
    name = CharField(_("name"), max_length=150, **PUBLIC)
    purpose = TextField(_("purpose"), max_length=3000, blank=True, **PUBLIC)
    effort = CharField(_("effort"), max_length=200, blank=True, **PUBLIC)
    state = ChoiceField(max_length=10, choices=State, default=State.DRAFT)
    setup_step = ChoiceField(max_length=10, choices=Step, default=Step.BASICS)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    languages = models.JSONField(_("languages"), default=list)
    time_zone = models.CharField(
        _("time zone"), max_length=50, default=settings.TIME_ZONE, validators=[validate_zone]
    )
    mentee_word = ChoiceField(
        _("word for those mentored"), max_length=10, choices=MenteeWord, default=MenteeWord.MENTEE
    )
    modules = models.JSONField(default=list)
    mentors_per_group = number(_("mentors in a group"), 1, at_most(10))
    mentees_min = number(_("at least"), 3, at_least(1), at_most(50))
    mentees_max = number(_("at most"), 5, at_least(1), at_most(50))
    meetings_planned = number(_("number of meetings"), 5, at_most(100))
    meeting_minutes = number(_("length in minutes"), 75, at_least(10), at_most(600))
    meeting_every_days = number(_("days between meetings"), 21, at_least(1))
    keep_months = models.PositiveSmallIntegerField(
        _("personal data is kept after the end for"), choices=KEPT_FOR, default=24
    )
    organisations = models.ManyToManyField(Organisation, through="Partner", related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        indexes = [models.Index(fields=["-starts_on", "id"], name="programme_newest_first")]
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

    @staticmethod
    def seed_of(pk: int) -> str:
        """The id from which the programme's woven band is drawn."""
        return f"programme-{pk}"

    @property
    def band_seed(self) -> str:
        return self.seed_of(self.pk)

    @cached_property
    def phase_kinds(self) -> set[str]:
        """Which sorts of phases its time is made of."""
        return set(self.phases.values_list("kind", flat=True))

    @property
    def group_size(self) -> int:
        return self.mentors_per_group + self.mentees_max

    def uses(self, module: Module) -> bool:
        """Whether the module is switched on and built."""
        return module in self.modules and module in built()

    def modules_in_use(self) -> list[Module]:
        return [module for module in built() if module in self.modules]

    def has(self, user: User, *roles: str) -> bool:
        """Whether the person takes part now in one of the roles."""
        return self.participants.present().filter(user=user, role__in=roles).exists()

    def can_be_managed_by(self, user: User) -> bool:
        return self.has(user, "coordinator")

    def can_be_changed_by(self, user: User) -> bool:
        """Coordinators change what was set up, until the programme is archived."""
        return self.state != self.State.ARCHIVED and self.can_be_managed_by(user)

    def can_be_copied_by(self, user: User) -> bool:
        """Coordinators who may set up programmes for the organisation that leads this one."""
        led = self.partners.filter(
            is_lead=True, organisation__in=Organisation.objects.where_organiser(user)
        )
        return self.can_be_managed_by(user) and led.exists()

    def lead(self) -> Organisation:
        """The organisation that set the programme up."""
        return self.partners.select_related("organisation").get(is_lead=True).organisation

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
    def has_begun(self) -> bool:
        return self.starts_on <= timezone.localdate()

    @property
    def is_past(self) -> bool:
        """Whether its last day is behind us."""
        return self.ends_on < timezone.localdate()

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.CLOSED, self.State.ARCHIVED}

    @property
    def forget_on(self) -> date:
        """From when on the platform no longer knows who took part."""
        return forget_on(self.ends_on, self.keep_months)

    def in_own_words(self, roles: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        """Choices of roles, with this programme's word for those who are mentored."""
        word = self.get_mentee_word_display()
        return [(role, word if role == "mentee" else label) for role, label in roles]

    def owners(self) -> list[Organisation]:
        """The organisations that own the programme, the leading one first."""
        partners = self.partners.select_related("organisation")
        return [p.organisation for p in partners.order_by("-is_lead", "organisation__name")]

    @classmethod
    @transaction.atomic
    def draft(
        cls, *, practice: Practice, organisation: Organisation, by: User, today: date
    ) -> "Programme":
        """A draft filled in from the practice, with its maker as coordinator."""
        starts_on = today + timedelta(days=practice.lead_days)
        programme = cls.objects.create(
            name=practice.proposed_name(starts_on),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(weeks=practice.weeks),
            languages=[by.language],
            time_zone=by.time_zone,
            **practice.first_values(),
            created_by=by,
        )
        programme._begin(organisation, by)
        programme.lay_phases()
        return programme

    @transaction.atomic
    def copy(self, *, by: User, today: date) -> "Programme":
        """The same programme as a draft for the next time; people and groups stay behind.

        It moves by whole years of 52 weeks, which keeps the weekdays, until it lies ahead.
        """
        years = max(1, ceil(((today - self.starts_on).days + 1) / 364))
        later, lead = timedelta(weeks=52 * years), self.lead()
        phases = list(self.phases.order_by("place"))
        draft = Programme.objects.create(
            **{field: getattr(self, field) for field in COPIED},
            name=YEAR.sub(lambda year: str(int(year[0]) + years), self.name),
            starts_on=self.starts_on + later,
            ends_on=self.ends_on + later,
            created_by=by,
        )
        draft._begin(lead, by)
        draft.share_with(self.organisations.exclude(pk=lead.pk))
        for phase in phases:
            phase.pk, phase.programme = None, draft
            phase.starts_on, phase.ends_on = phase.starts_on + later, phase.ends_on + later
        Phase.objects.bulk_create(phases)
        return draft

    def _begin(self, organisation: Organisation, by: User) -> None:
        self.partners.create(organisation=organisation, is_lead=True)
        self.participants.create(
            user=by,
            role="coordinator",
            state="active",
            organisation=organisation,
            joined_at=self.created_at,
        )
        User.objects.filter(pk=by.pk).change_rights()

    def proposed_phases(self) -> list[Phase]:
        """The practice's phases between the two dates; nothing is stored."""
        return lay(self.practice.phases, self.starts_on, self.ends_on)

    def has_own_phases(self) -> bool:
        """Whether somebody has changed a phase by hand."""
        drawn = [(phase.starts_on, phase.ends_on) for phase in self.proposed_phases()]
        return list(self.phases.order_by("place").values_list("starts_on", "ends_on")) != drawn

    @transaction.atomic
    def lay_phases(self) -> None:
        """Draw the practice's phases anew between the two dates."""
        self.phases.all().delete()
        phases = self.proposed_phases()
        for phase in phases:
            phase.programme = self
        Phase.objects.bulk_create(phases)

    def go_on_with(self, step: str) -> None:
        """Remember where the set-up goes on, for whoever comes back to it."""
        self.setup_step = step
        self.save(update_fields=["setup_step"])

    @transaction.atomic
    def share_with(self, organisations: Iterable[Organisation]) -> None:
        """Set the partners; the leading organisation stays."""
        wanted = {organisation.pk for organisation in organisations}
        self.partners.filter(is_lead=False).exclude(organisation__in=wanted).delete()
        known = set(self.partners.values_list("organisation", flat=True))
        changes.tell(self, after={"partners": len(wanted | known)})
        Partner.objects.bulk_create(
            Partner(programme=self, organisation_id=pk) for pk in sorted(wanted - known)
        )
