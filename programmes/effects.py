"""Who is affected when a programme changes under way. Nothing is lost; this only tells."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.models import Programme, Role
from programmes.modules import Module


def of_sizes(programme: Programme, cleaned: dict[str, Any]) -> list[str]:
    """Groups that are larger than the new sizes allow."""
    open_seats = Q(memberships__ended_at=None, memberships__isnull=False)
    groups = programme.groups.exclude(state="closed").annotate(
        mentors=Count("memberships", filter=open_seats & Q(memberships__role=Role.MENTOR)),
        mentees=Count("memberships", filter=open_seats & Q(memberships__role=Role.MENTEE)),
    )
    over = groups.filter(
        Q(mentors__gt=cleaned["mentors_per_group"]) | Q(mentees__gt=cleaned["mentees_max"])
    )
    names = list(over.order_by("name").values_list("name", flat=True)[:10])
    if not names:
        return []
    count = over.count()
    text = ngettext(
        "%(n)d group is larger than the new size and stays as it is: %(names)s",
        "%(n)d groups are larger than the new size and stay as they are: %(names)s",
        count,
    )
    return [text % {"n": count, "names": ", ".join(names)}]


def of_modules(programme: Programme, cleaned: dict[str, Any]) -> list[str]:
    """What disappears from view with a module that is switched off."""
    told = []
    if programme.uses(Module.GROUPS) and Module.GROUPS not in cleaned["modules"]:
        count = programme.groups.count()
        text = ngettext(
            "%(n)d group is hidden until groups are switched on again.",
            "%(n)d groups are hidden until groups are switched on again.",
            count,
        )
        told += [text % {"n": count}] if count else []
    if programme.uses(Module.MEETINGS) and Module.MEETINGS not in cleaned["modules"]:
        told.append(
            _("Meetings and logs are hidden until meetings are switched on again. None is deleted.")
        )
    return told


def of_basics(programme: Programme, before: tuple[Any, Any], cleaned: dict[str, Any]) -> list[str]:
    """What a change of dates or partners does."""
    told = []
    if before != (cleaned["starts_on"], cleaned["ends_on"]):
        told.append(_("The phases are laid anew between the two dates."))
    kept = {partner.pk for partner in cleaned["partners"]}
    leaving = programme.partners.filter(is_lead=False).exclude(organisation__in=kept)
    for partner in leaving.select_related("organisation"):
        count = programme.participants.counted().filter(organisation=partner.organisation).count()
        text = ngettext(
            "%(name)s is no partner any more; its %(n)d person stays in the programme.",
            "%(name)s is no partner any more; its %(n)d people stay in the programme.",
            count,
        )
        told.append(text % {"name": partner.organisation, "n": count})
    return told
