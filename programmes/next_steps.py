"""What there is to do about programmes: for anybody who is invited, and for coordinators."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from mentoring_platform.next_steps import NextStep, Trouble
from mentoring_platform.templatetags.ui import short_day
from programmes.invitations import token_for
from programmes.models import Participant, Programme, Role
from programmes.modules import Module

State = Programme.State
ANSWER_WITHIN = timedelta(days=7)
MOST = 20


def steps(invitations: Sequence[Any], now: datetime) -> Iterator[NextStep]:
    """Invitations that the person has not answered, as the frame has loaded them already."""
    for invitation in invitations[:MOST]:
        if invitation.state not in {State.OPEN, State.RUNNING}:
            continue
        participant = Participant(pk=invitation.participant)
        yield NextStep(
            title=_("Answer the invitation to %(programme)s") % {"programme": invitation.name},
            text=invitation.effort,
            url=reverse("programmes:invitation", args=[token_for(participant)]),
            verb=_("Answer"),
            due_at=(invitation.invite_at or now) + ANSWER_WITHIN,
        )


def led_by(user: User, now: datetime) -> "QuerySet[Any]":
    """The programmes that a coordinator sees to, with their facts; one query.

    ``free_mentors`` and ``free_mentees`` take part and sit in no group; ``unanswered`` invitations
    are a week old, the oldest from ``asked_at``; ``invited`` are all that wait for an answer.
    """
    invited = Q(participants__state=Participant.State.INVITED)
    late = invited & Q(participants__invited_at__lte=now - ANSWER_WITHIN)
    programmes = Programme.objects.coordinated_by(user).exclude(
        state__in=[State.CLOSED, State.ARCHIVED]
    )
    return programmes.annotate(
        free_mentors=_free(Role.MENTOR),
        free_mentees=_free(Role.MENTEE),
        invited=Count("participants", filter=invited, distinct=True),
        unanswered=Count("participants", filter=late, distinct=True),
        asked_at=Min("participants__invited_at", filter=late, output_field=DateTimeField()),
    ).order_by("starts_on", "pk")[:MOST]


def _free(role: str) -> Any:
    """How many of a role take part and sit in no group."""
    here = Q(participants__state=Participant.State.ACTIVE, participants__role=role)
    seated = Q(participants__memberships__ended_at=None, participants__memberships__isnull=False)
    everybody = Count("participants", filter=here, distinct=True)
    return everybody - Count("participants", filter=here & seated, distinct=True)


def homeless(programme: Any) -> int:
    return programme.free_mentors + programme.free_mentees


def _is_under_way(programme: Any) -> bool:
    return programme.state in {State.OPEN, State.RUNNING}


def _has_no_mentor(group: Any) -> bool:
    has_people = group.is_small and group.mentees > 0
    return has_people and not group.mentors and group.programme.mentors_per_group > 0


def _no_mentor(group: Any) -> str:
    return _("%(group)s has no mentor") % {"group": group}


def _groups_without_mentor(count: int) -> str:
    text = ngettext("%(n)d group has no mentor", "%(n)d groups have no mentor", count)
    return text % {"n": count}


def _small(group: Any) -> str:
    if not group.mentees and not group.mentors:
        return _("Nobody is in %(group)s yet") % {"group": group}
    if not group.mentees:
        return _("Nobody but mentors is in %(group)s") % {"group": group}
    text = ngettext(
        "%(group)s has only %(n)d person besides the mentors, at least %(least)d are wanted",
        "%(group)s has only %(n)d people besides the mentors, at least %(least)d are wanted",
        group.mentees,
    )
    return text % {"group": group, "n": group.mentees, "least": group.programme.mentees_min}


def _small_groups(count: int) -> str:
    text = ngettext("%(n)d group is too small", "%(n)d groups are too small", count)
    return text % {"n": count}


def _homeless(programme: Any) -> str:
    text = ngettext(
        "%(n)d person of %(programme)s has no group yet",
        "%(n)d people of %(programme)s have no group yet",
        homeless(programme),
    )
    return text % {"n": homeless(programme), "programme": programme}


def _unanswered(programme: Any) -> str:
    text = ngettext(
        "%(n)d invitation to %(programme)s has waited for a week",
        "%(n)d invitations to %(programme)s have waited for a week",
        programme.unanswered,
    )
    return text % {"n": programme.unanswered, "programme": programme}


def _answers(programme: Any) -> str:
    text = ngettext(
        "%(n)d invitation is open now.", "%(n)d invitations are open now.", programme.invited
    )
    return text % {"n": programme.invited}


def _ended(programme: Any) -> str:
    return _("%(programme)s ended on %(day)s and is not closed") % {
        "programme": programme,
        "day": short_day(programme.ends_on),
    }


def _draft(programme: Any) -> str:
    return _("Finish setting up %(programme)s") % {"programme": programme}


def _ask_for_a_mentor(group: Any, names: str, writer: str) -> tuple[str, str]:
    known = {"group": group, "writer": writer}
    words = _(
        "Hello,\n\n%(group)s has no mentor now. Could you take it as well, or do you know somebody "
        "who would like to? Just answer this mail.\n\n%(writer)s"
    )
    return _("Who could mentor %(group)s?") % known, words % known


def _ask_the_small(group: Any, names: str, writer: str) -> tuple[str, str]:
    known = {"names": names, "group": group, "writer": writer}
    words = _(
        "Hello %(names)s,\n\n%(group)s has become small, and nobody waits for a group now. Does it "
        "work for you as it is, or would you rather join another group? I can arrange both."
        "\n\n%(writer)s"
    )
    return _("Is %(group)s large enough?") % known, words % known


def _page(name: str) -> Any:
    return lambda row: reverse(name, args=[row.pk])


TROUBLES = (
    Trouble(
        "mentorless",
        30,
        _has_no_mentor,
        _no_mentor,
        many=_groups_without_mentor,
        sign=gettext_lazy("No mentor"),
        verb=gettext_lazy("Give it a mentor"),
        text=_ask_for_a_mentor,
        asks="mentors",
        seats=Role.MENTOR,
        came=lambda group: _("It has a mentor."),
    ),
    Trouble(
        "homeless",
        40,
        lambda row: homeless(row) > 0 and _is_under_way(row) and row.uses(Module.GROUPS),
        _homeless,
        sign=gettext_lazy("No group"),
        verb=gettext_lazy("Form groups"),
        of_group=False,
        minutes=10,
        page=_page("matching:even"),
        came=lambda row: _("Everybody has a group."),
    ),
    Trouble(
        "small",
        60,
        lambda group: group.is_small and group.mentees < group.programme.mentees_min,
        _small,
        many=_small_groups,
        sign=gettext_lazy("Too small"),
        verb=gettext_lazy("Add people"),
        text=_ask_the_small,
        seats=Role.MENTEE,
        came=lambda group: _("It is large enough."),
    ),
    Trouble(
        "unanswered",
        70,
        lambda row: row.unanswered > 0 and _is_under_way(row),
        _unanswered,
        sign=gettext_lazy("Waiting"),
        verb=gettext_lazy("Remind them"),
        since=lambda row: row.asked_at,
        of_group=False,
        came=_answers,
    ),
    Trouble(
        "ended",
        80,
        lambda row: row.is_past and row.state in {State.RUNNING, State.CLOSING},
        _ended,
        sign=gettext_lazy("Past its end"),
        verb=gettext_lazy("Close it"),
        since=lambda row: row.ends_on,
        of_group=False,
        page=_page("programmes:state"),
        came=lambda row: _("It is closed."),
    ),
    Trouble(
        "draft",
        90,
        lambda row: row.state == State.DRAFT,
        _draft,
        sign=gettext_lazy("Draft"),
        verb=gettext_lazy("Go on"),
        urgency="",
        of_group=False,
        minutes=5,
        page=_page("programmes:setup"),
        came=lambda row: _("It is open."),
    ),
)
