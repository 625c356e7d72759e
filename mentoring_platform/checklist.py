"""The set-up of a programme as a list of steps, told from what is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.models import Programme
from programmes.modules import Module

State = Programme.State


@dataclass(frozen=True)
class Check:
    title: Any
    done: bool
    url: str
    verb: Any
    text: Any = ""


def checklist(
    programme: Programme,
    people: Mapping[str, int],
    groups: Mapping[str, int],
    meetings: Mapping[str, int],
) -> list[Check]:
    """The steps that this programme needs, in their order."""
    at = [programme.pk]
    is_open = programme.state != State.DRAFT
    under_way = programme.state not in {State.DRAFT, State.OPEN}
    settings = reverse("programmes:settings", args=at)
    found = [
        Check(
            _("Programme opened"),
            is_open,
            settings if is_open else reverse("programmes:basics", args=at),
            _("Finish the set-up"),
        ),
        Check(
            _("People invited"),
            bool(people["active"] + people["invited"]),
            reverse("programmes:import", args=at),
            _("Bring people in"),
            _("Paste a list from anywhere, or share a join link."),
        ),
    ]
    if programme.uses(Module.GROUPS):
        found.append(
            Check(
                _("Groups formed"),
                bool(groups[""]),
                reverse("programmes:groups", args=at),
                _("Form groups"),
                _("By hand, or evenly in one go."),
            )
        )
        found.append(
            Check(
                _("Everybody has a group"),
                bool(groups[""]) and not people["homeless"],
                reverse("programmes:people", args=at) + "?group=none",
                _("See who has none"),
            )
        )
    found.append(Check(_("Programme started"), under_way, settings, _("Start the programme")))
    if programme.uses(Module.MEETINGS):
        found.append(
            Check(
                _("First meetings held"),
                bool(meetings["held"]),
                reverse("meetings:of_programme", args=at),
                _("See the meetings"),
            )
        )
    return found
