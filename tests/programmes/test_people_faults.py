"""Each fault is found where it is, and a proposal mends it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.people_columns import recognise
from programmes.people_faults import Domains, Rules, check_rows
from programmes.people_mail import CLEAN, Fault, is_slip, mail_fault, read_mail
from programmes.people_table import read_table
from programmes.people_words import LANGUAGE_NAMES, ROLE_NAMES, Column

HEAD = "Name;Mail;Role;School;Language;Unit\n"
GOOD = "".join(f"Person {n};p{n}@lakeland.example;mentor;;;\n" for n in range(6))
NO_AT = "The @ sign is missing"
COMMA = "A comma stands where a dot should"
TWO = "Two addresses stand here; keep one"
DOT = "There is a dot too many"
SPACE = "There is a space in the address"
NO_END = "The end is missing, for example .fi or .com"
LETTER = "There is a letter that addresses do not have"
SLIP = "The end looks mistyped; most others have another one"
NO_MAIL = "This is no mail address"
MISSING = "The mail address is missing"
HOMES = {"Lakeland UAS": 1, "Kvarken University": 2, "KU": 2}
NOBODY = Domains([], [])
FREQUENT = Domains([(n, [f"p{n}@lakeland.example"]) for n in range(5)], [Column.EMAIL])


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
    ("typed", "text", "proposal"),
    [
        ("a.b@lakeland,example", COMMA, "a.b@lakeland.example"),
        ("a,b@lakeland.example", COMMA, "a.b@lakeland.example"),
        ("a.b lakeland.example", NO_AT, "a.b@lakeland.example"),
        ("a.blakeland.example", NO_AT, "a.b@lakeland.example"),
        ("a.b(at)kvarken.example", NO_AT, "a.b@kvarken.example"),
        ("a.b (at) lakeland.example", NO_AT, "a.b@lakeland.example"),
        ("a.b [at] kvarken.example", NO_AT, "a.b@kvarken.example"),
        ("a.b at kvarken.example", NO_AT, "a.b@kvarken.example"),
        ("not an address at all", NO_AT, ""),
        ("Kerttu", NO_AT, ""),
        ("a@b.example, c@d.example", TWO, "a@b.example"),
        ("a@b.example / c@d.example", TWO, "a@b.example"),
        ("a@b@lakeland.example", TWO, ""),
        ("a..b@lakeland.example", DOT, "a.b@lakeland.example"),
        ("a.b.@lakeland.example", DOT, "a.b@lakeland.example"),
        (".a.b@lakeland.example", DOT, "a.b@lakeland.example"),
        ("a.b@lakeland.example.", DOT, "a.b@lakeland.example"),
        ("a.b@.lakeland..example", DOT, "a.b@lakeland.example"),
        ("a. b@lakeland.example", SPACE, "a.b@lakeland.example"),
        ("a.b @ lakeland.example", SPACE, "a.b@lakeland.example"),
        ("a.b@lakeland", NO_END, "a.b@lakeland.example"),
        ("a.b@elsewhere", NO_END, ""),
        ("väinö@lakeland.example", LETTER, "vaino@lakeland.example"),
        ("Åsa.Ö@lakeland.example", LETTER, "asa.o@lakeland.example"),
        ("a.b@laekland.example", SLIP, "a.b@lakeland.example"),
        ("a.b@lakeland.exampel", SLIP, "a.b@lakeland.example"),
        ("a.b@läkeland.example", SLIP, "a.b@lakeland.example"),
        ("a.b@-x.example", NO_MAIL, ""),
        ("@lakeland.example", NO_MAIL, ""),
        ("a" * 260 + "@lakeland.example", NO_MAIL, ""),
        ("", MISSING, ""),
        ("<>", MISSING, ""),
    ],
)
def test_each_fault_of_an_address_is_told_with_a_proposal_where_one_is_likely(
    typed, text, proposal
):
    fault = mail_fault(typed, read_mail(typed), FREQUENT, is_sure=False)

    assert (str(fault.text), fault.proposal, fault.value) == (text, proposal, typed[:500])


@pytest.mark.parametrize(
    "typed",
    [
        "kerttu.v@a.example",
        "Kerttu.V@A.Example",
        "mailto:kerttu.v@a.example",
        "MAILTO:kerttu.v@a.example?subject=Hi",
        "<kerttu.v@a.example>",
        "Kerttu Väisänen <kerttu.v@a.example>",
        "<mailto:kerttu.v@a.example>",
        "kerttu.v@a.example;",
        "kerttu.v@a.example,",
    ],
)
def test_what_a_copy_leaves_around_an_address_falls_away_silently(typed):
    assert read_mail(typed) == "kerttu.v@a.example"
    assert mail_fault(typed, read_mail(typed), NOBODY, is_sure=False) is None


def test_addresses_that_are_rare_but_right_are_right():
    right = ["o'neil+x@a.example", "a_b-c@sub.dom.example", "a@1.example", "k@xn--p1ai.xn--p1ai"]

    assert [read_mail(mail) for mail in right] == right


def test_a_domain_with_other_letters_is_written_as_the_network_knows_it():
    assert read_mail("kerttu@jyväskylä.example") == "kerttu@xn--jyvskyl-7wae.example"


@given(st.text(max_size=80))
def test_a_cell_is_a_clean_address_or_has_a_fault_that_proposes_one_or_nothing(raw):
    email = read_mail(raw)
    fault = mail_fault(raw, email, FREQUENT, is_sure=False)

    assert bool(email or fault)
    for mail in (email, fault.proposal if fault else ""):
        assert mail == "" or (CLEAN.fullmatch(mail) and mail == mail.lower())
        assert read_mail(mail) == mail


@given(st.text(st.sampled_from("ab .,@()<>;ä"), max_size=12))
def test_a_proposal_taken_leaves_no_fault(box):
    fault = mail_fault(f"{box}lakeland.example", "", FREQUENT, is_sure=False)

    if fault.proposal:
        assert mail_fault(fault.proposal, read_mail(fault.proposal), FREQUENT, is_sure=True) is None


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("laekland.example", "lakeland.example", True),
        ("lakelnd.example", "lakeland.example", True),
        ("lakelannd.example", "lakeland.example", True),
        ("lakelamd.example", "lakeland.example", True),
        ("lakeland.exampl", "lakeland.example", True),
        ("lakeland.example", "lakeland.example", False),
        ("samk.example", "tamk.example", False),
        ("student.samk.example", "student.tamk.example", False),
        ("mail.example", "gmail.example", False),
        ("kvarken.example", "lakeland.example", False),
        ("alumni.lakeland.example", "lakeland.example", False),
    ],
)
def test_a_slip_is_told_from_another_school(typed, meant, expected):
    assert is_slip(typed, meant) is expected


@given(st.from_regex(r"[a-z]{4,12}", fullmatch=True), st.data())
def test_each_single_slip_inside_a_word_is_found(word, data):
    at = data.draw(st.integers(1, len(word) - 2))
    slips = [
        word[:at] + word[at + 1 :],
        word[:at] + "0" + word[at:],
        word[:at] + "0" + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]

    assert all(is_slip(slip, word) for slip in slips if slip != word)


def test_a_domain_is_a_slip_only_beside_one_that_five_rows_have():
    four = Domains([(n, [f"p{n}@lakeland.example"]) for n in range(4)], [Column.EMAIL])

    assert (four.meant("laekland.example"), FREQUENT.meant("laekland.example")) == (
        "",
        "lakeland.example",
    )


def test_a_fault_that_many_rows_share_is_no_proposal():
    broken = Domains([(n, [f"p{n}@lakeland,example"]) for n in range(9)], [Column.EMAIL])

    assert broken.frequent == []


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
    [person] = check("1 person;p1@lakeland.example;mentor")

    assert (person.faults, person.is_repeated) == ([], True)


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
    assert spent < 1.5


def test_rows_that_are_all_wrong_in_their_own_way_are_checked_in_bearable_time():
    rows = [
        (n, [f"V{n}", f"k{n} d{n % 900}.example", f"role {n}", f"School {n}"]) for n in range(5000)
    ]

    spent, faulty = cost(rows)

    assert faulty == 5000
    assert spent < 15
