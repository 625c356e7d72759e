from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.fields import CharField
from mentoring_platform.transitions import move
from programmes import readers
from programmes.models.participant import Participant, Role
from programmes.models.programme import Programme


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


class Group(models.Model):
    """Some people of a programme who meet. A pair is a group of two."""

    class State(models.TextChoices):
        FORMING = "forming", _("Forming")
        ACTIVE = "active", _("At work")
        CLOSED = "closed", _("Closed")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="groups")
    name = CharField(_("name"), max_length=80, readers=readers.GROUP_AND_COORDINATORS)
    motto = CharField(
        _("motto"), max_length=150, blank=True, readers=readers.GROUP_AND_COORDINATORS
    )
    state = models.CharField(max_length=10, choices=State, default=State.FORMING)
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
        return self.memberships.current().filter(participant__user=user).exists()

    def can_be_arranged_by(self, user: User) -> bool:
        """Who is in the group is the coordinators' business."""
        return self.programme.can_be_managed_by(user)

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
        Group.objects.select_for_update().get(pk=self.pk)
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
        return self.memberships.create(
            participant=participant, role=role, seat=free[0], began_at=now
        )

    @transaction.atomic
    def seat(self, people: Iterable[Participant], *, now: datetime) -> None:
        """Give each of them a seat in the role they have in the programme; all or nobody."""
        for participant in people:
            self.add(participant, role=participant.role, now=now)

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
        """A new group with its first members, ready to work."""
        group = cls.objects.create(programme=programme, name=name, state=cls.State.ACTIVE)
        GroupMembership.objects.bulk_create(
            GroupMembership(group=group, participant=who, role=role, seat=seat, began_at=now)
            for role, people in ((Role.MENTOR, mentors), (Role.MENTEE, mentees))
            for seat, who in enumerate(people, start=1)
        )
        return group

    def close(self) -> None:
        move(self, self.State.CLOSED, when=[self.State.FORMING, self.State.ACTIVE])


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def current(self) -> "GroupMembershipQuerySet":
        return self.filter(ended_at=None)

    def of_present(self) -> "GroupMembershipQuerySet":
        return self.current().filter(participant__state=Participant.State.ACTIVE)


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
    role = models.CharField(_("role in the group"), max_length=12, choices=ROLES)
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

    @transaction.atomic
    def move_to(self, group: Group, *, now: datetime) -> "GroupMembership":
        """Another group, the same role. Raises GroupFull and changes nothing if it is full."""
        moved = group.add(self.participant, role=self.role, now=now)
        self.end(now=now)
        return moved

    def end(self, *, now: datetime) -> None:
        self.ended_at = now
        self.save(update_fields=["ended_at"])
