"""Time zones as people choose them: by region, the common ones only."""

import zoneinfo
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
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


class ZoneSelect(forms.Select):
    """Five hundred options drawn once per language, not once per page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = format_html('value="{}"', value or "")
        options = _drawn(get_language()) + _options(list(self.choices)[len(by_region()) :])
        marked = options.replace(chosen, f"{chosen} selected", 1)
        about = {"class": "form-select", **self.attrs, **(attrs or {}), "name": name}
        shown = {key: given for key, given in about.items() if given is not False}
        return format_html("<select{}>{}</select>", flatatt(shown), mark_safe(marked))  # noqa: S308


@lru_cache(maxsize=8)
def _drawn(language: str | None) -> str:
    return _options(by_region())


def _options(regions: list[Any]) -> str:
    return "".join(
        format_html(
            '<optgroup label="{}">{}</optgroup>',
            region,
            format_html_join("", '<option value="{}">{}</option>', zones),
        )
        for region, zones in regions
    )


class ZoneField(forms.ChoiceField):
    """A time zone; anything not on the list is refused."""

    widget = ZoneSelect

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
