"""What is known about people who take part in a programme, and why."""

from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import Basis, Erasure, Impersonal, Privacy, Retention, days
from mentoring_platform.readers import NOBODY

KEPT_FOR = [
    (6, _("half a year")),
    (12, _("one year")),
    (24, _("two years")),
    (36, _("three years")),
    (60, _("five years")),
]


def _time(months: int) -> timedelta:
    return timedelta(days=round(months * 30.5))


def forget_on(ends_on: date, months: int) -> date:
    return ends_on + _time(months)


def _forgotten(clock: str, now: datetime) -> Q:
    """Rows of programmes whose time to be remembered is over."""
    over = NOBODY
    for months, _words in KEPT_FOR:
        ended = {f"{clock}__keep_months": months, f"{clock}__ends_on__lte": now - _time(months)}
        over |= Q(**ended)
    return over


AFTER_PROGRAMME = Retention(
    "programme",
    _("two years after the programme, unless it says otherwise"),
    _forgotten,
    empties=True,
)
PARTICIPATION = Privacy(
    "participation",
    _("In which programmes, groups and meetings you take part, as what and since when"),
    _("So that groups can be formed and can meet."),
    Basis.SERVICE,
    AFTER_PROGRAMME,
    Erasure.FORMER,
)
ABOUT_ME = Privacy(
    "about_me",
    _("What you tell about yourself in a programme"),
    _("So that people find each other."),
    Basis.SERVICE,
    AFTER_PROGRAMME,
    Erasure.CONTENT,
)
GROUP_WORK = Privacy(
    "group_work",
    _("What a group writes down together"),
    _("So that the group remembers what it agreed."),
    Basis.SERVICE,
    AFTER_PROGRAMME,
    Erasure.KEPT,
    why_kept=_("It belongs to the whole group. Your name is taken off."),
)


def lists_with(person: Any) -> Q:
    """Lists by which the person was brought in."""
    participants = apps.get_model("programmes", "Participant").objects.filter(user=person)
    return Q(pk__in=participants.exclude(people_import=None).values("people_import"))


LISTED = Privacy(
    "listed",
    _("The list by which a coordinator brought you in"),
    _("So that mistakes in it can be repaired."),
    Basis.SERVICE,
    days(90, _("90 days")),
    Erasure.CONTENT,
    export=False,
    whose=lists_with,
)
COORDINATION = Privacy(
    "coordination",
    _("Why coordinators set something aside"),
    _("So that the other coordinators know that it has been seen to."),
    Basis.SERVICE,
    days(90, _("90 days")),
    Erasure.CONTENT,
)
ABOUT_PROGRAMME = Impersonal(_("Tells about a programme."))
ABOUT_GROUP = Impersonal(_("Tells about a group as a whole."))
