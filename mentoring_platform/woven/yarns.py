"""The yarns of the loom, how an id threads them, and the weave that lies over all cloth."""

from collections.abc import Iterator
from hashlib import sha256

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


def _digits(seed: str) -> Iterator[int]:
    """An endless, repeatable stream of numbers from an id."""
    block = sha256(seed.encode()).digest()
    while True:
        yield from block
        block = sha256(block).digest()


def yarns_of(seed: str) -> dict[str, str]:
    """Which yarn each letter of a threading stands for, for this id."""
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
    yarn = yarns_of(seed)
    half, _ = threading(seed)
    whole = [*half, ("M", 11), *reversed(half)]
    return [(YARN[yarn[letter]], picks) for letter, picks in whole]


def fill(yarn: str) -> str:
    """Class for the page, fill for where no style sheet reaches (PDF, a saved file)."""
    return f'class="y-{yarn}" fill="{YARN[yarn]}"'


def weave(key: str, *, upright: bool) -> str:
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
