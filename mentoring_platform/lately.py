"""What happened in a programme: who and when, never what was said."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _

from meetings.models import Log, Meeting
from mentoring_platform.templatetags.ui import short_day
from programmes.models import Participant, Programme, Role

BACK = timedelta(days=30)


@dataclass(frozen=True)
class Event:
    at: datetime
    text: str


def lately(programme: Programme, now: datetime, *, most: int) -> list[Event]:
    """Who joined, what was planned and logged in the last 30 days, the latest first.

    A series that was planned in one go is told once, by its first meeting.
    """
    joined = programme.participants.present().listed().exclude(role=Role.COORDINATOR)
    logs = Log.objects.filter(meeting__group__programme=programme)
    in_the_same_go = Meeting.objects.filter(
        group=OuterRef("group"), planned_at=OuterRef("planned_at"), number__lt=OuterRef("number")
    )
    planned = Meeting.objects.filter(~Exists(in_the_same_go), group__programme=programme)
    name = Coalesce(NullIf("user__name", Value("")), "user__email", output_field=CharField())
    number = Cast("meeting__number", CharField())
    rows = (
        joined.filter(joined_at__gt=now - BACK)
        .values_list("joined_at", Value("joined"), name, "role")
        .union(
            logs.filter(written_at__gt=now - BACK).values_list(
                "written_at", Value("log"), "meeting__group__name", number
            ),
            planned.filter(planned_at__gt=now - BACK).values_list(
                "planned_at", Value("planned"), "group__name", Cast("day", CharField())
            ),
            all=True,
        )
        .order_by("-joined_at")
    )
    return [Event(at, _words(programme, *told)) for at, *told in rows[:most]]


def _words(programme: Programme, kind: str, who: str, what: str) -> str:
    if kind == "log":
        text = _("Group %(group)s wrote the log of meeting %(number)s")
        return text % {"group": who, "number": what}
    if kind == "planned":
        text = _("Group %(group)s planned to meet on %(day)s")
        return text % {"group": who, "day": short_day(date.fromisoformat(what))}
    role = Participant(programme=programme, role=what).role_word
    return _("%(name)s joined as %(role)s") % {"name": who, "role": role.lower()}
