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
    return mark_safe(woven.mail_band(seed))  # noqa: S308  drawn by us from a hash


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def day(value: date | datetime) -> str:
    """A day as people say it: today, tomorrow, or "Tue 17 Nov"."""
    today = timezone.localdate()
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    away = (value - today).days
    if away == 0:
        return _("Today")
    if away == 1:
        return _("Tomorrow")
    if away == -1:
        return _("Yesterday")
    with_year = "" if value.year == today.year else " Y"
    # Translators: day of week, day, month, as in "Tue 17 Nov"
    return date_format(value, _("D j M") + with_year)


@register.filter
def hour(value: datetime) -> str:
    """The hour in the zone of the person."""
    # Translators: hour and minute, as in 16:05
    return date_format(timezone.localtime(value), _("H:i"))


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)
