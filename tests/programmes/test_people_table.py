"""Whatever somebody pastes is read, or refused with a sentence."""

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from programmes.people_columns import Column, recognise
from programmes.people_table import TableError, read_file, read_table, read_text

ROWS = [["Nimi", "Sähköposti", "Rooli"], ["Väisänen Kerttu", "kerttu@lakeland.example", "mentori"]]


def joined(separator, rows=ROWS):
    return "\r\n".join(separator.join(row) for row in rows)


def xlsx(rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize("separator", ["\t", ";", ",", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_separator_in_every_encoding_gives_the_same_table(separator, encoding):
    table = read_table(read_text(joined(separator).encode(encoding)))

    assert table.header == ROWS[0]
    assert list(table.rows()) == [(2, ROWS[1])]
    assert recognise(table) == [Column.NAME, Column.EMAIL, Column.ROLE]


def test_an_excel_file_gives_the_same_table():
    table = read_table(read_file("people.xlsx", xlsx(ROWS)))

    assert list(table.rows()) == [(2, ROWS[1])]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (["First name", "Surname", "Email address"], ["first", "last", "email"]),
        (["Etunimi", "Sukunimi", "Sähköpostiosoite"], ["first", "last", "email"]),
        (["Förnamn", "Efternamn", "E-postadress"], ["first", "last", "email"]),
        (["Högskola", "Roll", "Språk"], ["organisation", "role", "language"]),
        (["Oppilaitos", "ROOLI", "Kieli"], ["organisation", "role", "language"]),
        (["Sahköposti", "Nimmi", "Shoe size"], ["email", "name", "ignored"]),
    ],
)
def test_headers_are_known_in_three_languages(header, columns):
    assert recognise(read_table("\t".join(header) + "\nx\ty\tz")) == columns


def test_without_a_header_columns_are_told_by_their_content():
    table = read_table("kerttu@lakeland.example;Kerttu Väisänen;mentori;fi\n" * 3)

    assert table.header is None
    assert recognise(table) == ["email", "name", "role", "language"]


def test_a_list_of_addresses_out_of_a_mail_is_a_table():
    table = read_table('Kerttu V <k@a.example>, "Öberg, Åsa" <asa@b.example>; C D <c@d.example>')

    assert [cells for _n, cells in table.rows()] == [
        ["Kerttu V", "k@a.example"],
        ["Öberg, Åsa", "asa@b.example"],
        ["C D", "c@d.example"],
    ]


def test_quoted_cells_keep_separators_and_line_ends():
    table = read_table('Name;Mail\n"Väisänen; Kerttu\nK.";k@a.example')

    assert [cells for _n, cells in table.rows()] == [["Väisänen; Kerttu K.", "k@a.example"]]


def test_invisible_signs_disappear():
    table = read_table("Name\tMail\n\u200bKerttu\xa0 V\ufeff\tk@a.example\u200b")

    assert [cells for _n, cells in table.rows()] == [["Kerttu V", "k@a.example"]]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"%PDF-1.7\n" + bytes(range(256)) * 20,
        b"MZ" + b"\x00\x90\x03" * 200,
        b"\xd0\xcf\x11\xe0" + b"\x00" * 100,
        b"PK\x03\x04" + b"broken" * 20,
        bomb(),
        b"x" * (10 * 1024 * 1024 + 1),
        b"\xff\xfea",
    ],
    ids=["png", "pdf", "exe", "xls", "zip", "bomb", "huge", "half utf-16"],
)
def test_what_is_no_table_is_refused_in_words(data):
    with pytest.raises(TableError) as refused:
        read_file("people", data)

    assert len(str(refused.value.reason)) > 20


@pytest.mark.parametrize("text", ["", "  \n \n", "\t\t\n"])
def test_nothing_is_refused_in_words(text):
    with pytest.raises(TableError):
        read_table(text)


def test_too_many_rows_are_refused():
    with pytest.raises(TableError):
        read_table("a@b.example\n" * 100_001)


@given(st.binary(max_size=3000))
def test_any_bytes_give_a_table_or_a_refusal(data):
    try:
        table = read_table(read_file("x", data))
    except TableError:
        return
    assert len(list(table.rows())) == table.count
    assert len(recognise(table)) == table.width
