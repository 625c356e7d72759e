"""What a person has to do about programmes: answer invitations, finish drafts, form groups."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from mentoring_platform.next_steps import NextStep
from programmes.invitations import token_for
from programmes.models import Participant, Programme, Role
from programmes.modules import Module

State = Programme.State
ANSWER_WITHIN = timedelta(days=7)
MOST = 20


def steps(user: User, now: datetime) -> Iterator[NextStep]:
    """Two queries, however many programmes there are."""
    invited = Participant.objects.of_person(user).filter(
        state=Participant.State.INVITED, programme__state__in=[State.OPEN, State.RUNNING]
    )
    for participant in invited.select_related("programme").order_by("pk")[:MOST]:
        yield NextStep(
            title=_("Answer the invitation to %(programme)s")
            % {"programme": participant.programme},
            text=participant.programme.effort,
            url=reverse("programmes:invitation", args=[token_for(participant)]),
            verb=_("Answer"),
            due_at=(participant.invite_at or now) + ANSWER_WITHIN,
        )
    for programme in _coordinated(user):
        if programme.state == State.DRAFT:
            yield _finish(programme)
        elif programme.homeless and programme.uses(Module.GROUPS):
            yield _form_groups(programme)


def _coordinated(user: User) -> list[Any]:
    """Drafts and running programmes, with how many people have no group."""
    grouped = Q(participants__memberships__ended_at=None, participants__memberships__isnull=False)
    seats = Q(
        participants__state=Participant.State.ACTIVE,
        participants__role__in=[Role.MENTOR, Role.MENTEE],
    )
    programmes = Programme.objects.coordinated_by(user).filter(
        state__in=[State.DRAFT, State.OPEN, State.RUNNING]
    )
    counted = programmes.annotate(
        homeless=Count("participants", filter=seats, distinct=True)
        - Count("participants", filter=seats & grouped, distinct=True)
    )
    return list(counted.order_by("starts_on")[:MOST])


def _finish(programme: Programme) -> NextStep:
    return NextStep(
        title=_("Finish setting up %(programme)s") % {"programme": programme},
        text=_("It is saved as a draft. Nobody but coordinators sees it."),
        url=reverse("programmes:setup", args=[programme.pk]),
        verb=_("Go on"),
        minutes=5,
    )


def _form_groups(programme: Any) -> NextStep:
    count = programme.homeless
    text = ngettext(
        "%(n)d person of %(programme)s has no group yet",
        "%(n)d people of %(programme)s have no group yet",
        count,
    )
    return NextStep(
        title=text % {"n": count, "programme": programme},
        url=reverse("programmes:groups", args=[programme.pk]),
        verb=_("Form groups"),
        minutes=10,
    )
