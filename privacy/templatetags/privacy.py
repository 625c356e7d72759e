"""How values of a copy read on a page."""

import json
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def as_told(value: Any) -> Any:
    """Yes, no, nothing; lists and what is nested as text."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, indent=1) if value else "–"
    return value
