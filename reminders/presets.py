"""The rules that a programme begins with, as data.

A preset is laid for every programme; whether it can fire follows from what the practice switched
on (``Event.module``), how long it waits from the programme's own rhythm, and whether it begins
switched on from the practice (``Practice.quiet``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from programmes.models import Programme
from reminders.events import DAYS, HOURS

Offset = int | Callable[[Programme], int]


@dataclass(frozen=True)
class Preset:
    """First values of a rule. ``key`` never changes: by it a rule finds back to its preset."""

    key: str
    event: str
    audience: str
    offset: Offset
    unit: str = DAYS
    is_on: bool = True

    def values(self, programme: Programme) -> dict[str, Any]:
        offset = self.offset(programme) if callable(self.offset) else self.offset
        return {
            "preset": self.key,
            "event": self.event,
            "audience": self.audience,
            "offset": offset,
            "unit": self.unit,
            "channel": "chosen",
            "is_on": self.is_on and self.key not in programme.practice.quiet,
        }


def _silence(programme: Programme) -> int:
    """After how many days without a meeting a group is silent, for its own rhythm."""
    return max(30, programme.meeting_every_days * 3 // 2)


PRESETS = (
    Preset("invitation", "invitation_unanswered", "invited", 5),
    Preset("call_ends", "call_ends", "coordinators", -2),
    Preset("kick_off", "phase_kick_off", "everyone", -3),
    Preset("day_before", "meeting_reminder", "members", -1),
    Preset("hour_before", "meeting_reminder", "members", -1, HOURS, is_on=False),
    Preset("log", "meeting_unlogged", "mentors", 2),
    Preset("silence", "no_meeting", "mentors", _silence),
    Preset("missed", "meetings_missed", "coordinators", 1),
    Preset("close", "phase_close", "everyone", -7),
    Preset("end", "programme_closing", "everyone", -14, is_on=False),
)
