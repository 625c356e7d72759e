"""The set-up of a programme as a list of steps, told from what is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.models import Programme
from programmes.modules import Module

State = Programme.State
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Check:
    """One step: a word for it when it is done, and the way to do it until then."""

    word: Any
    title: Any
    verb: Any
    url: str
    is_done: bool
    text: Any = ""


def checklist(
    programme: Programme, people: Counts, groups: Counts, meetings: Counts
) -> list[Check]:
    """The steps that this programme needs, in their order."""
    found = [_plan(programme), _people(programme, people)]
    if programme.uses(Module.GROUPS):
        found += _groups(programme, people, groups)
    if programme.uses(Module.MEETINGS):
        found.append(_dates(programme, meetings))
    found.append(_start(programme))
    if programme.uses(Module.MEETINGS):
        found.append(_first_meeting(programme, meetings))
    return found


def _url(name: str, programme: Programme, query: str = "") -> str:
    return reverse(name, args=[programme.pk]) + query


def _plan(programme: Programme) -> Check:
    return Check(
        _("plan"),
        _("Plan the programme"),
        _("Finish the set-up"),
        _url("programmes:setup", programme),
        is_done=programme.state != State.DRAFT,
        text=_("Only coordinators see it until it is opened."),
    )


def _people(programme: Programme, people: Counts) -> Check:
    return Check(
        _("people"),
        _("Bring people in"),
        _("Bring people in"),
        _url("programmes:import", programme),
        is_done=bool(people["asked"]),
        text=_("Paste a list from anywhere, or share a link to join by."),
    )


def _groups(programme: Programme, people: Counts, groups: Counts) -> Iterator[Check]:
    has_groups = bool(groups["all"])
    yield Check(
        _("groups"),
        _("Form groups"),
        _("Form groups"),
        _url("programmes:groups", programme),
        is_done=has_groups,
        text=_("By hand, or evenly in one go."),
    )
    yield Check(
        _("a group for everybody"),
        _("Find a group for everybody"),
        _("See who has no group"),
        _url("programmes:people", programme, "?group=none"),
        is_done=has_groups and not people["homeless"],
    )


def _dates(programme: Programme, meetings: Counts) -> Check:
    return Check(
        _("dates"),
        _("First meetings planned"),
        _("See the meetings"),
        _url("meetings:of_programme", programme),
        is_done=bool(meetings["coming"] or meetings["due"]),
        text=_("Each group plans its own."),
    )


def _start(programme: Programme) -> Check:
    return Check(
        _("start"),
        _("Start the programme"),
        _("Start the programme"),
        _url("programmes:state", programme),
        is_done=programme.state not in {State.DRAFT, State.OPEN},
        text=_("Everybody sees that the groups are at work."),
    )


def _first_meeting(programme: Programme, meetings: Counts) -> Check:
    return Check(
        _("first meeting"),
        _("First meeting held"),
        _("See the meetings"),
        _url("meetings:of_programme", programme, "?show=due"),
        is_done=bool(meetings["held"]),
        text=_("It counts as held when the group has written its log."),
    )
