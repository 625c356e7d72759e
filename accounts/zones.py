"""Time zones as people choose them: by region, the common ones only."""

import zoneinfo
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REGIONS = {
    "Europe": _("Europe"),
    "America": _("America"),
    "Asia": _("Asia"),
    "Africa": _("Africa"),
    "Australia": _("Australia"),
    "Pacific": _("Pacific"),
    "Atlantic": _("Atlantic"),
    "Indian": _("Indian Ocean"),
}


@lru_cache(maxsize=1)
def by_region() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Select groups of zone names, Europe first."""
    regions: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(zoneinfo.available_timezones()):
        region, _slash, place = name.partition("/")
        if region in regions and place:
            regions[region].append((name, place.replace("_", " ")))
    named = [(REGIONS[region], zones) for region, zones in regions.items()]
    return [*named, (_("Everywhere"), [("UTC", "UTC")])]


class ZoneField(forms.ChoiceField):
    """A time zone; anything not on the list is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=by_region,
            error_messages={"invalid_choice": _("Choose a time zone from the list.")},
            **kwargs,
        )

    def keep(self, zone: str) -> None:
        """Offer a rarer zone too where somebody has it already."""
        offered = {name for _region, zones in by_region() for name, _place in zones}
        if zone and zone not in offered:
            self.choices = [*by_region(), (_("Now"), [(zone, zone)])]
