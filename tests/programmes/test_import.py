"""From a pasted table to invited people, on the pages a coordinator sees."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from mentoring_platform.transitions import TransitionError
from notifications.tasks import tick
from programmes import importing
from programmes.models import Participant, PeopleImport
from tests import factories

pytestmark = pytest.mark.django_db
HEAD = "Nimi\tSähköposti\tRooli\n"
FAULTS = [
    "Aino K\taino.k@lakeland,example\taktori",
    "Olu A\to.adeyemi lakeland.example\taktori",
    "Zofia W\tzofia.w@lakeland.example\tmentorii",
    "Nobody\t\taktori",
    "\tx.y@lakeland.example\taktori",
    "Two At\ta@b@lakeland.example\taktori",
    "Dot Dot\ta..b@lakeland.example\taktori",
    "No End\ta.b@lakeland\taktori",
    "Mis Typed\ta.c@laekland.example\taktori",
    "Role Less\ta.d@lakeland.example\tastronaut",
    "Same Again\tp1@lakeland.example\taktori",
    "Ä Ö\täö@lakeland.example\taktori",
]


def rows(count):
    return "\n".join(f"Person {n}\tp{n}@lakeland.example\taktori" for n in range(count))


@pytest.fixture
def browser(signed_in, coordinator):
    return signed_in(coordinator)


@pytest.fixture
def url(programme):
    return reverse("programmes:import", args=[programme.pk])


def paste(browser, url, text):
    answer = browser.post(url, {"text": text, "default_role": "mentee"}, follow=True)
    assert answer.status_code == 200
    return answer


def latest():
    return PeopleImport.objects.order_by("-pk").first()


def test_300_rows_with_12_faults_show_12_and_invite_288(browser, url, programme):
    answer = paste(browser, url, HEAD + rows(288) + "\n" + "\n".join(FAULTS))

    assert answer.context["counts"] == {"new": 288, "known": 0, "faulty": 12, "all": 300}
    assert answer.content.decode().count('aria-invalid="true"') == 12
    assert "Invite 288 people" in answer.content.decode()

    browser.post(reverse("programmes:import_invite", args=[latest().pk]))

    invited = programme.participants.filter(state="invited")
    assert invited.count() == 288
    assert browser.get(url).context["counts"] == {"new": 0, "known": 288, "faulty": 12, "all": 300}


def test_a_repair_in_place_moves_the_row_to_new(browser, url):
    paste(browser, url, HEAD + rows(6) + "\n" + FAULTS[0])
    repair = reverse("programmes:import_repair", args=[latest().pk])

    answer = browser.post(repair, {"use": "8:email"}, headers={"HX-Request": "true"})

    assert "Row 8 repaired and moved to New" in answer.content.decode()
    assert latest().findings["counts"] == {"new": 7, "known": 0, "faulty": 0}


def test_all_proposals_are_taken_at_once_and_the_rest_typed(browser, url):
    paste(browser, url, HEAD + rows(288) + "\n" + "\n".join(FAULTS))
    repair = reverse("programmes:import_repair", args=[latest().pk])

    browser.post(repair, {"all": "1"})
    left = {row["number"] for row in latest().findings["faulty"]}
    browser.post(repair, {"cell:299:role": "mentori", "leave": "293"})

    assert {293, 299} < left
    assert latest().findings["counts"]["faulty"] == len(left) - 2
    assert 293 not in {row["number"] for row in latest().findings["faulty"]}


def test_the_same_list_twice_changes_nothing(browser, url, programme):
    for _turn in range(2):
        paste(browser, url, HEAD + rows(20))
        before = sorted(programme.participants.values_list("pk", "invite_at"))
        browser.post(reverse("programmes:import_invite", args=[latest().pk]))

    assert sorted(programme.participants.values_list("pk", "invite_at")) == before
    assert User.objects.filter(email__startswith="p").count() >= 20


def test_undo_takes_back_people_and_the_accounts_made_for_them(browser, url, programme):
    known = factories.UserFactory(email="p1@lakeland.example")
    people, users = programme.participants.count(), User.objects.count()
    paste(browser, url, HEAD + rows(20))
    browser.post(reverse("programmes:import_invite", args=[latest().pk]))

    answer = browser.post(reverse("programmes:import_undo", args=[latest().pk]), follow=True)

    assert "Taken back: 20 people." in answer.content.decode()
    assert (programme.participants.count(), User.objects.count()) == (people, users)
    assert User.objects.filter(pk=known.pk).exists()


def bring(programme, by, text=None):
    people_import = PeopleImport.take(
        programme=programme, text=text or HEAD + rows(3), by=by, default_role="mentee"
    )
    importing.check(people_import)
    importing.bring_in(people_import, now=timezone.now())
    return people_import


def test_undo_is_refused_after_ten_minutes(programme, coordinator):
    people_import = bring(programme, coordinator)

    with pytest.raises(TransitionError):
        importing.take_back(people_import, now=timezone.now() + timedelta(minutes=10))
    assert people_import.participants.count() == 3


def test_undo_and_bringing_in_happen_once(programme, coordinator):
    people_import = bring(programme, coordinator)

    with pytest.raises(TransitionError):
        importing.bring_in(people_import, now=timezone.now())
    importing.take_back(people_import, now=timezone.now())
    with pytest.raises(TransitionError):
        importing.take_back(people_import, now=timezone.now())


def test_mails_leave_after_ten_minutes_once_each(programme, coordinator, time_machine):
    bring(programme, coordinator)
    tick()
    assert mail.outbox == []

    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    tick()
    tick()

    assert sorted(letter.to[0] for letter in mail.outbox) == [
        f"p{n}@lakeland.example" for n in range(3)
    ]
    html, kind = mail.outbox[0].alternatives[0]
    assert kind == "text/html"
    assert "/invitations/" in mail.outbox[0].body
    assert "/invitations/" in html


def test_mails_of_a_draft_wait_until_it_opens(programme, coordinator, time_machine):
    programme.state = "draft"
    programme.save()
    bring(programme, coordinator)
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    tick()
    assert mail.outbox == []

    programme.state = "open"
    programme.save()
    tick()

    assert len(mail.outbox) == 3


def test_a_removed_person_is_not_invited_again_by_a_list(programme, coordinator):
    gone = factories.ParticipantFactory(
        programme=programme, state="removed", user__email="p1@lakeland.example"
    )

    bring(programme, coordinator)

    gone.refresh_from_db()
    assert gone.state == Participant.State.REMOVED


def test_a_long_list_is_read_by_a_worker(
    browser, url, programme, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url, {"text": HEAD + rows(2500), "default_role": "mentee"})
    assert latest().findings["counts"]["new"] == 2500

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("programmes:import_invite", args=[latest().pk]))

    assert latest().state == PeopleImport.State.DONE
    assert programme.participants.filter(state="invited").count() == 2500


def test_the_page_of_a_long_list_shows_how_far_it_is(browser, url):
    browser.post(url, {"text": HEAD + rows(2500), "default_role": "mentee"})  # nobody commits

    assert "Reading the list" in browser.get(url).content.decode()


@pytest.mark.parametrize("text", ["", "   \n"])
def test_an_empty_paste_is_told_at_the_field(browser, url, text):
    answer = browser.post(url, {"text": text, "default_role": "mentee"})

    assert answer.status_code == 422
    assert "Nothing to read yet" in answer.content.decode()


def test_columns_can_be_corrected(browser, url):
    paste(browser, url, "Nimi;Sähköposti\nKerttu Väisänen;kerttu@lakeland.example\n")
    columns = reverse("programmes:import_columns", args=[latest().pk])

    browser.post(columns, {"column": ["ignored", "email"]})

    assert latest().columns == ["ignored", "email"]
    assert latest().findings["counts"]["faulty"] == 1
