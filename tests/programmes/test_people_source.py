"""Whatever somebody drops gives text, or is refused with a sentence that says what to do."""

import io
import random
import struct
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from programmes import people_sheet, people_source
from programmes.people_source import TableError, read_file, read_text
from programmes.people_table import read_table

TEXT = "Nimi;Sähköposti\r\nVäisänen Kerttu;kerttu@lakeland.example\r\n"
LIMITED = "import people_sheet; people_sheet.MEMORY = {}; raise SystemExit(people_sheet.main())"


def xlsx(*sheets, **options):
    """A workbook; each sheet is a list of rows, or a mapping of places to values."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "d.m.yyyy", **options}) as book:
        for cells in sheets:
            sheet = book.add_worksheet()
            if isinstance(cells, dict):
                for (row, column), value in cells.items():
                    sheet.write(row, column, value)
            else:
                for number, row in enumerate(cells):
                    sheet.write_row(number, 0, row)
    return out.getvalue()


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def rows(data):
    return [cells for _number, cells in read_table(read_file("people.xlsx", data)).rows()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_every_usual_encoding_is_read(encoding):
    assert read_text(TEXT.encode(encoding)).removeprefix("\ufeff") == TEXT


def test_utf16_with_the_mark_of_either_side_is_read():
    assert read_text(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT
    assert read_text(b"\xff\xfe" + TEXT.encode("utf-16-le")) == TEXT


def test_signs_that_only_windows_has_are_read():
    assert read_text("Name;Note\nÅsa;“10 €” – ok".encode("cp1252")) == "Name;Note\nÅsa;“10 €” – ok"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_text_in_utf8_comes_back_as_it_was(text):
    assume(not text.lstrip().startswith(("<", "%", "{")))

    assert read_text(text.encode()).removeprefix("\ufeff") == text.removeprefix("\ufeff")


HOSTILE = {
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, people_source.NO_TABLE),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(range(1, 256)) * 20, people_source.NO_TABLE),
    "pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 20, people_source.NO_TABLE),
    "pdf in letters": (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\n", people_source.NO_TABLE),
    "rtf": (b"{\\rtf1\\ansi Kerttu}", people_source.NO_TABLE),
    "web page called xls": (b"<html><table><tr><td>Nimi</td>", people_source.NO_TABLE),
    "program": (b"MZ" + b"\x00\x90\x03" * 200, people_source.NO_TABLE),
    "zeros": (b"\x00" * 5000, people_source.NO_TABLE),
    "control signs": (b"\x01\x02\x03name" * 50, people_source.NO_TABLE),
    "half utf-16": (b"\xff\xfea", people_source.DAMAGED),
    "broken utf-8 after its mark": (b"\xef\xbb\xbf\xff\xff", people_source.DAMAGED),
    "huge": (b"x" * (people_source.MAX_BYTES + 1), people_source.TOO_LARGE),
    "old excel": (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, people_source.OLD_EXCEL),
    "broken zip": (b"PK\x03\x04" + b"broken" * 20, people_source.BROKEN_EXCEL),
    "any zip": (archive(readme="hello"), people_source.BROKEN_EXCEL),
    "bomb": (archive(sheet=b"0" * 50_000_000), people_source.BROKEN_EXCEL),
    "many parts": (archive(**{f"p{n}": "" for n in range(2100)}), people_source.BROKEN_EXCEL),
    "empty sheet": (xlsx([]), "This Excel file is empty."),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_table_is_refused_for_its_reason(name):
    data, reason = HOSTILE[name]

    with pytest.raises(TableError) as refused:
        read_file(name, data)

    assert str(refused.value) == str(reason)


def test_a_refusal_is_told_in_the_language_of_the_reader():
    refusal = TableError(people_source.NO_TABLE)

    with translation.override("fi"):
        assert str(refusal) == str(people_source.NO_TABLE)


def test_a_workbook_is_read_as_text_would_be():
    data = xlsx([["Nimi", "Sähköposti"], ["Väisänen Kerttu", "kerttu@lakeland.example"]])

    table = read_table(read_file("people.xlsx", data))

    assert table.header == ["Nimi", "Sähköposti"]
    assert list(table.rows()) == [(2, ["Väisänen Kerttu", "kerttu@lakeland.example"])]


def test_numbers_dates_and_line_ends_in_cells_read_as_a_person_would_write_them():
    row = [7.0, 2.5, date(2026, 9, 1), datetime(2026, 9, 1, 13, 30), "two\nlines\there", 'a "b"']

    assert rows(xlsx([["Name", *"bcdef"], row])) == [
        ["7", "2.5", "2026-09-01", "2026-09-01 13:30:00", "two lines here", 'a "b"']
    ]


def test_rows_have_the_numbers_that_the_sheet_shows():
    data = xlsx({(2, 0): "Name", (2, 1): "Mail", (5, 0): "Kerttu", (5, 1): "k@a.example"})

    assert list(read_table(read_file("x", data)).rows()) == [(6, ["Kerttu", "k@a.example"])]


def test_the_first_sheet_that_has_something_is_taken():
    assert rows(xlsx([], [["Name"], ["Kerttu"]], [["Name"], ["Other"]])) == [["Kerttu"]]


def test_a_hidden_sheet_is_passed_over():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        hidden, shown = book.add_worksheet(), book.add_worksheet()
        hidden.write_column(0, 0, ["Name", "Hidden"])
        shown.write_column(0, 0, ["Name", "Kerttu"])
        shown.activate()
        hidden.hide()

    assert rows(out.getvalue()) == [["Kerttu"]]


def test_a_formula_is_text_of_its_result_and_never_runs():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["Name", "x"])
        sheet.write_string(1, 1, '=HYPERLINK("http://bad.example")')
        sheet.write_formula(1, 2, "=1+1", None, 2)

    assert rows(out.getvalue()) == [["x", '=HYPERLINK("http://bad.example")', "2"]]


def test_commas_in_the_cells_of_a_sheet_do_not_cut_them():
    row = ["Väisänen, Kerttu", "k@a.example", "Oulu, Finland, Europe"]

    assert rows(xlsx([["Name", "Mail", "Ort"], row, row])) == [row, row]


def test_a_sheet_that_claims_billions_of_cells_is_refused_and_ends_nothing():
    claim = xlsx({(0, 0): "Name", (90_000, 16_383): "x"})
    started = time.monotonic()

    with pytest.raises(TableError) as refused:
        read_file("claim.xlsx", claim)

    assert str(refused.value) == str(people_source.BROKEN_EXCEL)
    assert time.monotonic() - started < people_source.PATIENCE


@pytest.mark.parametrize(("memory", "can_be_read"), [(150 << 20, False), (1 << 30, True)])
def test_it_is_the_bound_on_memory_that_stops_a_wide_claim(memory, can_be_read):
    claim = xlsx({(0, 0): "Name", (300, 16_383): "x"})

    reading = subprocess.run(
        [sys.executable, "-c", LIMITED.format(memory)],
        input=claim,
        capture_output=True,
        cwd=people_sheet.__file__.rpartition("/")[0],
    )

    assert (reading.returncode == 0) is can_be_read


def test_too_many_rows_in_a_sheet_are_refused_and_just_enough_are_read():
    many = people_sheet.MAX_ROWS + 1

    assert len(rows(xlsx({(0, 0): "Name", (many - 1, 0): "last"}))) == 1
    with pytest.raises(TableError, match="rows"):
        read_file("x", xlsx({(0, 0): "Name", (many, 0): "last"}))


def test_a_sheet_with_too_much_text_is_refused():
    chance = random.Random(7)

    with pytest.raises(TableError, match="10 MB"):
        read_file("x", xlsx([[chance.randbytes(15_000).hex()] for _ in range(400)]))


def test_it_is_the_ratio_that_stops_a_bomb(monkeypatch):
    data = archive(sheet=b"0" * 50_000_000)

    with pytest.raises(TableError):
        people_source._measure(data)

    monkeypatch.setattr(people_source, "MAX_RATIO", 10_000)
    people_source._measure(data)


def test_an_archive_that_lies_about_its_size_is_refused():
    data = bytearray(archive(sheet=b"0" * 50_000_000))
    for place in (at for at in range(len(data) - 4) if data[at : at + 4] == b"PK\x01\x02"):
        struct.pack_into("<I", data, place + 24, 4)

    with pytest.raises(TableError):
        read_file("x", bytes(data))


def test_a_locked_archive_is_refused_for_its_reason():
    data = bytearray(archive(sheet="x"))
    for place in (at for at in range(len(data) - 4) if data[at : at + 4] == b"PK\x01\x02"):
        struct.pack_into("<H", data, place + 8, 1)

    with pytest.raises(TableError, match="password"):
        read_file("x", bytes(data))


def test_entities_that_grow_in_a_sheet_are_refused_or_ignored():
    grow = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(10))
    book = xlsx([["Name"], ["Kerttu"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            text = old.read(entry)
            if entry.filename == "xl/sharedStrings.xml":
                text = text.replace(b"<sst", f"<!DOCTYPE sst [{grow}]><sst".encode())
                text = text.replace(b"Kerttu", b"&e9;")
            new.writestr(entry.filename, text)

    with suppress(TableError):
        assert len(str(rows(out.getvalue()))) < 1000


WORKBOOK = xlsx([["Name", "Mail"], ["Kerttu", "k@a.example"]])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(4, len(WORKBOOK) - 1), st.integers(0, 255)), max_size=8))
def test_a_damaged_workbook_gives_text_or_a_refusal(damages):
    data = bytearray(WORKBOOK)
    for place, value in damages:
        data[place] = value

    with suppress(TableError):
        assert isinstance(read_file("x", bytes(data)), str)


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=300))
def test_a_workbook_with_any_sheet_inside_gives_text_or_a_refusal(content):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            is_sheet = entry.filename.startswith("xl/worksheets/")
            new.writestr(entry.filename, content if is_sheet else old.read(entry))

    with suppress(TableError):
        assert isinstance(read_file("x", out.getvalue()), str)
