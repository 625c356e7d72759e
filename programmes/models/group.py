from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.user import listed_at
from mentoring_platform import changes
from mentoring_platform.fields import CharField, ChoiceField
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import TransitionError, claim, move
from programmes import readers
from programmes.models.participant import Participant, Role
from programmes.models.programme import Programme
from programmes.personal_data import ABOUT_GROUP, PARTICIPATION


class GroupFull(Exception):
    """No seat is left in ``group`` for ``role``."""

    def __init__(self, group: "Group", role: str) -> None:
        self.group, self.role = group, role
        super().__init__(f"{group} has no seat left for a {role}")


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, user: User) -> "GroupQuerySet":
        """Members see their group, coordinators every group of their programmes."""
        return self.filter(readers.GROUP_AND_COORDINATORS.rows(user))

    def of_member(self, user: User) -> "GroupQuerySet":
        return self.filter(readers.in_group(user))

    def opened(self) -> "GroupQuerySet":
        return self.exclude(state=Group.State.CLOSED)

    def closed(self) -> "GroupQuerySet":
        return self.filter(state=Group.State.CLOSED)

    def search(self, words: str) -> "GroupQuerySet":
        """By the name of the group, or of somebody who sits in it."""
        if not words:
            return self
        seats = GroupMembership.objects.current().filter(participant__user__name__icontains=words)
        return self.filter(Q(name__icontains=words) | Q(pk__in=seats.values("group")))

    def state_counts(self) -> dict[str, int]:
        return dict(self.order_by().values_list("state").annotate(Count("pk")))

    def start(self) -> int:
        """Groups that are forming begin to work; how many did."""
        return self.filter(state=Group.State.FORMING).update(state=Group.State.ACTIVE)


@personal(ABOUT_GROUP)
class Group(models.Model):
    """Some people of a programme who meet. A pair is a group of two."""

    class State(models.TextChoices):
        FORMING = "forming", _("Forming")
        ACTIVE = "active", _("At work")
        CLOSED = "closed", _("Closed")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="groups")
    name = CharField(
        _("name"), max_length=80, readers=readers.GROUP_AND_COORDINATORS, privacy=ABOUT_GROUP
    )
    motto = CharField(
        _("motto"),
        max_length=150,
        blank=True,
        readers=readers.GROUP_AND_COORDINATORS,
        privacy=ABOUT_GROUP,
    )
    state = ChoiceField(max_length=10, choices=State, default=State.FORMING)
    formed_at = models.DateTimeField(auto_now_add=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="group_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.pk])

    def has(self, user: User) -> bool:
        """Whether the person is a member now."""
        return self.memberships.of_present().filter(participant__user=user).exists()

    def can_be_arranged_by(self, user: User) -> bool:
        """Who is in the group is the coordinators' business."""
        return self.programme.can_be_changed_by(user)

    def seats(self, role: str) -> int:
        """How many members of a role the programme allows in a group."""
        if role == Role.MENTOR:
            return self.programme.mentors_per_group
        return self.programme.mentees_max

    @transaction.atomic
    def add(self, participant: Participant, *, role: str, now: datetime) -> "GroupMembership":
        """Give somebody a seat, or raise GroupFull.

        The group's row is locked while seats are counted; the constraint on open seats has
        the last word.
        """
        self._lock()
        current = self.memberships.current()
        mine = current.filter(participant=participant).first()
        if mine and mine.role == role:
            return mine
        taken = set(current.filter(role=role).values_list("seat", flat=True))
        free = [seat for seat in range(1, self.seats(role) + 1) if seat not in taken]
        if not free:
            raise GroupFull(self, role)
        if mine:
            mine.end(now=now)
        seat = self.memberships.create(
            participant=participant, role=role, seat=free[0], began_at=now
        )
        changes.tell(seat, after={"role": role})
        return seat

    @transaction.atomic
    def seat(self, people: Sequence[Participant], *, now: datetime) -> None:
        """Give each of them a seat in the role they have in the programme; all or nobody.

        Raises TransitionError if one of them left or got a seat elsewhere meanwhile.
        """
        keys = Participant.objects.locked([participant.pk for participant in people])
        still_free = Participant.objects.filter(pk__in=keys).counted().without_group()
        if still_free.count() < len(people):
            raise TransitionError(f"not everybody waits for a seat in {self} any more")
        for participant in people:
            self.add(participant, role=participant.role, now=now)

    @transaction.atomic
    def turn(self, seats: "Sequence[GroupMembership]", *, now: datetime) -> None:
        """Who was mentored mentors, and the other way round; GroupFull if nobody can.

        All give up their seats first, so that two people of a pair can change places.
        """
        self._lock()
        for seat in seats:
            seat.end(now=now)
        for seat in seats:
            self.add(seat.participant, role=seat.other_role, now=now)

    @transaction.atomic
    def move(self, seats: "Sequence[GroupMembership]", *, to: "Group", now: datetime) -> None:
        """Another group, the same roles; all or nobody."""
        for seat in seats:
            seat.move_to(to, now=now)

    @transaction.atomic
    def take_out(self, seats: "Sequence[GroupMembership]", *, now: datetime) -> None:
        for seat in seats:
            seat.end(now=now)

    @classmethod
    @transaction.atomic
    def form(
        cls,
        *,
        programme: Programme,
        name: str,
        mentors: Sequence[Participant],
        mentees: Sequence[Participant],
        now: datetime,
    ) -> "Group":
        """A new group with its first members, ready to work. Raises GroupFull."""
        group = cls.objects.create(programme=programme, name=name, state=cls.State.ACTIVE)
        for role, people in ((Role.MENTOR, mentors), (Role.MENTEE, mentees)):
            if len(people) > group.seats(role):
                raise GroupFull(group, role)
        GroupMembership.objects.bulk_create(
            GroupMembership(group=group, participant=who, role=role, seat=seat, began_at=now)
            for role, people in ((Role.MENTOR, mentors), (Role.MENTEE, mentees))
            for seat, who in enumerate(people, start=1)
        )
        return group

    def close(self) -> None:
        """The group's work is done; its members keep their seats and what they wrote."""
        move(self, self.State.CLOSED, when=[self.State.FORMING, self.State.ACTIVE])

    def reopen(self) -> None:
        move(self, self.State.ACTIVE, when=[self.State.CLOSED])

    def _lock(self) -> None:
        """Hold the row, so that nobody else gives seats away; a closed group has none."""
        locked = Group.objects.select_for_update(no_key=True).get(pk=self.pk)
        if locked.state == self.State.CLOSED:
            raise TransitionError(f"{self} is closed")


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def visible_to(self, user: User) -> "GroupMembershipQuerySet":
        """Who sits in a group is known to its members and to the coordinators."""
        return self.filter(readers.GROUP_AND_COORDINATORS.rows(user, "group__"))

    def of_programme(self, programme: Programme, *, user: User) -> "GroupMembershipQuerySet":
        """Those of all groups, for a coordinator: asked once and not of each seat."""
        may = Programme.objects.coordinated_by(user).filter(pk=programme.pk).exists()
        return self.filter(group__programme=programme) if may else self.none()

    def of_person(self, user: User) -> "GroupMembershipQuerySet":
        return self.filter(participant__user=user)

    def current(self) -> "GroupMembershipQuerySet":
        return self.filter(ended_at=None)

    def with_people(self) -> "GroupMembershipQuerySet":
        return self.select_related("participant__user", "participant__organisation")

    def listed(self) -> "GroupMembershipQuerySet":
        """Seats of those whom others find in lists."""
        return self.filter(listed_at("participant__user__"))

    def mentors_first(self) -> "GroupMembershipQuerySet":
        is_mentee = Case(When(role=Role.MENTOR, then=0), default=1)
        return self.order_by(is_mentee, "seat", "pk")

    def of_present(self) -> "GroupMembershipQuerySet":
        return self.current().filter(participant__state=Participant.State.ACTIVE)


@personal(PARTICIPATION, of="participant__user", clock="group__programme")
class GroupMembership(models.Model):
    """A seat in a group, in a role, for a time.

    Peer and reverse mentoring change roles: the old row ends, a new one begins.
    """

    ROLES: Iterable[tuple[str, object]] = [
        (Role.MENTOR, Role.MENTOR.label),
        (Role.MENTEE, Role.MENTEE.label),
    ]

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="memberships")
    role = ChoiceField(_("role in the group"), max_length=12, choices=ROLES)
    seat = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("group membership")
        verbose_name_plural = _("group memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "participant"],
                condition=Q(ended_at=None),
                name="one_open_membership_in_group",
            ),
            models.UniqueConstraint(
                fields=["group", "role", "seat"],
                condition=Q(ended_at=None),
                name="one_open_membership_on_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} in {self.group}"

    @property
    def is_mentor(self) -> bool:
        return self.role == Role.MENTOR

    @property
    def other_role(self) -> str:
        return Role.MENTEE if self.is_mentor else Role.MENTOR

    @transaction.atomic
    def move_to(self, group: Group, *, now: datetime) -> "GroupMembership":
        """Another group, the same role. Raises GroupFull and changes nothing if it is full."""
        if group.pk == self.group_id:
            return self
        self.end(now=now)
        return group.add(self.participant, role=self.role, now=now)

    def end(self, *, now: datetime) -> None:
        """The seat is free again; TransitionError if it was already."""
        if not claim(self, "ended_at", at=now):
            raise TransitionError(f"{self} has ended")
        changes.tell(self, before={"role": self.role}, after={"role": ""})
