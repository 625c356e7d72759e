"""Sets of people that coordinators can write to, told by how their groups meet."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from conversations.audiences import Audience, People
from meetings.indicators import groups_needing_help
from programmes.models import GroupMembership, Participant, Programme, Role
from programmes.modules import Module


def _sitting(people: People, now: datetime, *roles: str, **fact: bool) -> People:
    """Those who sit in the groups of which the fact is true, in one of the roles or in any."""
    programmes = list(Programme.objects.filter(pk__in=people.values("programme")))
    groups = groups_needing_help(programmes, now).filter(**fact)
    seats = GroupMembership.objects.current().filter(
        group__in=list(groups.values_list("pk", flat=True)), role__in=roles or Role.values
    )
    return people.filter(pk__in=seats.values("participant"), state=Participant.State.ACTIVE)


AUDIENCES = (
    Audience(
        "quiet_groups",
        _("Groups without a meeting: everybody"),
        lambda people, now: _sitting(people, now, is_quiet=True),
        module=Module.MEETINGS,
    ),
    Audience(
        "quiet_mentors",
        _("Groups without a meeting: their mentors"),
        lambda people, now: _sitting(people, now, Role.MENTOR, is_quiet=True),
        module=Module.MEETINGS,
    ),
    Audience(
        "log_owed",
        _("Groups that miss a log: their mentors"),
        lambda people, now: _sitting(people, now, Role.MENTOR, has_unlogged=True),
        module=Module.MEETINGS,
    ),
)
