"""A table of people in the text that somebody pasted, or that came out of a file.

With or without a header, separated by tabs, semicolons, commas or bars; or a list of addresses
as mail programs write it. Rows are read anew each time they are asked for, never kept.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes.people_source import TOO_MANY_ROWS, TableError
from programmes.people_words import ADDRESS, header_of, is_header

MAX_ROWS = 100_000
MAX_COLUMNS = 50
MAX_LINE = 50_000
MAX_NAMED = 300
SEPARATORS = "\t;,|"
SAMPLE = 200
TITLES = 5

_BLANKS = re.compile("[\x0b\x0c\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_HEAPED = re.compile(r"([^\w\s\x00-\x7f]{30})[^\w\s\x00-\x7f]+")
_LINE = re.compile(r"[^\r\n]+(?:\r\n?|\n)?|\r\n?|\n")
_EXCEL_HINT = re.compile(r"\s*sep=.\s*[\r\n]+")
_ITEMS = (
    re.compile(r'(?:"[^"\r\n]*"|[^";\r\n])+'),
    re.compile(r'(?:"[^"\r\n]*"|[^",;\r\n])+'),
)
_NAMED = re.compile(r"([^<>@\t|]*)<([^\s<>@]+@[^\s<>@]+)>")
_BESIDE = re.compile(r"([^@,\t|]*?)[ (:–-]*\b([\w.+'-]+@[\w.-]+\w)[ ):–-]*([^@,\t|]*)")

NOTHING = _("Nothing to read yet. Paste some rows, or choose a file.")
LONG_CELL = _("A cell is far too long. Is a quotation mark missing?")
LONG_LINE = _("A row is far too long. Is this a table of people?")
TOO_WIDE = _("More than 50 columns. Is this a table of people?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table in text. ``header`` is None where the first row is a person already."""

    text: str
    separator: str
    header: list[str] | None
    header_row: int
    width: int
    count: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows of people with the number that a spreadsheet would show. Blank rows count, too."""
        for number, cells in _split(self.text, self.separator):
            if number > self.header_row:
                yield number, cells


def read_table(text: str) -> Table:
    """Find separator, width and header. Raises TableError for what is empty or too long."""
    text = _EXCEL_HINT.sub("", tidy(text), count=1) if "sep=" in text[:20] else tidy(text)
    if not text.strip(f'{SEPARATORS}" \r\n'):
        raise TableError(NOTHING)
    text = _list_of_mail(text) or text
    try:
        separator = _separator(text)
        header_row, header = _header(islice(_split(text, separator), TITLES))
        width, count = len(header), 0
        for number, cells in _split(text, separator):
            width = max(width, len(cells))
            count += number > header_row
            if count > MAX_ROWS:
                raise TableError(TOO_MANY_ROWS)
    except csv.Error:
        raise TableError(LONG_CELL) from None
    if width > MAX_COLUMNS:
        raise TableError(TOO_WIDE)
    padded = header + [""] * (width - len(header)) if header else None
    return Table(text, separator, padded, header_row, width, count)


def _header(rows: Iterable[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """The row that names most columns, with its number; titles may stand above it."""
    best: tuple[int, list[str]] = 0, []
    most = 0
    for number, cells in rows:
        if any("@" in cell for cell in cells):
            break
        if len(cells) > MAX_COLUMNS:
            raise TableError(TOO_WIDE)
        named = sum(1 for cell in cells if header_of(cell))
        if named > most or (not best[1] and is_header(cells)):
            best, most = (number, cells), named
    return best if is_header(best[1]) else (0, [])


def tidy(text: str) -> str:
    """Text in one normal form, without signs that nobody sees, with single spaces.

    Accents heaped on one letter are cut: the normal form of thousands takes hours.
    """
    if text.isascii() and "  " not in text and not _UNSEEN.search(text):
        return text
    text = _HEAPED.sub(r"\1", _UNSEEN.sub("", text))
    text = unicodedata.normalize("NFC", text)
    return re.sub(" {2,}", " ", _BLANKS.sub(" ", text))


def _list_of_mail(text: str) -> str:
    """``Name <address>; Name address, …`` as rows; "" for what is no such list.

    Commas divide people only where they must, since "Öberg, Åsa <address>;" is one person.
    """
    for pattern in _ITEMS:
        people = []
        for item in pattern.finditer(text):
            if not (words := item[0].strip()):
                continue
            if (person := _named(words)) is None:
                break
            people.append(person)
            if len(people) > MAX_ROWS:
                raise TableError(TOO_MANY_ROWS)
        else:
            has_names = any(name for name, _mail in people)
            return "\n".join(f"{name}\t{mail}" if has_names else mail for name, mail in people)
    return ""


def _named(words: str) -> tuple[str, str] | None:
    """Name and address, if these words are an address with at most a name beside it."""
    if found := _NAMED.fullmatch(words):
        return " ".join(found[1].replace('"', "").split()), found[2]
    if "@" in words and len(words) <= MAX_NAMED and (found := _BESIDE.fullmatch(words)):
        before, mail, after = found.groups()
        if not (before.strip() and after.strip()):
            return (before or after).strip('" ()'), mail
    return None


def _separator(text: str) -> str:
    """The sign that cuts most rows alike, and cuts addresses free of everything else."""
    return max(SEPARATORS, key=lambda sign: _fit(text, sign))


def _fit(text: str, sign: str) -> float:
    try:
        rows = [cells for _number, cells in islice(_split(text, sign), SAMPLE)]
    except csv.Error:
        return 0
    if not rows:
        return 0
    widths = [len(cells) for cells in rows]
    common = max(set(widths), key=widths.count)
    alike = widths.count(common) / len(rows) * min(common, 6) ** 0.5
    free = sum(1 for cells in rows if any(map(ADDRESS.fullmatch, cells))) / len(rows)
    return (alike if common > 1 else 0.5) * (1 + 2 * free)


def _split(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with their number. Empty cells at the end are dropped."""
    is_quoted = '"' in text
    quoting: Any = csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    reader = csv.reader(_lines(text), delimiter=separator, quoting=quoting)
    for number, raw in enumerate(reader, start=1):
        cells = [cell.strip() for cell in raw]
        while cells and not cells[-1]:
            del cells[-1]
        if cells:
            yield number, [" ".join(cell.split()) for cell in cells] if is_quoted else cells


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends. Where quotation marks do not pair up, lone ones are only signs."""
    is_odd = text.count('"') % 2
    for found in _LINE.finditer(text):
        line = found[0]
        if len(line) > MAX_LINE:
            raise TableError(LONG_LINE)
        yield line.replace('"', "") if is_odd and line.count('"') % 2 else line
