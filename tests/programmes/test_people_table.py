"""Whatever text somebody pastes is a table of people, or is refused with a sentence."""

import csv
import io
import time
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes import people_table
from programmes.people_source import TableError, read_file, read_text
from programmes.people_table import read_table, tidy

ROWS = [["Nimi", "Sähköposti", "Rooli"], ["Väisänen Kerttu", "kerttu@lakeland.example", "mentori"]]


def joined(separator, rows=ROWS):
    return "\r\n".join(separator.join(row) for row in rows)


def cells(text):
    return [cells for _number, cells in read_table(text).rows()]


@pytest.mark.parametrize("separator", ["\t", ";", ",", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_separator_in_every_encoding_gives_the_same_table(separator, encoding):
    table = read_table(read_text(joined(separator).encode(encoding)))

    assert table.header == ROWS[0]
    assert (table.separator, table.width, table.count) == (separator, 3, 1)
    assert list(table.rows()) == [(2, ROWS[1])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_known(end):
    assert cells(end.join(["Name;Mail", "A B;a@x.example", "C D;c@x.example"])) == [
        ["A B", "a@x.example"],
        ["C D", "c@x.example"],
    ]


def test_commas_inside_cells_do_not_hide_the_real_separator():
    row = "Väisänen, Kerttu;k@x.example;Oulu, Finland, Europe"

    assert cells(f"Name;Mail;Ort\n{row}\n{row}") == [row.split(";")] * 2


def test_a_table_of_one_column_is_a_table():
    assert cells("k@a.example\nl@a.example\n") == [["k@a.example"], ["l@a.example"]]
    assert cells("Name\nKerttu V\nLiisa W\n") == [["Kerttu V"], ["Liisa W"]]


def test_blank_rows_are_passed_over_and_counted_as_a_sheet_counts_them():
    table = read_table("\n\nName\tMail\n\t\n \nKerttu\tk@a.example\n\n")

    assert table.header == ["Name", "Mail"]
    assert (table.count, list(table.rows())) == (1, [(6, ["Kerttu", "k@a.example"])])


def test_short_and_long_rows_are_kept_as_they_are():
    table = read_table("Name\tMail\nKerttu\nLiisa\tl@a.example\textra\t\t\n")

    assert (table.header, table.width) == (["Name", "Mail", ""], 3)
    assert list(table.rows()) == [(2, ["Kerttu"]), (3, ["Liisa", "l@a.example", "extra"])]


@pytest.mark.parametrize(
    "text",
    [
        'Kerttu V <k@a.example>, "Öberg, Åsa" <asa@b.example>; C D <c@d.example>',
        'Kerttu V <k@a.example>;\n"Öberg, Åsa" <asa@b.example>;\nC D <c@d.example>;',
        'Kerttu V <k@a.example>\n"Öberg, Åsa" <asa@b.example>\n\n"C D" <c@d.example>',
        "Kerttu V <k@a.example>; Öberg, Åsa <asa@b.example>; C D <c@d.example>",
    ],
)
def test_a_list_of_addresses_out_of_a_mail_is_a_table(text):
    assert cells(text) == [
        ["Kerttu V", "k@a.example"],
        ["Öberg, Åsa", "asa@b.example"],
        ["C D", "c@d.example"],
    ]


@pytest.mark.parametrize(
    "line",
    ["{} {}", "{}: {}", "{} - {}", "{} – {}", "{} ({})", "{}  <{}>", '"{}" {}', "{},{}", "{}\t{}"],
)
def test_a_name_beside_an_address_is_told_from_it(line):
    people = [["Kerttu Väisänen", "kerttu@a.example"], ["Anna-Liisa W", "al.w@a.example"]]

    assert cells("\n".join(line.format(*person) for person in people)) == people
    assert cells(line.format(*people[0])) == people[:1]


def test_an_address_before_its_name_is_told_from_it():
    assert cells("k@a.example Kerttu V\nl@a.example (Liisa W)") == [
        ["Kerttu V", "k@a.example"],
        ["Liisa W", "l@a.example"],
    ]


@pytest.mark.parametrize(
    "above",
    ["Osallistujat 2026\n\n", "Participants\n", "sep=;\n", "\n\n", "Kurssi;A12\nVastuu;B\n"],
)
def test_titles_above_the_header_are_passed_over(above):
    table = read_table(f"{above}Nimi;Sähköposti\nKerttu V;k@a.example\nLiisa W;l@a.example\n")

    assert table.header == ["Nimi", "Sähköposti"]
    assert (table.count, [row for _number, row in table.rows()]) == (
        2,
        [["Kerttu V", "k@a.example"], ["Liisa W", "l@a.example"]],
    )


@pytest.mark.parametrize("between", [", ", "; ", ",", ";\n", "\n"])
def test_bare_addresses_in_a_line_are_a_person_each(between):
    mails = [f"p{n}@a.example" for n in range(60)]

    assert cells(between.join(mails)) == [[mail] for mail in mails]


def test_a_long_list_out_of_a_mail_is_read_at_once():
    people = ", ".join(f"Person {n} <p{n}@a.example>" for n in range(20_000))
    started = time.process_time()

    assert read_table(people).count == 20_000
    with pytest.raises(TableError):
        read_table(people + ", and others")

    assert time.process_time() - started < 5


def test_quoted_cells_keep_separators_and_line_ends():
    table = read_table('Name;Mail\n"Väisänen; ""Kepa""\nK.";k@a.example\nB C;b@a.example')

    assert list(table.rows()) == [
        (2, ['Väisänen; "Kepa" K.', "k@a.example"]),
        (3, ["B C", "b@a.example"]),
    ]


def test_a_lone_quotation_mark_swallows_nobody():
    assert cells('Name;Mail\n"Kepa Väisänen;k@a.example\n"B, C";b@a.example\nD E;d@a.example') == [
        ["Kepa Väisänen", "k@a.example"],
        ["B, C", "b@a.example"],
        ["D E", "d@a.example"],
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("\u200bKerttu\xa0 V\ufeff", "Kerttu V"),
        ("Va\u0308isa\u0308nen", "Väisänen"),
        ("a\x00b\x07c\x9bd", "abcd"),
        ("\u202eKerttu\u202c \u00ad", "Kerttu"),
        ("Kerttu\u2003\u2028V", "Kerttu V"),
        ("李明", "李明"),
        ("=1+1", "=1+1"),
        ("@SUM(A1)", "@SUM(A1)"),
    ],
)
def test_invisible_signs_disappear_and_everything_else_stays(typed, meant):
    assert cells(f"Name\tMail\n{typed}\tk@a.example") == [[meant, "k@a.example"]]


def test_accents_heaped_on_a_letter_are_cut_and_usual_ones_are_kept():
    assert len(tidy("a" + "\u0316\u0301" * 500)) <= 31
    assert tidy("Thu\u031by Nguye\u0302\u0303n") == "Thưy Nguyễn"


@given(st.text())
def test_tidying_twice_is_tidying_once(text):
    assert tidy(tidy(text)) == tidy(text)


REFUSED = {
    "nothing": ("", people_table.NOTHING),
    "blanks": ("  \n \r\n\t\t\n\u200b\xa0", people_table.NOTHING),
    "separators": (";;;\n;;;", people_table.NOTHING),
    "too many rows": ("A B\ta@b.example\n" * 100_001, people_table.TOO_MANY_ROWS),
    "too many addresses": ("a@b.example," * 100_001, people_table.TOO_MANY_ROWS),
    "too wide": ("\t".join("x" * 51), people_table.TOO_WIDE),
    "no line ends": ("x" * 60_000, people_table.LONG_LINE),
    "long cell": ('Name;Mail\n"' + "x\n" * 70_000 + '";a@b.example', people_table.LONG_CELL),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_for_its_reason(name):
    text, reason = REFUSED[name]

    with pytest.raises(TableError) as refused:
        read_table(text)

    assert str(refused.value) == str(reason)


def test_the_largest_table_is_read():
    table = read_table("Name\tMail\n" + "A B\ta@b.example\n" * 100_000)

    assert table.count == sum(1 for _row in table.rows()) == 100_000


def test_fifty_columns_with_empty_ones_behind_are_read():
    assert read_table("\t".join("x" * 50) + "\t" * 400).width == 50


@pytest.mark.parametrize(
    "text",
    [
        "a" * 49_000 + "\n",
        "<" * 49_000,
        '"' * 49_000,
        "a <" * 16_000,
        "a, " * 16_000,
        " " * 49_000 + "x",
        "\xa0 " * 24_000 + "x",
        ("x" * 49_000 + "\n") * 100,
        '"a" <b@c>  ' * 4000 + "!",
        ("a" + "\u0301\u0316" * 20_000 + "\n") * 100,
        ("a" + "\u0301\u200b\u0316" * 10_000 + "\n") * 100,
    ],
    ids=range(11),
)
def test_texts_made_to_be_slow_are_not(text):
    started = time.process_time()

    with suppress(TableError):
        list(read_table(text).rows())

    assert time.process_time() - started < 3


def test_50_000_rows_are_read_in_little_time():
    text = joined(
        "\t", [ROWS[0], *[[f"Väisänen {n}", f"k{n}@x.example", "m"] for n in range(50_000)]]
    )
    started = time.process_time()

    assert sum(1 for _row in read_table(text).rows()) == 50_000

    assert time.process_time() - started < 2.5


def peak_of(what):
    tracemalloc.start()
    try:
        kept = what()
        return tracemalloc.get_traced_memory()[1], kept
    finally:
        tracemalloc.stop()


def test_rows_are_never_all_in_memory():
    table = read_table(
        joined("\t", [ROWS[0], *[[f"V {n}", f"k{n}@x.example"] for n in range(10_000)]])
    )

    streamed, _none = peak_of(lambda: sum(1 for _row in table.rows()))
    control, _all = peak_of(lambda: list(table.rows()))

    assert streamed < 200_000
    assert control > 2_000_000


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20)


@given(
    st.sampled_from("\t;,|"),
    st.lists(st.tuples(CELL, st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.fi", fullmatch=True), CELL)),
)
def test_a_table_that_was_written_properly_comes_back(separator, people):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([("Name", "Mail", "Note"), *people])

    read = [(*row, "", "")[:3] for row in cells(out.getvalue())]

    assert [mail for _name, mail, _note in read] == [mail for _name, mail, _note in people]
    assert read == [tuple(tidy(cell) for cell in person) for person in people]


@given(st.binary(max_size=3000))
def test_any_bytes_give_a_table_or_a_refusal(data):
    try:
        table = read_table(read_file("x", data))
    except TableError:
        return
    assert len(list(table.rows())) == table.count
    assert all(0 < len(cells) <= table.width for _number, cells in table.rows())


@settings(max_examples=200)
@given(st.text(st.sampled_from("ab@.<>\"',;|\t\r\n \x00\xa0ä"), max_size=400))
def test_any_text_gives_a_table_or_a_refusal(text):
    try:
        table = read_table(text)
    except TableError:
        return
    numbers = [number for number, _cells in table.rows()]
    assert len(numbers) == table.count
    assert numbers == sorted(set(numbers))
