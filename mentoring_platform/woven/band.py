"""The stripe band of a programme: for page heads, timelines, lists and mails."""

from collections.abc import Sequence
from hashlib import sha256
from html import escape

from mentoring_platform.woven.yarns import (
    PICK,
    WARP,
    fill,
    stripes,
    threading,
    weave,
    yarns_of,
)


def mail_band(seed: str, *, width: int = 600, height: int = 10, fluid: bool = False) -> str:
    """The band for mail programs that draw no SVG: a table row of cells, twice the repeat.

    A fluid one fills its box, and so fits a phone.
    """
    threads = stripes(seed) * 2
    unit = width / sum(picks for _, picks in threads)
    cells, laid = [], 0.0
    for colour, picks in threads:
        left, laid = round(laid), laid + picks * unit
        cells.append(f'<td bgcolor="{colour}" width="{round(laid) - left}" height="{height}"></td>')
    return (
        f'<table role="presentation" width="{"100%" if fluid else width}" '
        'cellpadding="0" cellspacing="0" border="0">'
        f"<tr>{''.join(cells)}</tr></table>"
    )


def _figure_path(quarter: Sequence[str], x: int, height: int) -> str:
    """Runs of picks that stand for the figure, repeated down the width of the band."""
    rows = [line + line[-2::-1] for line in (*quarter, *reversed(quarter))]
    path = []
    first = max(0, (len(rows) - height // WARP) // 2)  # a narrow band shows the figure's middle
    for y in range(0, height, WARP):
        row = rows[(first + y // WARP) % len(rows)]
        start = None
        for i, cell in enumerate(row + "0"):
            if cell == "1" and start is None:
                start = i
            elif cell == "0" and start is not None:
                run = (i - start) * PICK
                path.append(f"M{x + start * PICK} {y}h{run}v{WARP}h-{run}z")
                start = None
    return "".join(path)


def band(
    seed: str, *, height: int = 36, until: int | None = None, title: str = "", swatch: int = 0
) -> str:
    """The band of an id as SVG that fills its box without being scaled, so that it stays crisp.

    height is a multiple of 6 (36 keeps whole figures). until (0-100) leaves the rest of the
    warp bare. swatch is the width in px of a small piece with the figure in its middle.
    Without a title the band is decoration and hidden from assistive technology.
    """
    yarn = yarns_of(seed)
    half, quarter = threading(seed)
    whole = [*half, ("F", 11), *reversed(half)]
    period = sum(picks for _, picks in whole) * PICK
    key = "b" + sha256(f"{seed}{height}{until}{swatch}".encode()).hexdigest()[:5]

    solid: dict[str, list[str]] = {}
    dotted: dict[str, list[str]] = {}
    figure = ""
    x = 0
    for letter, picks in whole:
        width = picks * PICK
        if letter == "F":
            figure = _figure_path(quarter, x, height)
        elif letter == "L":
            rungs = "".join(f"M{x} {y}h{width}v3h-{width}z" for y in range(0, height, WARP))
            solid.setdefault(yarn["L"], []).append(rungs)
        elif letter != "W" and picks == 1:
            dots = "".join(f"M{x} {y}h4v6h-4z" for y in range(0, height, 2 * WARP))
            dotted.setdefault(yarn[letter], []).append(dots)
        elif letter != "W":
            solid.setdefault(yarn[letter], []).append(f"M{x} 0h{width}v{height}h-{width}z")
        x += width

    shapes = [
        f'<path {fill(name)} d="{"".join(paths)}"/>'
        for layer in (solid, dotted)
        for name, paths in layer.items()
    ]
    shapes.append(f'<path {fill(yarn["A"])} d="{figure}"/>')
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    across = str(swatch) if swatch else "100%"
    start = (swatch - period) // 2 // PICK * PICK if swatch else 0
    share = "100%" if until is None else f"{until}%"
    loom = ""
    defs = ""
    if until is not None:
        defs = (
            f'<pattern id="{key}l" width="8" height="6" patternUnits="userSpaceOnUse">'
            '<path class="y-warp" stroke="#9A9183" stroke-opacity=".75" d="M0 3.5h8"/></pattern>'
        )
        loom = (
            f'<rect width="100%" height="{height}" fill="url(#{key}l)"/>'
            f'<rect {fill("wool")} width="{share}" height="{height}"/>'
        )
    return (
        f'<svg class="woven" xmlns="http://www.w3.org/2000/svg" width="{across}" '
        f'height="{height}" {label} focusable="false">'
        f"<defs>{defs}{weave(key, upright=True)}"
        f'<pattern id="{key}" x="{start}" width="{period}" height="{height}" '
        'patternUnits="userSpaceOnUse">'
        f'<rect {fill("wool")} width="{period}" height="{height}"/>'
        f"{''.join(shapes)}</pattern></defs>"
        f'{loom}<rect width="{share}" height="{height}" fill="url(#{key})"/>'
        f'<rect width="{share}" height="{height}" fill="url(#{key}w)"/></svg>'
    )
