"""What the pages of a list bear: repairs and their undo, hostile input, strangers."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from programmes import importing
from programmes.models import PeopleImport
from tests import factories

pytestmark = pytest.mark.django_db
HEAD = "Nimi\tSähköposti\tRooli\n"
GOOD = "\n".join(f"Person {n}\tp{n}@lakeland.example\taktori" for n in range(8))
COMMA = "Aino K\taino.k@lakeland,example\taktori"
SLIP = "Olu A\to.adeyemi@laekland.example\taktori"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(signed_in, coordinator):
    return signed_in(coordinator)


@pytest.fixture
def url(programme):
    return reverse("programmes:import", args=[programme.pk])


@pytest.fixture
def listed(browser, url):
    """Row 10 has a comma in its address, row 11 a domain that looks mistyped."""
    browser.post(url, {"text": f"{HEAD}{GOOD}\n{COMMA}\n{SLIP}", "default_role": "mentee"})
    return PeopleImport.objects.get()


def press(browser, name, people_import, data=None, **extra):
    answer = browser.post(reverse(f"programmes:{name}", args=[people_import.pk]), data, **extra)
    people_import.refresh_from_db()
    return answer


def counts(people_import):
    found = people_import.findings["counts"]
    return found["new"], found["known"], found["faulty"]


def test_the_page_says_what_was_read(browser, url, listed):
    page = browser.get(url).content.decode()

    assert "10 rows read: 8 new, 0 known already, 2 to repair." in page
    assert "10 rows, 3 columns, separated by tabs" in page
    assert "Nothing is sent yet." in page
    assert "Take all 2 suggestions" in page


@pytest.mark.parametrize("extra", [{}, {"headers": HTMX}], ids=["plain", "htmx"])
def test_a_repair_can_be_undone(browser, listed, extra):
    told = press(browser, "import_repair", listed, {"use": "10:email"}, follow=not extra, **extra)
    assert counts(listed) == (9, 0, 1)

    press(browser, "import_repair_undo", listed, **extra)

    assert "Row 10 repaired and moved to New" in told.content.decode()
    assert reverse("programmes:import_repair_undo", args=[listed.pk]) in told.content.decode()
    assert (counts(listed), listed.repairs) == ((8, 0, 2), {})


def test_a_row_left_out_can_be_brought_back(browser, listed):
    told = press(browser, "import_repair", listed, {"leave": "10"}, headers=HTMX)
    assert counts(listed) == (8, 0, 1)

    press(browser, "import_repair_undo", listed, headers=HTMX)

    assert "Row 10 left out" in told.content.decode()
    assert "9 rows read: 8 new, 0 known already, 1 to repair." in told.content.decode()
    assert counts(listed) == (8, 0, 2)


def test_a_rare_end_that_is_right_may_stay(browser, url, listed):
    assert "It is right, keep it" in browser.get(url).content.decode()

    press(browser, "import_repair", listed, {"keep": "11:email"})

    assert counts(listed) == (9, 0, 1)
    press(browser, "import_invite", listed)
    assert listed.participants.filter(user__email="o.adeyemi@laekland.example").exists()


def test_what_was_typed_in_other_rows_is_kept_when_a_button_is_pressed(browser, listed):
    typed = {"cell:10:email": "aino.k@typed.example", "use": "11:email"}

    press(browser, "import_repair", listed, typed)

    assert listed.repairs == {
        "10:email": "aino.k@typed.example",
        "11:email": "o.adeyemi@lakeland.example",
    }


def test_a_wrong_repair_stays_in_the_table_with_what_was_typed(browser, url, listed):
    press(browser, "import_repair", listed, {"cell:10:email": "still wrong"})

    page = browser.get(url).content.decode()
    assert counts(listed) == (8, 0, 2)
    assert 'value="still wrong"' in page


@pytest.mark.parametrize(
    "data",
    [
        {"cell:10:email": "a\x00b\x07@lakeland.example"},
        {"cell:10:email": "x" * 100_000},
        {"cell:999:email": "a@b.fi", "use": "999:email", "keep": "1:role", "leave": "9" * 5000},
        {"leave": "x", "cell:": "", "cell:10:nothing": "x"},
        {},
    ],
)
def test_a_repair_that_makes_no_sense_breaks_nothing(browser, url, listed, data):
    press(browser, "import_repair", listed, data)

    assert browser.get(url).status_code == 200
    assert listed.state == PeopleImport.State.READY
    assert listed.left_out == []


@pytest.mark.parametrize(
    "query",
    ["?show=nothing", "?show=all&from=" + "9" * 30, "?from=-1", "?from=x", "?show=new&from=5"],
)
def test_an_address_that_makes_no_sense_is_still_a_page(browser, url, listed, query):
    answer = browser.get(url + query)

    assert answer.status_code == 200
    assert len(answer.context["rows"]) > 0


@pytest.mark.parametrize("show", ["faulty", "new", "known", "all"])
def test_chips_open_as_many_rows_as_they_say(browser, url, listed, show):
    answer = browser.get(f"{url}?show={show}").context

    assert len(answer["rows"]) == answer["counts"][show]


def test_pages_of_50_show_every_row_once(browser, url):
    people = "\n".join(f"Person {n}\tp{n}@lakeland.example\taktori" for n in range(120))
    browser.post(url, {"text": HEAD + people, "default_role": "mentee"})

    numbers, query = [], "?show=all"
    while query:
        page = browser.get(url + query).context
        numbers += [row.number for row in page["rows"]]
        query = page["next"]

    assert numbers == list(range(2, 122))


def test_after_inviting_the_page_says_who_is_in_and_keeps_what_waits(browser, url, listed):
    press(browser, "import_invite", listed)

    page = browser.get(url).content.decode()
    assert "8 people are in. The mails leave at" in page
    assert "Nothing is sent yet." not in page
    assert "The 2 to repair wait here." in page


def test_the_follow_up_is_what_a_new_check_finds(browser, listed):
    """It is derived, not read again; so it must be the same."""
    press(browser, "import_invite", listed)
    waiting = PeopleImport.objects.get(state="ready")
    derived = waiting.findings

    waiting.read_anew()
    importing.check(waiting)

    assert waiting.findings == derived
    assert counts(waiting) == (0, 8, 2)


def test_rows_repaired_later_come_in_by_themselves(browser, programme, listed):
    press(browser, "import_invite", listed)
    waiting = PeopleImport.objects.get(state="ready")
    press(browser, "import_repair", waiting, {"all": "1"})

    press(browser, "import_invite", waiting)

    assert waiting.participants.count() == 2
    assert programme.participants.filter(role="mentee").count() == 10


def test_undo_gives_the_list_back_with_its_repairs(browser, url, programme, listed):
    press(browser, "import_repair", listed, {"use": "10:email"})
    press(browser, "import_invite", listed)

    press(browser, "import_undo", listed)

    waiting = PeopleImport.objects.get(state="ready")
    assert counts(waiting) == (9, 0, 1)
    assert "9 people get an invitation." in browser.get(url).content.decode()
    assert not programme.participants.filter(role="mentee").exists()


def test_who_joined_meanwhile_stays_when_the_rest_is_taken_back(browser, programme, listed):
    press(browser, "import_invite", listed)
    quick = listed.participants.get(user__email="p1@lakeland.example")
    quick.join(now=timezone.now())

    press(browser, "import_undo", listed)

    assert [who.pk for who in programme.participants.filter(role="mentee")] == [quick.pk]


def test_inviting_twice_is_no_error(browser, url, listed):
    press(browser, "import_invite", listed)

    assert press(browser, "import_invite", listed).url == url


def test_a_long_list_leads_back_to_the_page_that_shows_how_far_it_is(browser, url, listed):
    PeopleImport.objects.update(rows_total=5000)

    answer = press(browser, "import_repair", listed, {"use": "10:email"}, headers=HTMX)

    assert answer["HX-Redirect"] == url
    assert listed.state == PeopleImport.State.READING
    assert "Reading the list" in browser.get(url).content.decode()


def test_the_page_is_loaded_anew_when_the_worker_is_done(browser, listed):
    progress = reverse("programmes:import_progress", args=[listed.pk])
    assert browser.get(progress)["HX-Refresh"] == "true"

    PeopleImport.objects.update(state="reading", rows_total=4000, rows_done=1000)

    answer = browser.get(progress)
    assert "HX-Refresh" not in answer
    assert "1000 of 4000 rows" in answer.content.decode().replace("\N{NO-BREAK SPACE}", "")
    assert 'width="25%"' in answer.content.decode()


def sheet(rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("people.csv", "﻿Nimi;Sähköposti\r\nÅke Sjöberg;ake@b.fi\r\n".encode()),
        ("people.csv", "Nimi;Sähköposti\nÅke Sjöberg;ake@b.fi\n".encode("cp1252")),
        ("people.csv", "Nimi,Sähköposti\nÅke Sjöberg,ake@b.fi\n".encode("utf-16")),
        ("people.xlsx", sheet([["Nimi", "Sähköposti"], ["Åke Sjöberg", "ake@b.fi"]])),
    ],
    ids=["utf-8 with mark", "windows", "utf-16", "xlsx"],
)
def test_a_dropped_file_is_read(browser, url, name, data):
    browser.post(url, {"file": SimpleUploadedFile(name, data), "default_role": "mentor"})

    found = PeopleImport.objects.get()
    [person] = importing.page_of_people(found, "new", 0, 50)
    assert (person.name, person.email, person.role) == ("Åke Sjöberg", "ake@b.fi", "mentor")
    assert found.file_name == name


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"PK\x03\x04 no archive",
        b"\xd0\xcf\x11\xe0old excel",
        b"a;b\n" * (3 * 1024 * 1024),
    ],
    ids=["empty", "picture", "broken xlsx", "old excel", "over 10 MB"],
)
def test_a_file_that_is_no_table_is_told_at_the_field_and_leaves_nothing(browser, url, data):
    answer = browser.post(
        url, {"file": SimpleUploadedFile("x.csv", data), "default_role": "mentee"}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not PeopleImport.objects.exists()


def test_text_that_cannot_be_read_stays_in_the_box(browser, url):
    text = "\t".join(["x"] * 60)

    answer = browser.post(url, {"text": text, "default_role": "mentee"}, follow=True)

    page = answer.content.decode()
    assert "More than 50 columns" in page
    assert text in page
    assert not PeopleImport.objects.exclude(state="failed").exists()


def test_the_mail_is_shown_in_every_language_of_the_programme(browser, programme):
    page = browser.get(reverse("programmes:import_mail", args=[programme.pk]))

    assert [language for language, _subject, _body in page.context["letters"]] == ["en", "fi"]


def test_an_archived_programme_takes_no_list(browser, url, programme):
    programme.state = "archived"
    programme.save()

    assert browser.get(url).status_code == 404


POSTS = ["columns", "repair", "repair_undo", "invite", "undo", "discard"]


@pytest.mark.parametrize("name", POSTS)
def test_strangers_and_members_find_no_list(signed_in, listed, mentee, outsider, name):
    before = PeopleImport.objects.values().get()

    for who in (mentee, outsider, factories.coordinator_of(factories.ProgrammeFactory())):
        answer = signed_in(who).post(reverse(f"programmes:import_{name}", args=[listed.pk]))
        assert answer.status_code == 404

    assert PeopleImport.objects.values().get() == before


def test_a_list_can_be_thrown_away(browser, url, listed):
    browser.post(reverse("programmes:import_discard", args=[listed.pk]))

    assert not PeopleImport.objects.exists()
    assert "Read the table" in browser.get(url).content.decode()
