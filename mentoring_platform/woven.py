"""The woven motif: a stripe band for each programme, and the rug of the carpet.

Pure functions from plain values to SVG text. The same id always gives the same cloth,
in page, mail and PDF. No clock, no random source, nothing but the standard library.

    band("programme-42")                    the band of a page head
    band("programme-42", until=58)          the same band on the loom, woven to 58 %
    band("programme-42", swatch=44)         a small piece with the figure in its middle
    mail_band("programme-42")               the stripes as a table row, for mail
    rug([Area("A", "Goals", [...])])        the carpet
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape

# Yarns, dyed from the tokens. theme.css dyes the classes anew for the dark theme;
# the fill attribute serves where no style sheet reaches (PDF, a saved file).
YARN = {
    "pine": "#0B5A52",
    "lingonberry": "#A82A40",
    "cloudberry": "#C4882F",
    "moss": "#5A7A3A",
    "lake": "#2B5F94",
    "wool": "#EDE6D8",  # undyed
    "ash": "#9A9183",  # grey sheep
    "soot": "#2A3338",  # black sheep
}
DYED = ["pine", "lake", "lingonberry", "moss", "cloudberry"]
PARTNERS = {  # accents that sit well beside a main yarn
    "pine": ["cloudberry", "lingonberry", "lake"],
    "lake": ["cloudberry", "lingonberry", "moss"],
    "lingonberry": ["pine", "cloudberry", "lake"],
    "moss": ["lingonberry", "cloudberry", "lake"],
    "cloudberry": ["pine", "lake", "lingonberry"],
}

MARK = {  # colours of markers: the tokens themselves, dark enough to carry a white letter
    "pine": "#0B5A52",
    "lingonberry": "#B3263F",
    "cloudberry": "#98560A",
    "moss": "#3F6B2A",
    "lake": "#1F5FA8",
    "soot": "#1B2A30",
}

PICK = 4  # one throw of the weft, px
WARP = 6  # from warp thread to warp thread, px

# Threadings: yarn and number of picks. M main, A accent, N natural (ash or soot), W wool.
# One pick alone shows as a dotted line, as it does in cloth. L is pick and pick: a ladder.
LINES = [
    "M1 W1 M1 W1 M1",
    "N1 W1 M2 W1 N1",
    "M1 W2 M2 W1 M1",
    "A2 W1 M1 W1 M1",
    "N2 W2 M1 W1 M1",
    "M3 W1 N1 W1 M1",
    "A1 W1 M3 W1 A1",
    "N1 W1 N1 W1 A2",
]
FIELDS = [
    "M9 A2 M3",
    "M5 A1 M2 A1 M5",
    "N2 M11",
    "M3 L6 M3",
    "M12 W1 M2",
    "L4 M8 A2",
    "M4 N2 M6",
    "M2 W1 M10",
]
# Figures: the outer upper quarter, six picks by three warps; the loom mirrors the rest.
FIGURES = [
    ("000001", "000111", "011111"),  # lozenge
    ("000001", "000110", "011001"),  # open lozenge
    ("011111", "000111", "000001"),  # hourglass
    ("110000", "011100", "000111"),  # cross
    ("000011", "001100", "110011"),  # lozenge in lozenge
    ("100001", "110001", "111101"),  # teeth
    ("001001", "000111", "111111"),  # star
    ("111001", "001111", "000001"),  # spindle
]


def _digits(seed: str):
    """An endless, repeatable stream of numbers from an id."""
    block = sha256(seed.encode()).digest()
    while True:
        yield from block
        block = sha256(block).digest()


def _yarns(seed: str) -> dict[str, str]:
    digit = _digits("yarn " + seed)
    main = DYED[next(digit) % len(DYED)]
    accent = PARTNERS[main][next(digit) % 3]
    return {"M": main, "A": accent, "N": ["ash", "soot"][next(digit) % 2], "W": "wool", "L": main}


def _thread(text: str) -> list[tuple[str, int]]:
    return [(word[0], int(word[1:])) for word in text.split()]


def threading(seed: str) -> tuple[list[tuple[str, int]], tuple[str, str, str]]:
    """Half of the repeat as (letter, picks) from the outside in, and the figure at its heart."""
    digit = _digits("rhythm " + seed)
    outer, inner = (LINES[next(digit) % len(LINES)] for _ in range(2))
    body = FIELDS[next(digit) % len(FIELDS)]
    wide, narrow = 11 + next(digit) % 9, 4 + next(digit) % 5
    parts = f"W{wide} {outer} W{narrow} {body} W2 {inner} W2"
    return _thread(parts), FIGURES[next(digit) % len(FIGURES)]


def stripes(seed: str) -> list[tuple[str, int]]:
    """One repeat as (hex colour, picks): enough for a row of table cells in a mail."""
    yarn = _yarns(seed)
    half, _ = threading(seed)
    whole = [*half, ("M", 11), *reversed(half)]
    return [(YARN[yarn[letter]], picks) for letter, picks in whole]


def mail_band(seed: str, *, width: int = 600, height: int = 10) -> str:
    """The band for mail programs that draw no SVG: one table row of coloured cells, twice the repeat."""
    threads = stripes(seed) * 2
    unit = width / sum(picks for _, picks in threads)
    cells, laid = [], 0.0
    for colour, picks in threads:
        left, laid = round(laid), laid + picks * unit
        cells.append(f'<td bgcolor="{colour}" width="{round(laid) - left}" height="{height}"></td>')
    return (
        f'<table role="presentation" width="{width}" cellpadding="0" cellspacing="0" border="0">'
        f"<tr>{''.join(cells)}</tr></table>"
    )


def _fill(yarn: str) -> str:
    return f'class="y-{yarn}" fill="{YARN[yarn]}"'


def _weave(key: str, *, upright: bool) -> str:
    """The overlay that turns flat colour into floats of weft over a hidden warp."""
    gaps = (
        "M0 0h8v6H0zM2 .2C.2.2.2 5.8 2 5.8S3.8.2 2 .2M6-2.8C4.2-2.8 4.2 2.8 6 2.8S7.8-2.8 6-2.8"
        "M6 3.2C4.2 3.2 4.2 8.8 6 8.8S7.8 3.2 6 3.2"
    )
    shine = "M1.6 1.7v2.4M5.6 4.7V6M5.6 0v1.1"
    turn = "" if upright else ' patternTransform="matrix(0 1 1 0 0 0)"'
    return (
        f'<pattern id="{key}w" width="8" height="6" patternUnits="userSpaceOnUse"{turn}>'
        f'<path class="y-gap" fill="#2A1D0C" fill-opacity=".2" fill-rule="evenodd" d="{gaps}"/>'
        f'<path class="y-shine" stroke="#fff" stroke-opacity=".2" d="{shine}"/></pattern>'
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
                path.append(
                    f"M{x + start * PICK} {y}h{(i - start) * PICK}v{WARP}h-{(i - start) * PICK}z"
                )
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
    yarn = _yarns(seed)
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
        f'<path {_fill(name)} d="{"".join(paths)}"/>'
        for layer in (solid, dotted)
        for name, paths in layer.items()
    ]
    shapes.append(f'<path {_fill(yarn["A"])} d="{figure}"/>')
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    width = str(swatch) if swatch else "100%"
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
            f'<rect {_fill("wool")} width="{share}" height="{height}"/>'
        )
    return (
        f'<svg class="woven" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {label} focusable="false">'
        f"<defs>{defs}{_weave(key, upright=True)}"
        f'<pattern id="{key}" x="{start}" width="{period}" height="{height}" patternUnits="userSpaceOnUse">'
        f'<rect {_fill("wool")} width="{period}" height="{height}"/>{"".join(shapes)}</pattern></defs>'
        f'{loom}<rect width="{share}" height="{height}" fill="url(#{key})"/>'
        f'<rect width="{share}" height="{height}" fill="url(#{key}w)"/></svg>'
    )


# --- The rug -------------------------------------------------------------------------------

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
        f'<g class="m" transform="scale(.88)"><path class="m-edge" d="{SHAPES[marker.shape]}" stroke="#FFF" '
        f'stroke-width="5" stroke-linejoin="round"/>'
        f'<path class="m-{marker.colour}" d="{SHAPES[marker.shape]}" fill="{MARK[marker.colour]}"/>'
        f'<text class="m-letter" y="{drop}" text-anchor="middle" font-size="13.5" font-weight="700" '
        f'fill="#FFF">{escape(marker.letter)}</text></g>'
    )


def _place(marker: Marker, per_row: int, place: int, in_step: int, top: int) -> tuple[float, int]:
    """Where a marker stands: in rows around the middle of its step, so that none hides another."""
    column, row = place % per_row, place // per_row
    in_row = min(per_row, in_step - row * per_row)
    x = marker.step * 25 + 12.5 + (column - (in_row - 1) / 2) * 22.5 / per_row
    return x, top + 17 + row * 30


def _use(key: str, x: float, y: int) -> str:
    return f'<use href="#{key}" x="{x:.4g}%" y="{y}"/>'


def _way(key: str, area: Area, y: int) -> str:
    """The group's mark, the pale one of last time, and the way between them."""
    now, was = area.group, area.before
    moved = now is not None and was is not None and now != was
    out = []
    if moved:
        left, right = sorted((now * 25 + 12.5, was * 25 + 12.5))
        line = f'x1="{left}%" x2="{right}%" y1="{y}" y2="{y}"'
        out.append(
            f'<line class="m-edge" {line} stroke="#FFF" stroke-width="6"/>'
            f'<line class="m-way" {line} stroke="#1B2A30" stroke-width="2"/>'
        )
    if was is not None and was != now:
        out.append(_use(f"{key}was", was * 25 + 12.5, y))
    if moved:
        out.append(_use(f"{key}up" if now > was else f"{key}down", now * 25 + 12.5, y))
    if now is not None:
        out.append(_use(f"{key}we", now * 25 + 12.5, y))
    return "".join(out)


def before_glyph(word: str) -> str:
    """The pale sign of last time."""
    return (
        f'<path class="m-was" d="{GROUP}" transform="scale(.84)" fill="#FAF8F4" stroke="#55666E" stroke-width="1.8" '
        f'stroke-dasharray="4 3"/><text class="m-then" y="4" text-anchor="middle" font-size="11.5" font-weight="600" '
        f'fill="#55666E">{escape(word)}</text>'
    )


def group_glyph(word: str) -> str:
    """The larger sign of the common view."""
    return (
        f'<path class="m-edge" d="{GROUP}" stroke="#FFF" stroke-width="5" stroke-linejoin="round"/>'
        f'<path class="m-group" d="{GROUP}" fill="#1B2A30"/>'
        '<path class="m-inner" d="M-6.5-14h13L16-5V5L6.5 14h-13L-16 5V-5z" fill="none" stroke="#FFF" stroke-opacity=".55"/>'
        f'<text class="m-letter" y="4.5" text-anchor="middle" font-size="12.5" font-weight="700" fill="#FFF">'
        f"{escape(word)}</text>"
    )


def rug(
    areas: Sequence[Area],
    *,
    seed: str = "",
    steps: Sequence[str] = ("Not yet", "Partly", "Mostly", "Fully"),
    group_word: str = "We",
    dyed: bool = True,
    label: str = "",
    per_row: int = 3,
) -> str:
    """The carpet as SVG: a band of weft for each area, denser from the edge to the heart.

    Where the group is "not yet", one pick in four carries colour; "fully" is woven through.
    So the step can be read from the cloth itself, without colour and without a scale.
    dyed=False is the undyed rug shown while marks are hidden. per_row is how many markers
    stand side by side in a step (3 fits a phone).
    """
    yarn = _yarns(seed or "rug")
    main, accent = yarn["M"], yarn["A"]
    shade = [main, yarn["N"]] if dyed else ["ash", "ash"]
    if not dyed:
        main, accent = "ash", "ash"
    key = "r" + sha256(f"{seed}{dyed}{len(areas)}".encode()).hexdigest()[:5]
    fringe, strip, head = 28, 32, 26

    defs = [_weave(key, upright=False)]
    order = [0, 8, 4, 12]  # which pick of four joins at each step
    for n, name in enumerate(shade):
        for step in range(4):
            picks = "".join(f"M0 {y}h6v4H0z" for y in order[: step + 1])
            defs.append(
                f'<pattern id="{key}{n}{step}" width="6" height="16" patternUnits="userSpaceOnUse">'
                f'<path {_fill(name)} d="{picks}"/></pattern>'
            )
            if step:
                y = order[step]
                defs.append(
                    f'<pattern id="{key}{n}t{step}" width="24" height="48" patternUnits="userSpaceOnUse">'
                    f'<path {_fill(name)} d="M18 {y}h6v4h-6zM0 {y + 16}h24v4H0zM6 {y + 32}h18v4H6z"/></pattern>'
                )
    defs.append(
        f'<pattern id="{key}f" width="12" height="{fringe}" patternUnits="userSpaceOnUse">'
        f'<path class="y-warp" fill="none" stroke="#9A9183" stroke-width="1.1" d="M3 0L6 9 9 0M6 13V{fringe}M5.4 13L3.6 {fringe}M6.6 13L8.4 {fringe}"/>'
        f'<rect class="y-ash" x="4.4" y="8.4" width="3.2" height="5" rx="1.5" fill="#9A9183"/></pattern>'
    )

    body, y = [], 0

    def picks(count: int, name: str) -> None:
        nonlocal y
        if name != "wool":
            body.append(f'<rect {_fill(name)} y="{y}" width="100%" height="{count * PICK}"/>')
        y += count * PICK

    def border(sequence: Sequence[tuple[int, str]]) -> None:
        for count, name in sequence:
            picks(count, name)

    _, quarter = threading(seed or "rug")
    columns = [line + line[-2::-1] for line in (*quarter, *quarter[::-1])]
    figure = "".join(
        f"M{x * WARP} {i * PICK}h6v4h-6z"
        for x, line in enumerate(columns)
        for i, cell in enumerate(line)
        if cell == "1"
    )
    defs.append(
        f'<pattern id="{key}g" width="60" height="44" patternUnits="userSpaceOnUse"><g transform="translate(12)">'
        f'<path {_fill(main)} d="{figure}"/></g><path {_fill(accent)} d="M0 20h6v4H0z"/></pattern>'
    )

    def frieze() -> None:
        nonlocal y
        body.append(
            f'<svg y="{y}" height="44"><rect width="100%" height="44" fill="url(#{key}g)"/></svg>'
        )
        y += 44

    dark = "soot" if dyed else "ash"
    edge = [(2, dark), (1, "wool"), (5, main), (1, "wool"), (1, accent), (2, "wool")]
    hem = [(2, "wool"), (1, accent), (1, "wool"), (2, main)]
    border(edge)
    frieze()
    border(hem)
    marks: list[str] = []
    signs: dict[tuple[str, str, str], str] = {}
    words: list[str] = []
    for number, area in enumerate(areas):
        n = number % 2
        y += -y % 16
        words.append(
            f'<text class="rug-key" x="10" y="{y + 21}" font-size="14" font-weight="700" fill="#1B2A30">{escape(area.key)}</text>'
            f'<text class="rug-name" x="28" y="{y + 21}" font-size="14" font-weight="600" fill="#1B2A30">{escape(area.name)}</text>'
        )
        if area.note:
            words.append(
                f'<svg x="100%" overflow="visible"><text class="rug-note" x="-10" y="{y + 21}" text-anchor="end" '
                f'font-size="13" fill="#1B2A30">{escape(area.note)}</text></svg>'
            )
        body.append(
            f'<rect class="rug-label" y="{y}" width="100%" height="{strip}" fill="#F6F1E7"/>'
        )
        y += strip
        placed: dict[int, int] = {}
        lane = []
        for marker in area.markers:
            place = placed.get(marker.step, 0)
            placed[marker.step] = place + 1
            lane.append((marker, place))
        rows = max([(count + per_row - 1) // per_row for count in placed.values()] or [1])
        common = area.group is not None or area.before is not None
        height = 4 + rows * 30 + (46 if common else 0)
        height += -height % 16
        for step in range(4):
            body.append(
                f'<rect x="{step * 25}%" y="{y}" width="25%" height="{height}" fill="url(#{key}{n}{step})"/>'
            )
            if step:
                body.append(
                    f'<svg x="{step * 25}%" overflow="visible"><rect transform="translate(-24)" y="{y}" width="24" height="{height}" '
                    f'fill="url(#{key}{n}t{step})"/></svg>'
                )
        body.append(  # the figure at the heart; theme.css shows it where there is room
            f'<svg class="rug-heart" display="none" x="100%" y="{y + (height - 44) // 8 * 4}" overflow="visible">'
            f'<path {_fill(accent if dyed else "wool")} transform="translate(-48)" d="{figure}"/></svg>'
        )
        slack = (height - rows * 30 - (46 if common else 0)) // 2
        for marker, place in lane:
            sign = signs.setdefault(
                (marker.letter, marker.shape, marker.colour), f"{key}m{len(signs)}"
            )
            marks.append(
                _use(sign, *_place(marker, per_row, place, placed[marker.step], y + slack - 2))
            )
        if common:
            marks.append(_way(key, area, y + slack + rows * 30 + 22))
        y += height
    border(hem[::-1])
    frieze()
    border(edge[::-1])

    for (letter, shape, colour), sign in signs.items():
        defs.append(f'<g id="{sign}">{marker_glyph(Marker(letter, 0, shape, colour))}</g>')
    if any(area.group is not None or area.before is not None for area in areas):
        defs.append(
            f'<g id="{key}we">{group_glyph(group_word)}</g><g id="{key}was">{before_glyph(group_word)}</g>'
        )
        for name, head_path in (("up", "M-19 0l-12-7v14z"), ("down", "M19 0l12-7v14z")):
            defs.append(
                f'<path id="{key}{name}" class="m-head" d="{head_path}" fill="#1B2A30" stroke="#FFF" stroke-width="1.5"/>'
            )

    tall = head + fringe + y + fringe
    heads = "".join(
        f'<text class="rug-step" x="{i * 25 + 12.5}%" y="16" text-anchor="middle" font-size="13" '
        f'font-weight="600" fill="#55666E">{escape(step)}</text>'
        for i, step in enumerate(steps)
    )
    return (
        f'<svg class="rug" xmlns="http://www.w3.org/2000/svg" width="100%" height="{tall}" role="img" '
        f'aria-label="{escape(label or "Carpet")}" focusable="false" font-family="Source Sans 3 Variable, Source Sans 3, sans-serif">'
        f"<defs>{''.join(defs)}</defs>{heads}"
        f'<svg y="{head}" height="{fringe}"><g transform="matrix(1 0 0 -1 0 {fringe})">'
        f'<rect width="100%" height="{fringe}" fill="url(#{key}f)"/></g></svg>'
        f'<svg y="{head + fringe}" height="{y}"><rect {_fill("wool")} width="100%" height="{y}"/>'
        f'{"".join(body)}<rect width="100%" height="{y}" fill="url(#{key}w)"/>'
        f"{''.join(marks)}{''.join(words)}</svg>"
        f'<svg y="{head + fringe + y}" height="{fringe}"><rect width="100%" height="{fringe}" fill="url(#{key}f)"/></svg>'
        "</svg>"
    )
