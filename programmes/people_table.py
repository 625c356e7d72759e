"""Read a table of people from whatever somebody pasted or dropped.

Text in UTF-8, UTF-16 or Windows-1252, with or without a header, separated by tabs, semicolons,
commas or bars; a list of addresses out of a mail; or an XLSX file. What cannot be a table is
refused with a sentence.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, load_workbook

from programmes.people_words import is_header

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 50
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
MAX_FILES = 2000
SEPARATORS = "\t;,|"
SAMPLE = 200

_UNSEEN = dict.fromkeys(
    [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFEFF, 0x200B, 0x200C,
     0x200D, 0x2060, 0xFFFE, 0xFFFF]
)  # fmt: skip
_MAIL_LIST = re.compile(r"^\s*(?:\"?[^<>@\"\n]*\"?\s*<[^<>\s]+@[^<>\s]+>\s*[,;]?\s*)+$")
_MAIL_ITEM = re.compile(r"(?:\"([^\"]*)\"|([^<>\",;\n]*))\s*<([^<>\s]+)>")


class TableError(Exception):
    """Why there is no table in it; ``reason`` is a sentence for the person."""

    def __init__(self, reason: Any) -> None:
        self.reason = reason
        super().__init__(str(reason))


def read_text(data: bytes) -> str:
    """The text in bytes of unknown encoding, or TableError for what is no text."""
    if len(data) > MAX_BYTES:
        raise TableError(_("This file is larger than 10 MB. Divide it into parts."))
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data[:4096]:
        return _decoded(data, _unmarked_utf16(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252")


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark has its zeros on one side of the pairs."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 4 and even < len(sample) // 50 + 1:
        return "utf-16-le"
    if even > len(sample) // 4 and odd < len(sample) // 50 + 1:
        return "utf-16-be"
    raise TableError(_("This is no table. Use a CSV or XLSX file, or paste the rows."))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "cp1252":
            raise TableError(_("This file is damaged: its letters cannot be read.")) from None
        text = data.decode("latin-1")
    strange = sum(1 for sign in text[:4096] if sign < " " and sign not in "\t\r\n")
    if strange > len(text[:4096]) // 100:
        raise TableError(_("This is no table. Use a CSV or XLSX file, or paste the rows."))
    return text


def read_file(name: str, data: bytes) -> str:
    """A dropped file as tab- or otherwise separated text."""
    if len(data) > MAX_BYTES:
        raise TableError(_("This file is larger than 10 MB. Divide it into parts."))
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(_("This is an old or protected Excel file. Save it as XLSX or CSV."))
    return read_text(data)


def read_xlsx(data: bytes) -> str:
    """The first sheet with content, cells separated by tabs. Archives are measured first."""
    _measure(data)
    try:
        workbook = load_workbook(io.BytesIO(data))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.total_height > MAX_ROWS + 1:
                raise TableError(_("More than 100,000 rows. Divide the list into parts."))
            rows = ["\t".join(_cell(cell) for cell in row) for row in sheet.to_python()]
            if any(row.strip() for row in rows):
                return "\n".join(rows)
    except (CalamineError, OSError, ValueError):
        raise TableError(
            _("This Excel file cannot be read. Save it anew as XLSX or CSV.")
        ) from None
    raise TableError(_("This Excel file is empty."))


def _measure(data: bytes) -> None:
    """Refuse an archive that unpacks to far more than it says or than we could hold."""
    refusal = TableError(_("This Excel file cannot be read. Save it anew as XLSX or CSV."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_FILES or "[Content_Types].xml" not in archive.namelist():
                raise refusal
            if any(entry.flag_bits & 1 for entry in entries):
                raise TableError(_("This Excel file is protected. Save it without a password."))
            unpacked = 0
            for entry in entries:
                with archive.open(entry) as stream:
                    while block := stream.read(1 << 16):
                        unpacked += len(block)
                        if unpacked > min(MAX_UNPACKED, MAX_RATIO * len(data)):
                            raise refusal
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise refusal from None


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"[\t\r\n]+", " ", str(value)).strip()


def tidy_cell(cell: str) -> str:
    """One cell without invisible signs, in one normal form."""
    if cell.isascii() and cell.isprintable():
        return cell.strip()
    cell = unicodedata.normalize("NFC", cell).translate(_UNSEEN).replace("\xa0", " ")
    return " ".join(cell.split())


@dataclass(frozen=True)
class Table:
    """A table in text. ``header`` is None where the first row is a person already."""

    text: str
    separator: str
    header: list[str] | None
    width: int
    count: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows with the number that a person would count, the header being 1."""
        first = 1 if self.header is not None else 0
        for number, cells in enumerate(_split(self.text, self.separator), start=1):
            if number > first:
                yield number, cells


def read_table(text: str) -> Table:
    """Find separator, width and header. Raises TableError for what is empty or too long."""
    if not text.strip():
        raise TableError(_("Nothing to read yet. Paste some rows, or choose a file."))
    if _is_mail_list(text):
        text = "\n".join(
            f"{(quoted or name).strip()}\t{mail}" for quoted, name, mail in _MAIL_ITEM.findall(text)
        )
    separator = _separator(text)
    width = count = 0
    first: list[str] | None = None
    try:
        for cells in _split(text, separator):
            first = cells if first is None else first
            width = max(width, len(cells))
            count += 1
    except csv.Error:
        raise TableError(_("A cell is far too long. Is a quotation mark missing?")) from None
    if first is None:
        raise TableError(_("Nothing to read yet. Paste some rows, or choose a file."))
    if count > MAX_ROWS:
        raise TableError(_("More than 100,000 rows. Divide the list into parts."))
    if width > MAX_COLUMNS:
        raise TableError(_("More than 50 columns. Is this a table of people?"))
    header = first if is_header(first) else None
    return Table(text, separator, header, width, count - (header is not None))


def _is_mail_list(text: str) -> bool:
    sample = text[:2000]
    return "<" in sample and all(
        _MAIL_LIST.match(line) for line in sample.splitlines()[:5] if line.strip()
    )


def _separator(text: str) -> str:
    """The sign that divides most rows into the same number of cells."""
    sample = text[:20_000]
    best, best_score = "\t", 0.0
    for sign in SEPARATORS:
        try:
            widths = [len(cells) for cells in _split(sample, sign)][:SAMPLE]
        except csv.Error:
            continue
        common = max(set(widths), key=widths.count, default=1)
        if common > 1:
            score = widths.count(common) / len(widths) * min(common, 6) ** 0.5
            if score > best_score:
                best, best_score = sign, score
    return best


def _split(text: str, separator: str) -> Iterator[list[str]]:
    """Rows that are not blank, cells tidied."""
    quoting: Any = csv.QUOTE_MINIMAL if '"' in text else csv.QUOTE_NONE
    lines = io.StringIO(text.replace("\x00", ""), newline=None)
    for cells in csv.reader(lines, delimiter=separator, quoting=quoting):
        tidied = [tidy_cell(cell) for cell in cells]
        if any(tidied):
            yield tidied
