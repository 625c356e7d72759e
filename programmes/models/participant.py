from collections.abc import Collection
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.models.user import available_at, listed_at
from accounts.readers import ACQUAINTED
from mentoring_platform import changes
from mentoring_platform.fields import CharField, ChoiceField
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import move
from notifications.models import BadAddress, Message
from programmes import readers
from programmes.models.programme import Programme
from programmes.personal_data import ABOUT_ME, PARTICIPATION


class Role(models.TextChoices):
    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")
    TEACHER = "teacher", _("Teacher")
    CONTACT = "contact", _("Working-life contact")
    COORDINATOR = "coordinator", _("Coordinator")
    EVALUATOR = "evaluator", _("Evaluator")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def present(self) -> "ParticipantQuerySet":
        """Those who have joined and not left."""
        return self.filter(state=Participant.State.ACTIVE)

    def counted(self) -> "ParticipantQuerySet":
        """Those who are in or invited: the people a coordinator plans with."""
        return self.filter(state__in=[Participant.State.ACTIVE, Participant.State.INVITED])

    def of_person(self, user: User) -> "ParticipantQuerySet":
        """Their own rows, in whatever state."""
        return self.filter(user=user)

    def listed(self) -> "ParticipantQuerySet":
        """Those whom others find in lists: not who has restricted or closed the account."""
        return self.filter(listed_at("user__"))

    def available(self, today: date) -> "ParticipantQuerySet":
        """Those who can be given to a group now: listed, and not pausing."""
        return self.filter(available_at("user__", today))

    def visible_to(self, user: User) -> "ParticipantQuerySet":
        """Coordinators see everybody of their programmes; others see themselves."""
        return self.filter(readers.coordinating(user, "programme__") | Q(user=user))

    def unreached(self) -> "ParticipantQuerySet":
        """Those who are in or invited and whose address does not work, with why and since when."""
        bad = BadAddress.objects.filter(email=OuterRef("user__email"))
        return (
            self.counted()
            .annotate(
                unreached_since=Subquery(bad.values("since")),
                server_said=Subquery(bad.values("said")),
            )
            .exclude(unreached_since=None)
        )

    def with_last_mail(self) -> "ParticipantQuerySet":
        """With what became of the last message to them about the programme."""
        told = Message.objects.filter(person=OuterRef("user"), programme=OuterRef("programme"))
        bad = BadAddress.objects.filter(email=OuterRef("user__email"))
        return self.annotate(
            last_mail=Subquery(told.order_by("-due_at", "-pk").values("state")[:1]),
            is_unreached=Exists(bad),
        )

    def without_group(self) -> "ParticipantQuerySet":
        """Those who sit in no group now, whatever was before."""
        seat_now = FilteredRelation("memberships", condition=Q(memberships__ended_at=None))
        return self.alias(seat_now=seat_now).filter(seat_now=None)

    def locked(self, keys: Collection[int]) -> list[int]:
        """Hold these rows to the end of the transaction, so that nobody else can seat them."""
        rows = self.filter(pk__in=keys).select_for_update(no_key=True).order_by("pk")
        return list(rows.values_list("pk", flat=True))

    def invite_again(self, *, now: datetime) -> int:
        """Mail those once more who have not answered, and let those back in who had gone.

        Who has said no is left alone: their link still works. Returns how many mails are owed.
        """
        gone = [Participant.State.LEFT, Participant.State.REMOVED]
        count = self.filter(state__in=[Participant.State.INVITED, *gone]).update(
            state=Participant.State.INVITED, invite_at=now, invited_at=None, ended_at=None
        )
        changes.tell(self.model, after={"state": Participant.State.INVITED, "count": count})
        return count

    @transaction.atomic
    def take_out(self, *, now: datetime) -> int:
        """A coordinator takes these people out. The last coordinator of a programme stays."""
        count = 0
        for who in self.counted().order_by("pk"):
            if not who.is_last_coordinator():
                who.remove(now=now)
                count += 1
        return count

    def named(self, word: str) -> "ParticipantQuerySet":
        """Those whose name in lists, or address, holds the word; in either case of its letters."""
        called, named = Q(), Q()
        for spelt in {word, word.capitalize()}:  # SQLite knows no å for Å
            called |= Q(called__icontains=spelt)
            named |= Q(user__name__icontains=spelt)
        hidden = Q(joined_at=None) & ~Q(called="")
        return self.filter(hidden & called | ~hidden & named | Q(user__email__icontains=word))

    def to_take_back(self) -> "ParticipantQuerySet":
        """Those who only stand on the list so far; held, so that no mail can leave meanwhile."""
        untouched = self.filter(state=Participant.State.INVITED, invited_at=None, memberships=None)
        return untouched.select_for_update(of=("self",)).order_by("pk")

    def to_invite(self, now: datetime) -> "ParticipantQuerySet":
        """Those whose ten minutes of grace are over and who have had no mail yet."""
        return self.filter(
            state=Participant.State.INVITED, invite_at__lte=now, invited_at=None
        ).filter(programme__state__in=[Programme.State.OPEN, Programme.State.RUNNING])


@personal(PARTICIPATION, of="user", clock="programme")
class Participant(models.Model):
    """A person in a programme, in one role. Somebody with two roles has two rows."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACTIVE = "active", _("Taking part")
        DECLINED = "declined", _("Declined")
        LEFT = "left", _("Left")
        REMOVED = "removed", _("Removed")

    # No index for the two alone: those below begin with them, and long lists come in quicker.
    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="participants", db_index=False
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    role = ChoiceField(_("role"), max_length=12, choices=Role)
    state = ChoiceField(max_length=10, choices=State, default=State.INVITED)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    unit = CharField(
        _("unit or field"), max_length=100, blank=True, readers=ACQUAINTED, privacy=ABOUT_ME
    )
    # As a coordinator wrote it. Until the person says yes it stands for the name of the account,
    # which would tell that there was one already.
    called = CharField(
        _("name in the list"),
        max_length=150,
        blank=True,
        db_default="",
        readers=ACQUAINTED,
        privacy=ABOUT_ME,
    )
    people_import = models.ForeignKey(
        "PeopleImport", models.SET_NULL, null=True, blank=True, related_name="participants"
    )
    invite_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "role"], name="participant_once_per_role"
            )
        ]
        indexes = [
            models.Index(fields=["programme", "role", "state"], name="participant_lists"),
            models.Index(fields=["user", "state"], name="participant_of_person"),
            models.Index(fields=["user", "-id"], name="participant_newest_of_person"),
            models.Index(
                fields=["invite_at"],
                condition=Q(state="invited", invited_at=None),
                name="participant_to_invite",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} in {self.programme}"

    @property
    def name(self) -> str:
        """What lists call the person."""
        before = self.called if self.joined_at is None else ""
        return before or self.user.get_full_name()

    @property
    def role_word(self) -> str:
        """The role as this programme calls it."""
        if self.role == Role.MENTEE:
            return self.programme.get_mentee_word_display()
        return self.get_role_display()

    @property
    def is_present(self) -> bool:
        return self.state == self.State.ACTIVE

    def can_be_managed_by(self, user: User) -> bool:
        return self.programme.can_be_managed_by(user)

    def is_last_coordinator(self) -> bool:
        """Whether nobody else would be left to run the programme; holds them while it counts."""
        if self.role != Role.COORDINATOR or not self.is_present:
            return False
        present = Participant.objects.present().filter(
            programme=self.programme_id, role=Role.COORDINATOR
        )
        return present.locked(list(present.values_list("pk", flat=True))) == [self.pk]

    @classmethod
    @transaction.atomic
    def invite(
        cls,
        *,
        programme: Programme,
        email: str,
        name: str,
        role: str,
        now: datetime,
        organisation: Organisation | None = None,
        unit: str = "",
    ) -> tuple["Participant", bool]:
        """Invite one person; False if they are in the programme in this role already."""
        language = (programme.languages or ["en"])[0]
        user = User.objects.ensure(email, name=name, language=language)
        return cls.objects.get_or_create(
            programme=programme,
            user=user,
            role=role,
            defaults={
                "organisation": organisation,
                "unit": unit,
                "invite_at": now,
                "called": name or user.email,
            },
        )

    def join(self, *, now: datetime) -> None:
        """The invited person says yes."""
        move(self, self.State.ACTIVE, when=[self.State.INVITED, self.State.DECLINED], joined_at=now)
        self._rights_change()

    @transaction.atomic
    def invite_elsewhere(self, *, email: str, now: datetime) -> None:
        """The invitation went astray; it is meant for another address, and leaves at once.

        The account of the old address stays as it is: nobody changes the account of another.
        """
        language = self.user.language
        user = User.objects.ensure(email, name=self.called or self.user.name, language=language)
        stamps = {"user": user, "invite_at": now, "invited_at": None}
        move(self, self.State.INVITED, when=[self.State.INVITED], **stamps)

    @transaction.atomic
    def decline(self, *, now: datetime) -> None:
        """The invited person says no; a seat that was kept for them is free again."""
        move(self, self.State.DECLINED, when=[self.State.INVITED], ended_at=now)
        self.memberships.filter(ended_at=None).update(ended_at=now)

    @transaction.atomic
    def leave(self, *, now: datetime) -> None:
        """The person goes; groups keep what was written together."""
        move(self, self.State.LEFT, when=[self.State.ACTIVE], ended_at=now)
        self._rights_change()
        self.memberships.filter(ended_at=None).update(ended_at=now)

    @transaction.atomic
    def remove(self, *, now: datetime) -> None:
        """A coordinator takes the person out."""
        move(self, self.State.REMOVED, when=[self.State.ACTIVE, self.State.INVITED], ended_at=now)
        self._rights_change()
        self.memberships.filter(ended_at=None).update(ended_at=now)

    def _rights_change(self) -> None:
        """Coordinators may do more than others: their sessions get a new id."""
        if self.role == Role.COORDINATOR:
            User.objects.filter(pk=self.user_id).change_rights()
