"""The life of a programme as data: which state may follow which, what it means, what must hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring_platform.transitions import move
from programmes.models import Participant, Programme, Role

State = Programme.State


@dataclass(frozen=True)
class Blocker:
    """What stands in the way, and the page on which it is mended."""

    text: Any
    url: str


Check = Callable[[Programme], Blocker | None]


@dataclass(frozen=True)
class Step:
    """One way out of a state."""

    origin: str
    to: str
    verb: Any
    meaning: Any
    checks: Sequence[Check] = ()

    def blockers(self, programme: Programme) -> list[Blocker]:
        return [found for check in self.checks if (found := check(programme))]


def _has_name(programme: Programme) -> Blocker | None:
    if programme.name.strip() and programme.languages:
        return None
    text = _("Give the programme a name and at least one language.")
    return Blocker(text, reverse("programmes:settings", args=[programme.pk]))


def _has_partner(programme: Programme) -> Blocker | None:
    if programme.partners.exists():
        return None
    text = _("No organisation owns the programme.")
    return Blocker(text, reverse("programmes:settings", args=[programme.pk]))


def _not_past(programme: Programme) -> Blocker | None:
    if programme.percent_done < 100:
        return None
    text = _("The programme has ended by its dates. Move its end first.")
    return Blocker(text, reverse("programmes:settings", args=[programme.pk]))


def _has_groups(programme: Programme) -> Blocker | None:
    if programme.groups.filter(memberships__ended_at=None, memberships__isnull=False).exists():
        return None
    text = _("No group has members yet. Form groups first.")
    return Blocker(text, reverse("programmes:groups", args=[programme.pk]))


def _nobody_joined(programme: Programme) -> Blocker | None:
    others = programme.participants.exclude(role=Role.COORDINATOR)
    if not others.filter(state=Participant.State.ACTIVE).exists():
        return None
    text = _("People have joined already; they would lose sight of the programme.")
    return Blocker(text, reverse("programmes:people", args=[programme.pk]))


STEPS = (
    Step(
        State.DRAFT,
        State.OPEN,
        _("Open the programme"),
        _("People can be invited and join. Invitations that wait are sent."),
        (_has_name, _has_partner, _not_past),
    ),
    Step(
        State.OPEN,
        State.RUNNING,
        _("Start the programme"),
        _("Groups are at work. People can still be added."),
        (_has_groups,),
    ),
    Step(
        State.OPEN,
        State.DRAFT,
        _("Back to draft"),
        _("Only coordinators see the programme; invitations wait."),
        (_nobody_joined,),
    ),
    Step(
        State.RUNNING,
        State.CLOSING,
        _("Begin to close"),
        _("Groups hold their last meetings. The join links no longer let anybody in."),
    ),
    Step(
        State.CLOSING,
        State.CLOSED,
        _("Close the programme"),
        _("Nothing new is planned and no reminders are sent. Members still read their logs."),
    ),
    Step(
        State.CLOSING,
        State.RUNNING,
        _("Go on running"),
        _("The programme runs again."),
    ),
    Step(
        State.CLOSED,
        State.ARCHIVED,
        _("Archive the programme"),
        _("It leaves the lists of those who took part, and can be copied for the next round."),
    ),
    Step(
        State.CLOSED,
        State.RUNNING,
        _("Open it again"),
        _("The programme runs again."),
        (_not_past,),
    ),
    Step(
        State.ARCHIVED, State.CLOSED, _("Take out of the archive"), _("It appears in lists again.")
    ),
)


def steps_from(programme: Programme) -> list[Step]:
    """The ways out of the state the programme is in, the usual one first."""
    return [step for step in STEPS if step.origin == programme.state]


def step_to(programme: Programme, to: str) -> Step | None:
    return next((step for step in steps_from(programme) if step.to == to), None)


class Blocked(Exception):
    """Something must be mended before this move."""


def take(step: Step, programme: Programme) -> None:
    """Move the programme, once. Raises Blocked, or TransitionError if somebody was quicker."""
    if step.blockers(programme):
        raise Blocked
    move(programme, step.to, when=[step.origin])
