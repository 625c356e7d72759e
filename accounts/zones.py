"""Time zones as people choose them: by region, the common ones only."""

import zoneinfo
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REGIONS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")


@lru_cache(maxsize=1)
def by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    """Select groups of zone names, Europe first."""
    regions: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(zoneinfo.available_timezones()):
        region, _slash, place = name.partition("/")
        if region in regions and place:
            regions[region].append((name, place.replace("_", " ")))
    return [*regions.items(), ("UTC", [("UTC", "UTC")])]


class ZoneField(forms.ChoiceField):
    """A time zone; anything not on the list is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=by_region,
            error_messages={"invalid_choice": _("Choose a time zone from the list.")},
            **kwargs,
        )
