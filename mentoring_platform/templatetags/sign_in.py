"""What the pages about signing in need beyond plain words."""

import json
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def as_json(value: Any) -> str:
    """For a ``data-`` attribute; a template escapes it there."""
    return json.dumps(value)


@register.filter
def device(user_agent: str) -> str:
    """What people call what they sign in with: "Firefox, Linux"."""
    found = [
        next((name for mark, name in known.items() if mark in user_agent), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or _("Another program")
