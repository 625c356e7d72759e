from datetime import datetime
from secrets import token_urlsafe

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform import changes
from mentoring_platform.fields import ChoiceField
from mentoring_platform.personal_data import personal
from mentoring_platform.transitions import TransitionError, move
from programmes import readers
from programmes.models.participant import Participant, Role
from programmes.models.programme import Programme
from programmes.personal_data import ABOUT_PROGRAMME

JOIN_ROLES = [(Role.MENTEE, Role.MENTEE.label), (Role.MENTOR, Role.MENTOR.label)]


class JoinRefused(Exception):
    """Why the link does not let this person in; ``reason`` is a sentence for them."""

    def __init__(self, reason: object) -> None:
        self.reason = reason
        super().__init__(str(reason))


def new_token() -> str:
    return token_urlsafe(12)


class JoinLinkQuerySet(models.QuerySet["JoinLink"]):
    def visible_to(self, user: User) -> "JoinLinkQuerySet":
        return self.filter(readers.coordinating(user, "programme__"))

    def with_token(self, token: str) -> "JoinLinkQuerySet":
        """The link of somebody who was given it."""
        return self.filter(token=token)

    def open_first(self) -> "JoinLinkQuerySet":
        """With ``is_closed``, for lists that show the newest open ones first."""
        return self.annotate(is_closed=Q(closed_at__isnull=False))


@personal(ABOUT_PROGRAMME)
class JoinLink(models.Model):
    """One address that lets people join by themselves, as long as there are places."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="join_links")
    role = ChoiceField(_("role"), max_length=12, choices=JOIN_ROLES, default=Role.MENTEE)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(_("open until"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = JoinLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("join link")
        verbose_name_plural = _("join links")
        constraints = [
            models.CheckConstraint(
                condition=Q(places=None) | Q(taken__lte=F("places")), name="join_link_not_overfull"
            )
        ]

    def __str__(self) -> str:
        return f"Join link to {self.programme}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:join", args=[self.token])

    def refusal(self, now: datetime) -> object | None:
        """Why nobody can join through the link now, or None."""
        if self.closed_at or (self.open_until and self.open_until <= now):
            return _("This link is closed. Ask the coordinator for a new one.")
        if self.programme.state in {Programme.State.DRAFT}:
            return _("The programme has not opened yet. Try again later.")
        if self.programme.state not in {Programme.State.OPEN, Programme.State.RUNNING}:
            return _("The programme has closed.")
        if self.places is not None and self.taken >= self.places:
            return _("All places are taken.")
        return None

    def refusal_for(self, user: User, now: datetime) -> object | None:
        """Why this person cannot join through the link now, or None."""
        state = self._states(user).first()
        if state == Participant.State.ACTIVE:
            return _("You are in this programme already.")
        if state == Participant.State.REMOVED:
            return _("Ask the coordinator to let you in again.")
        return self.refusal(now)

    def _states(self, user: User) -> models.QuerySet[Participant, str]:
        mine = self.programme.participants.filter(user=user, role=self.role)
        return mine.values_list("state", flat=True)

    @transaction.atomic
    def admit(self, user: User, *, now: datetime) -> Participant:
        """Let one person in, or raise JoinRefused. Places are counted by one conditional update."""
        if reason := self.refusal_for(user, now):
            raise JoinRefused(reason)
        free = Q(places=None) | Q(taken__lt=F("places"))
        seat = JoinLink.objects.filter(free, pk=self.pk, closed_at=None)
        if not seat.update(taken=F("taken") + 1):
            raise JoinRefused(_("All places are taken."))
        mine, is_new = self.programme.participants.get_or_create(
            user=user,
            role=self.role,
            defaults={"state": Participant.State.ACTIVE, "joined_at": now},
        )
        if is_new:
            changes.tell(mine, after={"state": mine.state, "role": mine.role})
        else:
            self._take_in_again(mine, now)
        return mine

    def _take_in_again(self, mine: Participant, now: datetime) -> None:
        """Who was invited, said no or left; of two presses at once, one is told so."""
        state = Participant.State
        try:
            may_come = [state.INVITED, state.DECLINED, state.LEFT]
            move(mine, state.ACTIVE, when=may_come, joined_at=now, ended_at=None)
        except TransitionError:
            raise JoinRefused(_("You are in this programme already.")) from None

    def close(self, *, now: datetime) -> None:
        JoinLink.objects.filter(pk=self.pk, closed_at=None).update(closed_at=now)
