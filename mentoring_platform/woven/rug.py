"""The carpet: the same weave grown large, with a band of weft for each area."""

from collections.abc import Sequence
from hashlib import sha256
from html import escape

from mentoring_platform.woven.marks import (
    Area,
    Marker,
    before_glyph,
    group_glyph,
    marker_glyph,
    place_of,
    use,
    way_of,
)
from mentoring_platform.woven.yarns import PICK, WARP, fill, threading, weave, yarns_of

FRINGE, STRIP, HEAD = 28, 32, 26  # px
FRIEZE = 44
COMMON = 46  # room for the group's own mark
ORDER = [0, 8, 4, 12]  # which pick of four joins at each step


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
    loom = _Loom(seed, dyed=dyed, count=len(areas), per_row=per_row)
    loom.weave_all(areas)
    loom.define_signs(group_word if any(_is_common(area) for area in areas) else "")
    heads = "".join(
        f'<text class="rug-step" x="{i * 25 + 12.5}%" y="16" text-anchor="middle" font-size="13" '
        f'font-weight="600" fill="#55666E">{escape(step)}</text>'
        for i, step in enumerate(steps)
    )
    y, key = loom.y, loom.key
    return (
        '<svg class="rug" xmlns="http://www.w3.org/2000/svg" width="100%" '
        f'height="{HEAD + FRINGE + y + FRINGE}" role="img" '
        f'aria-label="{escape(label or "Carpet")}" focusable="false" '
        'font-family="Source Sans 3 Variable, Source Sans 3, sans-serif">'
        f"<defs>{''.join(loom.defs)}</defs>{heads}"
        f'<svg y="{HEAD}" height="{FRINGE}"><g transform="matrix(1 0 0 -1 0 {FRINGE})">'
        f'<rect width="100%" height="{FRINGE}" fill="url(#{key}f)"/></g></svg>'
        f'<svg y="{HEAD + FRINGE}" height="{y}">'
        f'<rect {fill("wool")} width="100%" height="{y}"/>'
        f'{"".join(loom.body)}<rect width="100%" height="{y}" fill="url(#{key}w)"/>'
        f"{''.join(loom.marks)}{''.join(loom.words)}</svg>"
        f'<svg y="{HEAD + FRINGE + y}" height="{FRINGE}">'
        f'<rect width="100%" height="{FRINGE}" fill="url(#{key}f)"/></svg>'
        "</svg>"
    )


def _is_common(area: Area) -> bool:
    return area.group is not None or area.before is not None


class _Loom:
    """The cloth while it grows from the top down; ``y`` is how far it has come."""

    def __init__(self, seed: str, *, dyed: bool, count: int, per_row: int) -> None:
        yarn = yarns_of(seed or "rug")
        self.main, self.accent, self.natural, self.dark, self.heart = (
            (yarn["M"], yarn["A"], yarn["N"], "soot", yarn["A"])
            if dyed
            else ("ash", "ash", "ash", "ash", "wool")
        )
        self.key = "r" + sha256(f"{seed}{dyed}{count}".encode()).hexdigest()[:5]
        self.per_row = per_row
        self.y = 0
        self.body: list[str] = []
        self.marks: list[str] = []
        self.words: list[str] = []
        self.signs: dict[tuple[str, str, str], str] = {}
        _, quarter = threading(seed or "rug")
        columns = [line + line[-2::-1] for line in (*quarter, *quarter[::-1])]
        self.figure = "".join(
            f"M{x * WARP} {i * PICK}h6v4h-6z"
            for x, line in enumerate(columns)
            for i, cell in enumerate(line)
            if cell == "1"
        )
        self.defs = [weave(self.key, upright=False), *self._densities(), *self._edges()]

    def _densities(self) -> list[str]:
        """Patterns of one to four picks in four, and the seams where they interlock."""
        patterns = []
        for n, name in enumerate((self.main, self.natural)):
            for step in range(4):
                picks = "".join(f"M0 {y}h6v4H0z" for y in ORDER[: step + 1])
                patterns.append(
                    f'<pattern id="{self.key}{n}{step}" width="6" height="16" '
                    f'patternUnits="userSpaceOnUse"><path {fill(name)} d="{picks}"/></pattern>'
                )
                if step:
                    y = ORDER[step]
                    patterns.append(
                        f'<pattern id="{self.key}{n}t{step}" width="24" height="48" '
                        f'patternUnits="userSpaceOnUse"><path {fill(name)} '
                        f'd="M18 {y}h6v4h-6zM0 {y + 16}h24v4H0zM6 {y + 32}h18v4H6z"/></pattern>'
                    )
        return patterns

    def _edges(self) -> list[str]:
        """The knotted fringe, and the frieze with the programme's figure."""
        return [
            f'<pattern id="{self.key}f" width="12" height="{FRINGE}" '
            'patternUnits="userSpaceOnUse">'
            '<path class="y-warp" fill="none" stroke="#9A9183" stroke-width="1.1" '
            f'd="M3 0L6 9 9 0M6 13V{FRINGE}M5.4 13L3.6 {FRINGE}M6.6 13L8.4 {FRINGE}"/>'
            '<rect class="y-ash" x="4.4" y="8.4" width="3.2" height="5" rx="1.5" '
            'fill="#9A9183"/></pattern>',
            f'<pattern id="{self.key}g" width="60" height="{FRIEZE}" '
            'patternUnits="userSpaceOnUse"><g transform="translate(12)">'
            f'<path {fill(self.main)} d="{self.figure}"/></g>'
            f'<path {fill(self.accent)} d="M0 20h6v4H0z"/></pattern>',
        ]

    def weave_all(self, areas: Sequence[Area]) -> None:
        edge = [
            *((2, self.dark), (1, "wool"), (5, self.main)),
            *((1, "wool"), (1, self.accent), (2, "wool")),
        ]
        hem = [(2, "wool"), (1, self.accent), (1, "wool"), (2, self.main)]
        self._border(edge)
        self._frieze()
        self._border(hem)
        for number, area in enumerate(areas):
            self._name(area)
            self._band(area, number % 2)
        self._border(hem[::-1])
        self._frieze()
        self._border(edge[::-1])

    def _border(self, sequence: Sequence[tuple[int, str]]) -> None:
        for count, name in sequence:
            height = count * PICK
            if name != "wool":
                self.body.append(
                    f'<rect {fill(name)} y="{self.y}" width="100%" height="{height}"/>'
                )
            self.y += height

    def _frieze(self) -> None:
        self.body.append(
            f'<svg y="{self.y}" height="{FRIEZE}">'
            f'<rect width="100%" height="{FRIEZE}" fill="url(#{self.key}g)"/></svg>'
        )
        self.y += FRIEZE

    def _name(self, area: Area) -> None:
        """An undyed strip with what the band is called, and the spread in words."""
        self.y += -self.y % 16
        line = self.y + 21
        self.words.append(
            f'<text class="rug-key" x="10" y="{line}" font-size="14" font-weight="700" '
            f'fill="#1B2A30">{escape(area.key)}</text>'
            f'<text class="rug-name" x="28" y="{line}" font-size="14" font-weight="600" '
            f'fill="#1B2A30">{escape(area.name)}</text>'
        )
        if area.note:
            self.words.append(
                f'<svg x="100%" overflow="visible"><text class="rug-note" x="-10" y="{line}" '
                f'text-anchor="end" font-size="13" fill="#1B2A30">{escape(area.note)}</text></svg>'
            )
        self.body.append(
            f'<rect class="rug-label" y="{self.y}" width="100%" height="{STRIP}" fill="#F6F1E7"/>'
        )
        self.y += STRIP

    def _band(self, area: Area, n: int) -> None:
        in_step: dict[int, int] = {}
        lane = []
        for marker in area.markers:
            lane.append((marker, in_step.get(marker.step, 0)))
            in_step[marker.step] = in_step.get(marker.step, 0) + 1
        rows = max([-(-count // self.per_row) for count in in_step.values()] or [1])
        needed = rows * 30 + (COMMON if _is_common(area) else 0)
        height = 4 + needed
        height += -height % 16
        self._cloth(n, height)

        slack = (height - needed) // 2
        for marker, place in lane:
            x, y = place_of(
                marker,
                per_row=self.per_row,
                place=place,
                in_step=in_step[marker.step],
                top=self.y + slack - 2,
            )
            self.marks.append(use(self._sign(marker), x, y))
        if _is_common(area):
            self.marks.append(way_of(self.key, area, self.y + slack + rows * 30 + 22))
        self.y += height

    def _sign(self, marker: Marker) -> str:
        look = (marker.letter, marker.shape, marker.colour)
        return self.signs.setdefault(look, f"{self.key}m{len(self.signs)}")

    def _cloth(self, n: int, height: int) -> None:
        """Four densities side by side, their seams, and the figure at the heart.

        theme.css shows that figure where there is room.
        """
        y = self.y
        for step in range(4):
            self.body.append(
                f'<rect x="{step * 25}%" y="{y}" width="25%" height="{height}" '
                f'fill="url(#{self.key}{n}{step})"/>'
            )
            if step:
                self.body.append(
                    f'<svg x="{step * 25}%" overflow="visible"><rect transform="translate(-24)" '
                    f'y="{y}" width="24" height="{height}" '
                    f'fill="url(#{self.key}{n}t{step})"/></svg>'
                )
        self.body.append(
            '<svg class="rug-heart" display="none" x="100%" '
            f'y="{y + (height - 44) // 8 * 4}" overflow="visible">'
            f'<path {fill(self.heart)} transform="translate(-48)" d="{self.figure}"/></svg>'
        )

    def define_signs(self, group_word: str) -> None:
        """Each sign once; the group's own only where it is needed."""
        for (letter, shape, colour), sign in self.signs.items():
            self.defs.append(f'<g id="{sign}">{marker_glyph(Marker(letter, 0, shape, colour))}</g>')
        if not group_word:
            return
        self.defs.append(
            f'<g id="{self.key}we">{group_glyph(group_word)}</g>'
            f'<g id="{self.key}was">{before_glyph(group_word)}</g>'
        )
        for name, head in (("up", "M-19 0l-12-7v14z"), ("down", "M19 0l12-7v14z")):
            self.defs.append(
                f'<path id="{self.key}{name}" class="m-head" d="{head}" fill="#1B2A30" '
                'stroke="#FFF" stroke-width="1.5"/>'
            )
