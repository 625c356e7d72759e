"""Which column of a table of people is what: by its header, or by its content."""

from collections.abc import Callable, Sequence
from itertools import islice

from programmes.people_table import Table
from programmes.people_words import LANGUAGES, MAIL, ROLES, Column, header_of, plain

SAMPLE = 100


def recognise(table: Table) -> list[str]:
    """A column for each place; each kind at most once, the rest left out."""
    found: list[str] = [Column.IGNORED] * table.width
    for place, cell in enumerate(table.header or []):
        column = header_of(cell)
        if column and column not in found:
            found[place] = column
    sample = [cells for _number, cells in islice(table.rows(), SAMPLE)]
    for place in range(table.width):
        if found[place] == Column.IGNORED:
            guess = _by_content([cells[place] for cells in sample if place < len(cells)])
            if guess and guess not in found and not (guess == Column.NAME and _has_name(found)):
                found[place] = guess
    return found


def _has_name(found: Sequence[str]) -> bool:
    return bool({Column.NAME, Column.FIRST, Column.LAST} & set(found))


def _by_content(cells: list[str]) -> str | None:
    cells = [cell for cell in cells if cell]
    if not cells:
        return None

    def share(test: Callable[[str], object]) -> float:
        return sum(1 for cell in cells if test(cell)) / len(cells)

    if share(MAIL.search) > 0.6:
        return Column.EMAIL
    if share(lambda cell: plain(cell) in ROLES) > 0.6:
        return Column.ROLE
    if share(lambda cell: plain(cell) in LANGUAGES) > 0.6:
        return Column.LANGUAGE
    if share(lambda cell: 2 <= len(cell.split()) <= 5 and not any(c.isdigit() for c in cell)) > 0.7:
        return Column.NAME
    return None
