"""The text in whatever somebody dropped: CSV in any usual encoding, or an XLSX file.

What cannot be a table is refused with a sentence before anything looks at it closely.
"""

import io
import lzma
import re
import struct
import subprocess  # nosec
import sys
import zipfile
import zlib
from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes import people_sheet

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
MAX_FILES = 2000
PATIENCE = 60

TOO_LARGE = _("This file is larger than 10 MB. Divide it into parts.")
NO_TABLE = _("This is no table. Use a CSV or XLSX file, or paste the rows.")
DAMAGED = _("This file is damaged: its letters cannot be read.")
OLD_EXCEL = _("This is an old or protected Excel file. Save it as XLSX or CSV.")
BROKEN_EXCEL = _("This Excel file cannot be read. Save it anew as XLSX or CSV.")
LOCKED_EXCEL = _("This Excel file is protected. Save it without a password.")
TOO_MANY_ROWS = _("More than 100,000 rows. Divide the list into parts.")

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DOCUMENT = re.compile(r"\s*(?:%PDF|\{\\rtf|<!doctype|<html|<\?xml|<table)", re.IGNORECASE)
_SHEET_ANSWERS = {
    people_sheet.TOO_MANY_ROWS: TOO_MANY_ROWS,
    people_sheet.TOO_LONG: TOO_LARGE,
    people_sheet.EMPTY: _("This Excel file is empty."),
}


class TableError(Exception):
    """Why there is no table in it; ``reason`` is a sentence for the person."""

    def __init__(self, reason: Any) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return str(self.reason)


def read_file(name: str, data: bytes) -> str:
    """A dropped file as tab- or otherwise separated text."""
    if len(data) > MAX_BYTES:
        raise TableError(TOO_LARGE)
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(OLD_EXCEL)
    return read_text(data)


def read_text(data: bytes) -> str:
    """The text in bytes of unknown encoding, or TableError for what is no text."""
    if len(data) > MAX_BYTES:
        raise TableError(TOO_LARGE)
    text = _decoded(data)
    start = text[:4096]
    strange = sum(1 for sign in start if sign < " " and sign not in "\t\r\n")
    if strange > len(start) // 100 or _DOCUMENT.match(start):
        raise TableError(NO_TABLE)
    return text


def _decoded(data: bytes) -> str:
    """UTF-8 and UTF-16 with and without a mark; what is neither is read as Windows-1252."""
    marked = next((_MARKS[mark] for mark in _MARKS if data.startswith(mark)), "")
    encoding = marked or _unmarked_utf16(data[:4096])
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise TableError(DAMAGED) from None
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unmarked_utf16(sample: bytes) -> str:
    """UTF-16 without a mark has its zeros on one side of the pairs; "" for text without zeros."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = len(sample) // 50, len(sample) // 4
    if not even and not odd:
        return ""
    if odd > many and even <= few:
        return "utf-16-le"
    if even > many and odd <= few:
        return "utf-16-be"
    raise TableError(NO_TABLE)


def read_xlsx(data: bytes) -> str:
    """The first sheet with content as text, cells separated by tabs.

    The archive is measured first. Then a process of its own, short of memory and time, reads it:
    a few bytes can claim a sheet of 17,000,000,000 cells, and that must not end the server.
    """
    _measure(data)
    try:
        reading = subprocess.run(  # noqa: S603 - our own file, nothing from outside on the line
            [sys.executable, "-I", people_sheet.__file__],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TableError(BROKEN_EXCEL) from None
    if reading.returncode:
        raise TableError(_SHEET_ANSWERS.get(reading.returncode, BROKEN_EXCEL))
    return reading.stdout.decode()


def _measure(data: bytes) -> None:
    """Refuse an archive that holds too many files or unpacks to more than we could hold.

    What the archive says of its own size is a claim, so the bytes are counted as they come out.
    """
    limit = min(MAX_UNPACKED, MAX_RATIO * len(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_FILES or "[Content_Types].xml" not in archive.namelist():
                raise TableError(BROKEN_EXCEL)
            if any(entry.flag_bits & 1 for entry in entries):
                raise TableError(LOCKED_EXCEL)
            if sum(entry.file_size for entry in entries) > limit:
                raise TableError(BROKEN_EXCEL)
            for entry in entries:
                with archive.open(entry) as stream:
                    while block := stream.read(1 << 16):
                        limit -= len(block)
                        if limit < 0:
                            raise TableError(BROKEN_EXCEL)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error):
        raise TableError(BROKEN_EXCEL) from None
    except (NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise TableError(BROKEN_EXCEL) from None
