"""Small parts of pages: icons, the woven band, initials, times."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mentoring_platform import woven

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """An icon of the one sprite, always beside a word."""
    return format_html(
        '<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("icons.svg"), name
    )


@lru_cache(maxsize=512)
def _band(seed: str, height: int, until: int | None, title: str, swatch: int) -> SafeString:
    drawing = woven.band(seed, height=height, until=until, title=title, swatch=swatch)
    return mark_safe(drawing)  # noqa: S308  drawn by us from a hash


@register.simple_tag
def band(seed: str, height: int = 36, until: int | None = None, title: str = "") -> SafeString:
    """The woven band of an id, over the full width."""
    return _band(seed, height, until, title, 0)


@register.simple_tag
def swatch(seed: str, width: int = 44, height: int = 24) -> SafeString:
    """A small piece of the band with the figure in its middle."""
    return _band(seed, height, None, "", width)


@register.simple_tag
def mail_band(seed: str) -> SafeString:
    return mark_safe(woven.mail_band(seed, fluid=True))  # noqa: S308  drawn by us from a hash


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _local_date(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def day(value: date | datetime) -> str:
    """A day as people say it: today, tomorrow, or "Tue 17 Nov"."""
    value = _local_date(value)
    away = (value - timezone.localdate()).days
    named = {0: _("Today"), 1: _("Tomorrow"), -1: _("Yesterday")}
    if away in named:
        return named[away]
    return f"{date_format(value, 'D')} {short_day(value)}"


@register.filter
def short_day(value: date | datetime) -> str:
    """Day and month, with the year only where it is not this one."""
    value = _local_date(value)
    this_year = value.year == timezone.localdate().year
    return date_format(value, "SHORT_DATE_FORMAT" if this_year else "DATE_FORMAT")


@register.filter
def weekday(value: date | datetime) -> str:
    """A day in full: "Tuesday 17 November 2026"."""
    value = _local_date(value)
    return f"{date_format(value, 'l')} {date_format(value, 'DATE_FORMAT')}"


@register.filter
def hour(value: datetime) -> str:
    """The hour in the zone of the person."""
    return date_format(timezone.localtime(value), "TIME_FORMAT")


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)
