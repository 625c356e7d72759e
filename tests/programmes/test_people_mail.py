"""Addresses are read as people write them; what is wrong is told, with what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.people_mail import CLEAN, Domains, is_slip, mail_fault, read_mail
from programmes.people_words import Column

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
NOBODY = Domains([], [])
FREQUENT = Domains([(n, [f"p{n}@lakeland.example"]) for n in range(5)], [Column.EMAIL])


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
        ("kerttu vaisanen@lakeland.example", SPACE, ""),
        ("Kerttu V kerttu@lakeland.example", SPACE, "kerttu@lakeland.example"),
        ("Kerttu (kerttu@lakeland.example)", SPACE, "kerttu@lakeland.example"),
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
