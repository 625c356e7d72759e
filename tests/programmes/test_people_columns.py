"""Columns are known by their header in three languages, or by what stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.people_columns import recognise
from programmes.people_source import TableError
from programmes.people_table import read_table
from programmes.people_words import HEADERS, Column, header_of, is_header

ALL = [(str(column), word) for column, words in HEADERS.items() for word in words.split("|")]


def columns(header, *rows):
    return recognise(read_table("\n".join(["\t".join(header), *("\t".join(row) for row in rows)])))


@pytest.mark.parametrize(("column", "word"), ALL)
def test_each_word_is_known_however_it_is_written(column, word):
    ways = [word, word.upper(), word.title(), f" {word}: ", word.replace(" ", "_"), f"{word}*"]

    assert {header_of(way) for way in ways} == {column}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["First name", "Surname", "Email address"], ["first", "last", "email"]),
        (["Etunimi", "Sukunimi", "Sähköpostiosoite"], ["first", "last", "email"]),
        (["Förnamn", "Efternamn", "E-postadress"], ["first", "last", "email"]),
        (["Högskola", "Roll", "Språk"], ["organisation", "role", "language"]),
        (["Oppilaitos", "ROOLI", "Kieli"], ["organisation", "role", "language"]),
        (["Korkeakoulu", "Yksikkö", "Sähköposti"], ["organisation", "unit", "email"]),
        (["Namn", "Enhet", "E-post"], ["name", "unit", "email"]),
        (["Sahköposti", "Nimmi", "Shoe size"], ["email", "name", "ignored"]),
        (["Etunimi / First name", "Sukunimi (Last name)", "E-mail"], ["first", "last", "email"]),
        (["Sähköposti (koulu)", "Koko nimi", "x"], ["email", "name", "ignored"]),
        (["Opiskelijan nimi", "Opiskelijan sähköposti", "Group"], ["name", "email", "ignored"]),
        (["Company name", "Name", "Mail"], ["organisation", "name", "email"]),
        (["Email of the supervisor", "Email", "Name"], ["ignored", "email", "name"]),
        (["Username", "First name", "Last name"], ["ignored", "first", "last"]),
        (["Opiskelijanumero", "Nimi", "S-posti"], ["ignored", "name", "email"]),
    ],
)
def test_headers_of_real_lists_are_known(header, expected):
    assert columns(header, "xyz") == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["Kerttu Väisänen", "kerttu.v@a.example", "mentori"], False),
        (["Aino Korhonen", "", "student"], False),
        (["Aino Korhonen", "", "opiskelija", "Lakeland UAS"], False),
        (["Student", "Mail"], True),
        (["Participant", "Supervisor's mail"], True),
        (["Nimi"], True),
        (["Kerttu", "Liisa"], False),
        ([""], False),
    ],
)
def test_a_header_is_told_from_a_person(row, expected):
    assert is_header(row) is expected


def test_without_a_header_columns_are_told_by_their_content():
    row = ["kerttu@lakeland.example", "Kerttu Väisänen", "mentori", "fi"]

    assert columns(row, row, row) == ["email", "name", "role", "language"]


def test_the_name_is_the_column_that_looks_like_the_address():
    rows = [
        ["Lakeland UAS", "kerttu.vaisanen@a.example", "Kerttu Väisänen"],
        ["Kvarken University", "li.wei@a.example", "Li Wei"],
    ]

    assert columns(*rows) == ["ignored", "email", "name"]


@pytest.mark.parametrize(
    ("places", "expected"), [((0, 1), ["first", "last"]), ((1, 0), ["last", "first"])]
)
def test_first_and_last_names_in_columns_of_their_own_are_told_by_the_address(places, expected):
    people = [("Kerttu", "Väisänen"), ("Åsa", "Öberg"), ("Mikko", "Mäki")]
    mails = ["kerttu.vaisanen@a.example", "asa.oberg@a.example", "mikko.maki@a.example"]
    rows = [
        [person[places[0]], person[places[1]], mail]
        for person, mail in zip(people, mails, strict=True)
    ]

    assert columns(*rows) == [*expected, "email"]


def test_a_header_that_nobody_knows_is_helped_by_the_content():
    header = ["Kuka", "Yhteys", "Tykkää"]
    row = ["Kerttu Väisänen", "k@a.example", "7"]

    table = read_table("\n".join("\t".join(cells) for cells in [header, row, row, row]))

    assert recognise(table) == ["name", "email", "ignored"]


@given(st.text(st.sampled_from("Name Mail@;\t\nfi mentori.1ä"), max_size=300))
def test_each_place_has_one_column_and_each_column_one_place(text):
    try:
        table = read_table(text)
    except TableError:
        return

    found = recognise(table)

    assert len(found) == table.width
    used = [column for column in found if column != Column.IGNORED]
    assert len(used) == len(set(used))
