"""Each fault is found where it is, and a proposal mends it."""

import pytest

from programmes.people_columns import recognise
from programmes.people_faults import Domains, Rules, check_rows
from programmes.people_table import read_table

HEAD = "Name;Mail;Role;School;Language\n"
GOOD = "".join(f"Person {n};p{n}@lakeland.example;mentor;;\n" for n in range(6))


def check(text, **rules):
    table = read_table(HEAD + GOOD + text)
    columns = recognise(table)
    known = Rules({"Lakeland UAS": 1, "Kvarken University": 2}, **rules)
    people = check_rows(table.rows(), columns, known, Domains(table.rows(), columns))
    return [person for person in people if person.number > 7]


@pytest.mark.parametrize(
    ("row", "column", "proposal"),
    [
        ("A B;a.b@lakeland,example;;;", "email", "a.b@lakeland.example"),
        ("A B;a.b lakeland.example;;;", "email", "a.b@lakeland.example"),
        ("A B;a.b(at)kvarken.example;;;", "email", "a.b@kvarken.example"),
        ("A B;a..b@lakeland.example;;;", "email", "a.b@lakeland.example"),
        ("A B;a.b@lakeland;;;", "email", "a.b@lakeland.example"),
        ("A B;a.b@laekland.example;;;", "email", "a.b@lakeland.example"),
        ("A B;väinö@lakeland.example;;;", "email", "vaino@lakeland.example"),
        ("A B;;;;", "email", ""),
        ("A B;not an address at all;;;", "email", ""),
        ("A B;a@lakeland.example;mentorii;;", "role", "mentor"),
        ("A B;a@lakeland.example;astronaut;;", "role", ""),
        ("A B;a@lakeland.example;;Lakeland AMK;", "organisation", "Lakeland UAS"),
        ("A B;a@lakeland.example;;Norrsken Marine;", "organisation", ""),
        ("A B;a@lakeland.example;;;klingon", "language", "en"),
        (";aino.k@lakeland.example;;;", "name", "Aino K"),
    ],
)
def test_a_fault_is_told_with_a_proposal_where_one_is_likely(row, column, proposal):
    [person] = check(row)

    [fault] = person.faults
    assert (str(fault.column), fault.proposal) == (column, proposal)


def test_a_proposal_mends_the_row():
    [person] = check("A B;a.b@lakeland,example;;;", repairs={"8:email": "a.b@lakeland.example"})

    assert (person.email, person.faults) == ("a.b@lakeland.example", [])


def test_an_address_typed_in_repair_is_trusted_though_rare():
    [person] = check("A B;x;;;", repairs={"8:email": "a.b@laekland.example"})

    assert person.faults == []


def test_a_good_row_is_understood():
    [person] = check("Väisänen, Kerttu;mailto:Kerttu@Lakeland.example;aktori;kvarken university;suomi")

    assert person.faults == []
    assert (person.name, person.email) == ("Kerttu Väisänen", "kerttu@lakeland.example")
    assert (person.role, person.organisation, person.language) == ("mentee", 2, "fi")


def test_the_same_address_with_another_name_is_a_fault():
    [person] = check("Somebody Else;p1@lakeland.example;mentor;;")

    [fault] = person.faults
    assert "row 3" in str(fault.text)


def test_the_same_person_in_another_role_is_fine():
    [person] = check("Person 1;p1@lakeland.example;teacher;;")

    assert (person.faults, person.is_repeated) == ([], False)


def test_the_very_same_row_again_is_told_as_repeated():
    [person] = check("Person 1;P1@lakeland.example;mentor;;")

    assert (person.faults, person.is_repeated) == ([], True)


def test_rows_left_out_do_not_count():
    assert check("A B;x;;;", left_out=frozenset({8})) == []
