"""What a person has to do: one row of "what needs me now"."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring_platform.templatetags.ui import day, hour, short_day


@dataclass(frozen=True)
class NextStep:
    """A thing, its deadline, and the button that does it. ``url`` is one click away from done."""

    title: Any
    url: str
    verb: Any
    due_at: datetime | None = None
    text: Any = ""
    minutes: int = 1

    @property
    def days_late(self) -> int:
        if self.due_at is None:
            return 0
        return (timezone.localdate() - timezone.localtime(self.due_at).date()).days

    @property
    def urgency(self) -> str:
        """The class of the date: late, soon (within two days) or none."""
        if self.due_at is None:
            return ""
        if self.days_late > 0:
            return "late"
        return "soon" if self.days_late >= -1 else ""

    @property
    def when(self) -> str:
        if self.due_at is None:
            return _("Any time")
        late = self.days_late
        if late > 0:
            return ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late}
        return day(self.due_at)

    @property
    def since(self) -> str:
        if self.due_at is None:
            return ""
        if self.days_late > 0:
            return _("since %(day)s") % {"day": short_day(self.due_at)}
        return _("by %(hour)s") % {"hour": hour(self.due_at)}


def by_deadline(step: NextStep) -> tuple[bool, float]:
    """For sorting: earliest first, those without a date last."""
    return (step.due_at is None, step.due_at.timestamp() if step.due_at else 0)


@dataclass(frozen=True)
class Trouble:
    """One kind of thing that a coordinator should see to, in a group or in a whole programme.

    It befalls a row: a group or programme that carries the facts of ``indicators.py``. Nothing is
    told but what a participant may see too. ``rank`` says what hurts first, from the smallest.
    ``text`` writes the ready text, as subject and words, from the row and the names of those it
    goes to and comes from; it ``asks`` an audience of conversations. ``seats`` is the role that a
    group lacks: whoever is free gets the seat, and only if nobody is, the text is offered. Other
    kinds are mended on a ``page``. ``many`` tells of several groups at once. ``came`` tells what
    came of it once it is no longer so.
    """

    name: str
    rank: int
    holds: Callable[[Any], bool]
    title: Callable[[Any], str]
    sign: Any
    verb: Any
    since: Callable[[Any], date | datetime | None] = lambda row: None
    urgency: str = "soon"
    of_group: bool = True
    minutes: int = 2
    many: Callable[[int], str] | None = None
    text: Callable[[Any, str, str], tuple[str, str]] | None = None
    asks: str = "group_mentors"
    seats: str = ""
    page: Callable[[Any], str] | None = None
    came: Callable[[Any], str] = lambda row: ""
