"""The life of a programme as data: which state may follow which, what it means, what must hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring_platform.transitions import TransitionError, move
from programmes.models import Participant, Programme, Role
from programmes.modules import Module

State = Programme.State


@dataclass(frozen=True)
class Blocker:
    """What stands in the way, and the page on which it is mended."""

    text: Any
    verb: Any
    url: str


class Blocked(Exception):
    """Something must be mended before the move; ``blockers`` says what."""

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        self.blockers = blockers
        super().__init__(", ".join(str(blocker.text) for blocker in blockers))


Check = Callable[[Programme], Blocker | None]


@dataclass(frozen=True)
class Move:
    """One way out of a state: what the button says, what it does, and what must hold before."""

    origin: str
    to: str
    verb: Any
    meaning: Any
    checks: Sequence[Check] = ()
    is_back: bool = False

    def blockers(self, programme: Programme) -> list[Blocker]:
        return [found for check in self.checks if (found := check(programme))]


def _has_name(programme: Programme) -> Blocker | None:
    if programme.name.strip() and programme.languages:
        return None
    return _in_basics(
        programme,
        _("The programme has no name or no language."),
        _("Give it a name and a language"),
    )


def _is_owned(programme: Programme) -> Blocker | None:
    if programme.partners.exists():
        return None
    return _in_basics(
        programme, _("No organisation owns the programme."), _("Choose an organisation")
    )


def _lies_ahead(programme: Programme) -> Blocker | None:
    if not programme.is_past:
        return None
    return _in_basics(
        programme, _("By its dates the programme has ended already."), _("Move its end")
    )


def _in_basics(programme: Programme, text: Any, verb: Any) -> Blocker:
    page = "basics" if programme.state == State.DRAFT else "settings_basics"
    return Blocker(text, verb, reverse(f"programmes:{page}", args=[programme.pk]))


def _has_groups(programme: Programme) -> Blocker | None:
    seated = Q(memberships__isnull=False, memberships__ended_at=None)
    if not programme.uses(Module.GROUPS) or programme.groups.filter(seated).exists():
        return None
    return Blocker(
        _("No group has members yet."),
        _("Form groups"),
        reverse("programmes:groups", args=[programme.pk]),
    )


def _nobody_was_asked(programme: Programme) -> Blocker | None:
    others = programme.participants.exclude(role=Role.COORDINATOR)
    asked = Q(state=Participant.State.ACTIVE) | Q(invited_at__isnull=False)
    if not others.filter(asked).exists():
        return None
    return Blocker(
        _("People have been invited or have joined; they would lose sight of the programme."),
        _("See the people"),
        reverse("programmes:people", args=[programme.pk]),
    )


MOVES = (
    Move(
        State.DRAFT,
        State.OPEN,
        _("Open the programme"),
        _("People can be invited and join. Until now only coordinators see the programme."),
        (_has_name, _is_owned, _lies_ahead),
    ),
    Move(
        State.OPEN,
        State.RUNNING,
        _("Start the programme"),
        _("The groups are at work. People can still be added."),
        (_has_groups,),
    ),
    Move(
        State.OPEN,
        State.DRAFT,
        _("Make it a draft again"),
        _("Only coordinators see the programme, and nobody can join."),
        (_nobody_was_asked,),
        is_back=True,
    ),
    Move(
        State.RUNNING,
        State.CLOSING,
        _("Begin to close"),
        _("Groups hold their last meetings. Nobody is invited any more, and join links are shut."),
    ),
    Move(
        State.CLOSING,
        State.CLOSED,
        _("Close the programme"),
        _("It is over for everybody. Members can still read what their groups wrote."),
    ),
    Move(
        State.CLOSING,
        State.RUNNING,
        _("Let it run on"),
        _("The groups go on, and people can be added again."),
        (_lies_ahead,),
        is_back=True,
    ),
    Move(
        State.CLOSED,
        State.ARCHIVED,
        _("Archive the programme"),
        _("Its settings cannot be changed any more. It stays readable and can be copied."),
    ),
    Move(
        State.CLOSED,
        State.RUNNING,
        _("Open it again"),
        _("The groups go on, and people can be added again."),
        (_lies_ahead,),
        is_back=True,
    ),
    Move(
        State.ARCHIVED,
        State.CLOSED,
        _("Take it out of the archive"),
        _("Its settings can be changed again. It stays closed."),
        is_back=True,
    ),
)


def moves_from(programme: Programme) -> list[Move]:
    """The ways out of the state the programme is in, the usual one first."""
    return [move for move in MOVES if move.origin == programme.state]


def next_move(programme: Programme) -> Move | None:
    """The usual way on, or None at the end."""
    return next((move for move in moves_from(programme) if not move.is_back), None)


def bring(programme: Programme, *, to: str) -> None:
    """Move the programme on.

    Raises TransitionError if no move leads there from its state, or somebody was quicker, and
    Blocked if something has to be mended before.
    """
    wanted = next((step for step in moves_from(programme) if step.to == to), None)
    if wanted is None:
        raise TransitionError(f"{programme} cannot move from {programme.state} to {to}")
    if blockers := wanted.blockers(programme):
        raise Blocked(blockers)
    move(programme, to, when=[wanted.origin])
