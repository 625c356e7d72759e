"""Which column of a table of people is what: by its header, or by its content."""

from collections.abc import Callable, Sequence
from itertools import islice, permutations

from programmes.people_table import Table
from programmes.people_words import (
    ADDRESS,
    LANGUAGES,
    ROLES,
    Column,
    header_of,
    plain,
    roughly,
    unnumbered,
)

SAMPLE = 100
NAMES = frozenset({Column.NAME, Column.FIRST, Column.LAST})
Cells = list[str]


def recognise(table: Table) -> list[str]:
    """A column for each place; each kind at most once, the rest left out.

    A header that says it plainly goes before one that says it in passing ("Email" before "Email of
    the supervisor"), and any header before a guess from the content.
    """
    found: list[str] = [Column.IGNORED] * table.width
    for meaning in (header_of, roughly):
        for place, cell in enumerate(table.header or []):
            column = meaning(cell)
            if column and column not in found and found[place] == Column.IGNORED:
                found[place] = column
    rows = [cells for _number, cells in islice(table.rows(), SAMPLE)]
    columns = [
        [cells[place] if place < len(cells) else "" for cells in rows]
        for place in range(table.width)
    ]
    _guess(found, columns)
    if not NAMES & set(found):
        _guess_names(found, columns)
    return found


def _guess(found: list[str], columns: Sequence[Cells]) -> None:
    """Addresses, roles and languages show themselves."""
    for column, test in (
        (Column.EMAIL, ADDRESS.search),
        (Column.ROLE, lambda cell: plain(cell) in ROLES),
        (Column.LANGUAGE, lambda cell: plain(cell) in LANGUAGES),
    ):
        for place in _free(found):
            if column not in found and _share(columns[place], test) > 0.6:
                found[place] = column


def _guess_names(found: list[str], columns: Sequence[Cells]) -> None:
    """The column whose words stand in the addresses, too; or two columns, one after the other."""
    mails = columns[found.index(Column.EMAIL)] if Column.EMAIL in found else [""] * SAMPLE
    full = [place for place in _free(found) if _share(columns[place], _is_full_name) > 0.7]
    if full:
        found[max(full, key=lambda place: _kinship(columns[place], mails))] = Column.NAME
        return
    single = [place for place in _free(found) if _share(columns[place], _is_wordy) > 0.7]
    if len(single) == 1:
        found[single[0]] = Column.NAME
    elif len(single) > 1:
        first, last = max(permutations(single, 2), key=lambda pair: _order(pair, columns, mails))
        found[first], found[last] = Column.FIRST, Column.LAST


def _free(found: Sequence[str]) -> list[int]:
    return [place for place, column in enumerate(found) if column == Column.IGNORED]


def _share(cells: Cells, test: Callable[[str], object]) -> float:
    """How many of the cells that are filled in pass."""
    filled = [cell[:200] for cell in cells if cell]
    return sum(1 for cell in filled if test(cell)) / len(filled) if filled else 0


def _is_wordy(cell: str) -> bool:
    words = unnumbered(cell)
    return 0 < len(words) < 60 and len(words.split()) <= 5 and not any(c.isdigit() for c in words)


def _is_full_name(cell: str) -> bool:
    return _is_wordy(cell) and len(unnumbered(cell).split()) >= 2


def _box(mail: str) -> str:
    return plain(mail.partition("@")[0]).replace(" ", "")


def _kinship(cells: Cells, mails: Cells) -> int:
    """How often a word of the cell is part of the address beside it."""
    return sum(
        any(word in _box(mail) for word in plain(cell).split() if len(word) > 2)
        for cell, mail in zip(cells, mails, strict=False)
    )


def _order(pair: tuple[int, int], columns: Sequence[Cells], mails: Cells) -> tuple[int, int]:
    """How often both words stand in the address, and how often in this order."""
    boxes = [_box(mail) for mail in mails]
    both = [(plain(a), plain(b)) for a, b in zip(columns[pair[0]], columns[pair[1]], strict=True)]
    in_it = sum(
        bool(a and b) and a in box and b in box for (a, b), box in zip(both, boxes, strict=False)
    )
    return in_it, sum(a + b in box for (a, b), box in zip(both, boxes, strict=False) if a and b)
