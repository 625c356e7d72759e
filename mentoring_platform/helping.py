"""Why a group needs help, in words, and the one page on which something can be done about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring_platform.templatetags.ui import short_day
from programmes.models import Group, Programme


@dataclass(frozen=True)
class Help:
    """A line of the list: the group, the first reason and the further ones, the button."""

    group: Group
    urgency: str
    since: str
    title: str
    more: str
    url: str
    verb: str


def help_for(group: Any, programme: Programme, now: datetime) -> Help:
    """``group`` carries the reasons that ``groups_needing_help`` found."""
    reasons = _reasons(group, programme)
    url, verb = _button(group)
    return Help(
        group=group,
        urgency="late" if group.is_quiet or group.missed_twice else "soon",
        since=_since(group, now) if group.is_quiet else "",
        title=reasons[0],
        more=". ".join([*reasons[1:], ""]).strip(),
        url=url,
        verb=verb,
    )


def _is_empty(group: Any) -> bool:
    return not group.mentors and not group.mentees


def _reasons(group: Any, programme: Programme) -> list[str]:
    if _is_empty(group):
        return [_("Nobody is in the group yet")]
    reasons = []
    if group.is_quiet:
        reasons.append(_quiet(group))
    if group.missed_twice:
        reasons.append(_("The last two meetings did not take place"))
    if group.has_unlogged:
        reasons.append(_("A past meeting has no log"))
    if group.is_small:
        reasons.append(_small(group, programme))
    return reasons


def _quiet(group: Any) -> str:
    if group.last_met is None:
        return _("No meeting yet, none planned")
    return _("No meeting since %(day)s, none planned") % {"day": short_day(group.last_met)}


def _since(group: Any, now: datetime) -> str:
    ago = timesince(group.last_met or group.formed_at, now, depth=1)
    if group.last_met is None:
        return _("formed %(time)s ago") % {"time": ago}
    return _("silent %(time)s") % {"time": ago}


def _small(group: Any, programme: Programme) -> str:
    if not group.mentors and programme.mentors_per_group:
        return _("No mentor")
    text = ngettext(
        "Only %(n)d person besides the mentors, at least %(least)d are wanted",
        "Only %(n)d people besides the mentors, at least %(least)d are wanted",
        group.mentees,
    )
    return text % {"n": group.mentees, "least": programme.mentees_min}


def _button(group: Any) -> tuple[str, str]:
    if (group.is_quiet or group.missed_twice) and not _is_empty(group):
        return group.get_absolute_url(), _("See the group")
    if group.has_unlogged:
        return reverse("meetings:of_group", args=[group.pk]), _("See its meetings")
    return reverse("programmes:arrange", args=[group.pk]), _("Add people")
