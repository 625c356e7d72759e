"""Each fault is found where it is, and a proposal mends it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.people_columns import recognise
from programmes.people_faults import Domains, Rules, check_rows
from programmes.people_mail import CLEAN, Fault
from programmes.people_table import read_table
from programmes.people_words import LANGUAGE_NAMES, ROLE_NAMES, Column

HEAD = "Name;Mail;Role;School;Language;Unit\n"
GOOD = "".join(f"Person {n};p{n}@lakeland.example;mentor;;;\n" for n in range(6))
HOMES = {"Lakeland UAS": 1, "Kvarken University": 2, "KU": 2}
NOBODY = Domains([], [])


def check(text, **rules):
    """The people of ``text``, whose first row has number 8."""
    table = read_table(HEAD + GOOD + text)
    columns = recognise(table)
    domains = Domains(table.rows(), columns)
    people = check_rows(table.rows(), columns, Rules(HOMES, **rules), domains)
    return [person for person in people if person.number > 7]


def told(person):
    return [(str(fault.column), fault.proposal) for fault in person.faults]


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ("A B;a.b@lakeland,example", [("email", "a.b@lakeland.example")]),
        ("A B", [("email", "")]),
        ("A B;a@lakeland.example;mentorii", [("role", "mentor")]),
        ("A B;a@lakeland.example;Handldare", [("role", "teacher")]),
        ("A B;a@lakeland.example;astronaut", [("role", "")]),
        ("A B;a@lakeland.example;;Lakeland AMK", [("organisation", "Lakeland UAS")]),
        ("A B;a@lakeland.example;;Yrkeshögskolan Lakeland", [("organisation", "Lakeland UAS")]),
        ("A B;a@lakeland.example;;Kvarkn universitet", [("organisation", "Kvarken University")]),
        ("A B;a@lakeland.example;;Norrsken Marine", [("organisation", "")]),
        ("A B;a@lakeland.example;;;klingon", [("language", "en")]),
        (";aino.k@lakeland.example", [("name", "Aino K")]),
        (";aino7@lakeland.example", [("name", "")]),
        (f"{'A' * 151};a@lakeland.example", [("name", "")]),
        (f"A B;a@lakeland.example;;;;{'u' * 101}", [("unit", "")]),
        (
            "A B;x;astronaut;Mars;klingon",
            [("email", ""), ("role", ""), ("organisation", ""), ("language", "en")],
        ),
    ],
)
def test_faults_are_told_where_they_are(row, faults):
    [person] = check(row)

    assert told(person) == faults


@pytest.mark.parametrize(
    "row",
    [
        f"{'A' * 150};a@lakeland.example;;;;{'u' * 100}",
        "A B;a@lakeland.example",
        "A B;a@lakeland.example;MENTORI;lakeland uas;Suomi;Business",
        "A B;a@lakeland.example;e-aktori;ku;SV",
        "A B;a@lakeland.example;Working life contact;;på svenska",
        "=1+1;a@lakeland.example",
        "李明;a@lakeland.example",
    ],
)
def test_good_rows_have_no_fault(row):
    [person] = check(row)

    assert told(person) == []


def test_a_good_row_is_understood():
    [person] = check(
        "Väisänen, Kerttu;mailto:Kerttu@Lakeland.example;aktori;kvarken university;suomi;Nursing"
    )

    assert person.faults == []
    assert (person.name, person.email) == ("Kerttu Väisänen", "kerttu@lakeland.example")
    assert (person.role, person.organisation, person.language) == ("mentee", 2, "fi")
    assert (person.organisation_name, person.unit) == ("Kvarken University", "Nursing")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Väisänen Kerttu", "Väisänen Kerttu"),
        ("Väisänen, Kerttu", "Kerttu Väisänen"),
        ("Väisänen,Kerttu", "Kerttu Väisänen"),
        ("Väisänen,", "Väisänen"),
        ("12. Väisänen Kerttu", "Väisänen Kerttu"),
        ("12 Väisänen, Kerttu", "Kerttu Väisänen"),
        ("Väisänen, Kerttu, Dr", "Väisänen, Kerttu, Dr"),
    ],
)
def test_names_are_left_as_they_are_but_for_the_comma(typed, name):
    [person] = check(f"{typed};a@lakeland.example")

    assert person.name == name


def test_first_and_last_names_make_a_name():
    table = read_table("Sukunimi;Etunimi;Mail\nVäisänen;Kerttu;k@a.example\nÖberg;;o@a.example\n")

    people = check_rows(table.rows(), recognise(table), Rules({}), NOBODY)

    assert [person.name for person in people] == ["Kerttu Väisänen", "Öberg"]


def test_a_name_typed_in_repair_goes_before_first_and_last_names():
    table = read_table(f"Sukunimi;Etunimi;Mail\n{'V' * 160};Kerttu;k@a.example\n")
    rules = Rules({}, repairs={"2:name": "Kerttu V"})

    [person] = check_rows(table.rows(), recognise(table), rules, NOBODY)

    assert (person.name, person.faults) == ("Kerttu V", [])


def test_a_name_is_found_before_the_address():
    table = read_table("Mail\tRole\nKerttu V <k@a.example>\tmentor\n")

    [person] = check_rows(table.rows(), recognise(table), Rules({}), NOBODY)

    assert (person.name, person.email, person.faults) == ("Kerttu V", "k@a.example", [])


@pytest.mark.parametrize(
    ("role", "word"),
    [(role, word) for role, words in ROLE_NAMES.items() for word in words.split("|")],
)
def test_each_name_of_a_role_is_known(role, word):
    [person] = check(f"A B;a@lakeland.example;{word.upper()}")

    assert (person.role, person.faults) == (role, [])


@pytest.mark.parametrize(
    ("language", "word"),
    [(code, word) for code, words in LANGUAGE_NAMES.items() for word in words.split("|")],
)
def test_each_name_of_a_language_is_known(language, word):
    [person] = check(f"A B;a@lakeland.example;;;{word.title()}")

    assert (person.language, person.faults) == (language, [])


def test_who_has_no_role_gets_the_one_that_was_chosen():
    [person] = check("A B;a@lakeland.example", default_role="evaluator")

    assert person.role == "evaluator"


def test_each_proposal_taken_mends_its_row():
    faulty = "\n".join(
        [
            "Aa B;a.b@lakeland,example",
            "Cc D;c.d lakeland.example",
            "Ee F;e.f@laekland.example;mentorii",
            "Gg H;g.h@lakeland;;Lakeland AMK",
            ";ii.jj@lakeland.example;;;klingon",
            ";kk..ll@lakeland.example",
        ]
    )
    repairs = {}
    for _again in range(2):
        for person in check(faulty, repairs=repairs):
            repairs |= {f"{person.number}:{f.column}": f.proposal for f in person.faults}

    people = check(faulty, repairs=repairs)

    assert len(people) == 6
    assert [told(person) for person in people] == [[]] * 6


def test_an_address_typed_in_repair_is_trusted_though_rare():
    [doubted] = check("A B;a.b@laekland.example")
    [trusted] = check("A B;a.b@laekland.example", repairs={"8:email": "a.b@laekland.example"})

    assert (len(doubted.faults), trusted.faults) == (1, [])


def test_invisible_signs_in_repairs_disappear():
    [person] = check("A B;x", repairs={"8:email": "\u200ba@b.example\x00", "8:name": "A\x07 \xa0B"})

    assert (person.email, person.name, person.faults) == ("a@b.example", "A B", [])


def test_an_emptied_organisation_is_none():
    [person] = check("A B;a@lakeland.example;;Mars", repairs={"8:organisation": ""})

    assert (person.organisation, person.faults) == (None, [])


@pytest.mark.parametrize("name", ["Somebody Else", "李明"])
def test_the_same_address_with_another_name_is_a_fault(name):
    [person] = check(f"{name};p1@lakeland.example;mentor")

    [fault] = person.faults
    assert (str(fault.text), fault.column) == ("Same address as row 3, Person 1", Column.EMAIL)


def test_names_that_have_no_latin_letter_are_told_apart():
    _first, other, same = check(
        "李明;li@lakeland.example\n王芳;li@lakeland.example\n李明;li@lakeland.example"
    )

    assert (len(other.faults), same.faults, same.is_repeated) == (1, [], True)


def test_a_name_in_another_order_is_the_same_name():
    first, again = check("Kerttu V;k@lakeland.example\nV, kerttu;k@lakeland.example")
    again_turned = check("Kerttu V;k@lakeland.example\nV Kerttu;k@lakeland.example")[1]

    assert (first.is_repeated, again.is_repeated, again_turned.is_repeated) == (False, True, True)
    assert again.faults == again_turned.faults == []


def test_the_same_person_in_another_role_is_fine_once():
    row = "Person 1;P1@lakeland.example"

    people = check(f"{row};teacher\n{row};evaluator\n{row};teacher\n{row};mentor")

    assert [person.faults for person in people] == [[]] * 4
    assert [person.is_repeated for person in people] == [False, False, True, True]


def test_rows_left_out_do_not_count():
    assert check("A B;x", left_out=frozenset({8})) == []
    [person] = check("Other;p1@lakeland.example;mentor", left_out=frozenset({3}))
    assert person.faults == []


def test_a_table_without_addresses_has_a_fault_in_each_row():
    table = read_table("Name;Role\nKerttu V;mentor\nLiisa W;mentor\n")
    columns = recognise(table)

    people = check_rows(table.rows(), columns, Rules({}), Domains(table.rows(), columns))

    assert [told(person) for person in people] == [[("email", "")]] * 2


@given(
    st.lists(st.lists(st.text(max_size=30), max_size=7), max_size=12),
    st.permutations(Column.values),
)
def test_any_cells_in_any_columns_give_a_person_or_faults(rows, columns):
    numbered = list(enumerate(rows, start=1))

    people = list(check_rows(numbered, columns, Rules(HOMES), Domains(numbered, columns)))

    assert [person.number for person in people] == [number for number, _cells in numbered]
    for person in people:
        assert person.faults or (CLEAN.fullmatch(person.email) and person.name and person.role)
        assert all(isinstance(fault, Fault) and len(fault.value) <= 500 for fault in person.faults)


def cost(rows):
    columns = [Column.NAME, Column.EMAIL, Column.ROLE, Column.ORGANISATION]
    started = time.process_time()
    faulty = sum(
        bool(person.faults)
        for person in check_rows(rows, columns, Rules(HOMES), Domains(rows, columns))
    )
    return time.process_time() - started, faulty


def test_50_000_good_rows_are_checked_in_little_time():
    rows = [
        (n, [f"Väisänen K{n}", f"K.V{n}@lakeland.example", "mentori", "Lakeland UAS"])
        for n in range(50_000)
    ]

    spent, faulty = cost(rows)

    assert faulty == 0
    assert spent < 2.5


def test_rows_that_are_all_wrong_in_their_own_way_are_checked_in_bearable_time():
    rows = [
        (n, [f"V{n}", f"k{n} d{n % 900}.example", f"role {n}", f"School {n}"])
        for n in range(20_000)
    ]

    spent, faulty = cost(rows)

    assert faulty == 20_000
    assert spent < 6
