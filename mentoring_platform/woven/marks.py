"""The signs that people and groups put on the rug: shape, letter and colour together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

MARK = {  # colours of markers: the tokens themselves, dark enough to carry a white letter
    "pine": "#0B5A52",
    "lingonberry": "#B3263F",
    "cloudberry": "#98560A",
    "moss": "#3F6B2A",
    "lake": "#1F5FA8",
    "soot": "#1B2A30",
}

SHAPES = {  # outlines around 0,0 that fit a circle of radius 13
    "circle": "M0-12a12 12 0 1 1 0 24a12 12 0 1 1 0-24z",
    "square": "M-10.5-10.5h21v21h-21z",
    "diamond": "M0-14.5L14.5 0 0 14.5-14.5 0z",
    "hexagon": "M-6.8-12h13.6L13.6 0 6.8 12H-6.8L-13.6 0z",
    "triangle": "M0-15L14.5 10.5h-29z",
    "shield": "M0 15L14.5-10.5h-29z",
    "pentagon": "M0-13.5L13.3-3.6 8.2 12H-8.2L-13.3-3.6z",
    "lens": "M-14 0Q-7-11 0-11T14 0Q7 11 0 11T-14 0z",
}
GROUP = "M-8.5-18h17L20-6.5v13L8.5 18h-17L-20 6.5v-13z"


@dataclass(frozen=True)
class Marker:
    """One person's sign on one band. step is 0 (not yet) to 3 (fully)."""

    letter: str
    step: int
    shape: str = "circle"
    colour: str = "pine"


@dataclass(frozen=True)
class Area:
    """One band of the rug: what it is called, who stands where, and the common view."""

    key: str
    name: str
    markers: Sequence[Marker] = field(default_factory=list)
    group: int | None = None
    before: int | None = None
    note: str = ""  # the spread in words


def marker_glyph(marker: Marker) -> str:
    """The sign itself, around 0,0: shape, colour and letter, never colour alone."""
    drop = {"triangle": 7, "shield": 2}.get(marker.shape, 4.5)
    return (
        '<g class="m" transform="scale(.88)">'
        f'<path class="m-edge" d="{SHAPES[marker.shape]}" stroke="#FFF" '
        f'stroke-width="5" stroke-linejoin="round"/>'
        f'<path class="m-{marker.colour}" d="{SHAPES[marker.shape]}" '
        f'fill="{MARK[marker.colour]}"/>'
        f'<text class="m-letter" y="{drop}" text-anchor="middle" font-size="13.5" '
        'font-weight="700" '
        f'fill="#FFF">{escape(marker.letter)}</text></g>'
    )


def place_of(
    marker: Marker, *, per_row: int, place: int, in_step: int, top: int
) -> tuple[float, int]:
    """Where a marker stands: in rows around the middle of its step, so that none hides another."""
    column, row = place % per_row, place // per_row
    in_row = min(per_row, in_step - row * per_row)
    x = marker.step * 25 + 12.5 + (column - (in_row - 1) / 2) * 22.5 / per_row
    return x, top + 17 + row * 30


def use(key: str, x: float, y: int) -> str:
    """A sign drawn once and used at many places."""
    return f'<use href="#{key}" x="{x:.4g}%" y="{y}"/>'


def way_of(key: str, area: Area, y: int) -> str:
    """The group's mark, the pale one of last time, and the way between them."""
    now, was = area.group, area.before
    out = []
    arrow = ""
    if now is not None and was is not None and now != was:
        arrow = use(f"{key}up" if now > was else f"{key}down", now * 25 + 12.5, y)
        left, right = sorted((now * 25 + 12.5, was * 25 + 12.5))
        line = f'x1="{left}%" x2="{right}%" y1="{y}" y2="{y}"'
        out.append(
            f'<line class="m-edge" {line} stroke="#FFF" stroke-width="6"/>'
            f'<line class="m-way" {line} stroke="#1B2A30" stroke-width="2"/>'
        )
    if was is not None and was != now:
        out.append(use(f"{key}was", was * 25 + 12.5, y))
    out.append(arrow)
    if now is not None:
        out.append(use(f"{key}we", now * 25 + 12.5, y))
    return "".join(out)


def before_glyph(word: str) -> str:
    """The pale sign of last time."""
    return (
        f'<path class="m-was" d="{GROUP}" transform="scale(.84)" fill="#FAF8F4" '
        'stroke="#55666E" stroke-width="1.8" stroke-dasharray="4 3"/>'
        '<text class="m-then" y="4" text-anchor="middle" font-size="11.5" font-weight="600" '
        f'fill="#55666E">{escape(word)}</text>'
    )


def group_glyph(word: str) -> str:
    """The larger sign of the common view."""
    return (
        f'<path class="m-edge" d="{GROUP}" stroke="#FFF" stroke-width="5" stroke-linejoin="round"/>'
        f'<path class="m-group" d="{GROUP}" fill="#1B2A30"/>'
        '<path class="m-inner" d="M-6.5-14h13L16-5V5L6.5 14h-13L-16 5V-5z" fill="none" '
        'stroke="#FFF" stroke-opacity=".55"/>'
        '<text class="m-letter" y="4.5" text-anchor="middle" font-size="12.5" '
        'font-weight="700" fill="#FFF">'
        f"{escape(word)}</text>"
    )
