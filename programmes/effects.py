"""Whom a change of a programme affects. Nothing is lost by any change; this only tells.

Apps above tell about their own rows: they register a teller in ``AppConfig.ready``.
"""

from collections.abc import Callable, Collection, Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from programmes.indicators import open_groups
from programmes.models import Group, Programme
from programmes.modules import Module

Teller = Callable[[Programme, Programme], Iterable[str]]
NAMED = 10

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """``teller(before, after)`` gives a sentence for everybody whom the change affects."""
    _tellers.append(teller)


def told(before: Programme, after: Programme) -> list[str]:
    """What changes for people between the stored programme and the one about to be saved."""
    return [sentence for teller in _tellers for sentence in teller(before, after)]


def of_sizes(before: Programme, after: Programme) -> Iterable[str]:
    """Groups that do not fit the new sizes: they stay, and the list of groups marks them."""
    over, under = Q(pk__in=[]), Q(pk__in=[])
    if after.mentees_max < before.mentees_max:
        over |= Q(mentees__gt=after.mentees_max)
    if after.mentors_per_group < before.mentors_per_group:
        over |= Q(mentors__gt=after.mentors_per_group)
    if after.mentees_min > before.mentees_min:
        under = Q(mentees__lt=after.mentees_min)
    groups = open_groups(before)
    if names := _names(groups.filter(over)):
        text = ngettext(
            "%(n)d group is larger than the new size. Nobody is taken out: %(names)s",
            "%(n)d groups are larger than the new size. Nobody is taken out: %(names)s",
            len(names),
        )
        yield text % {"n": len(names), "names": _some(names)}
    if names := _names(groups.filter(under)):
        text = ngettext(
            "%(n)d group has fewer people than the new least number: %(names)s",
            "%(n)d groups have fewer people than the new least number: %(names)s",
            len(names),
        )
        yield text % {"n": len(names), "names": _some(names)}


def _names(groups: "QuerySet[Group]") -> list[str]:
    return list(groups.order_by("name").values_list("name", flat=True))


def _some(names: Collection[str]) -> str:
    """The first names, and that there are more."""
    return ", ".join(list(names)[:NAMED]) + (" …" if len(names) > NAMED else "")


def of_modules(before: Programme, after: Programme) -> Iterable[str]:
    """Groups that are out of sight while their module is off."""
    if not before.uses(Module.GROUPS) or after.uses(Module.GROUPS):
        return
    if count := before.groups.count():
        text = ngettext(
            "%(n)d group is hidden until groups are switched on again.",
            "%(n)d groups are hidden until groups are switched on again.",
            count,
        )
        yield text % {"n": count}


def of_dates(before: Programme, after: Programme) -> Iterable[str]:
    """Phases that somebody has set do not move along with the programme's dates."""
    moves = (before.starts_on, before.ends_on) != (after.starts_on, after.ends_on)
    if moves and before.has_own_phases():
        yield _("The phases stay as you have set them. Check whether they still fit the dates.")


def of_partners(programme: Programme, partners: Iterable[Organisation]) -> Iterable[str]:
    """Organisations that stop being partners; their people stay."""
    leaving = programme.partners.filter(is_lead=False).exclude(organisation__in=partners)
    for partner in leaving.select_related("organisation").order_by("organisation__name"):
        people = programme.participants.counted().filter(organisation=partner.organisation)
        count = people.values("user").distinct().count()
        text = ngettext(
            "%(name)s is no partner any more. Its %(n)d person stays in the programme.",
            "%(name)s is no partner any more. Its %(n)d people stay in the programme.",
            count,
        )
        yield text % {"name": partner.organisation, "n": count}


register(of_sizes)
register(of_modules)
register(of_dates)
