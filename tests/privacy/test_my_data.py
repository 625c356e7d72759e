"""My data: the copy, and what I agreed to."""

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from notifications.models import Message
from privacy import tasks
from privacy.models import Acknowledgement, Consent, DataCopy
from tests import factories

NOW = timezone.now()


@pytest.fixture
def copy(mentee):
    """A copy that has been built."""
    asked, _is_new = DataCopy.ask(mentee, now=timezone.now())
    tasks.build_copy(copy_pk=asked.pk)
    asked.refresh_from_db()
    return asked


def test_asking_twice_makes_one_copy(mentee, signed_in):
    browser = signed_in(mentee)

    browser.post("/my-data/copies/")
    browser.post("/my-data/copies/")

    assert DataCopy.objects.count() == 1
    assert "hx-trigger" in browser.get("/my-data/").content.decode()


def test_the_worker_builds_it_and_owes_a_message(copy, mentee):
    message = Message.objects.get(kind="copy_ready")

    assert copy.state == "ready"
    assert (message.person, message.weight) == (mentee, "mandatory")
    letter = message._letter()
    assert letter.title == "Your data is ready"


def test_two_workers_build_one_file(copy):
    tasks.build_copy(copy_pk=copy.pk)

    assert Message.objects.filter(kind="copy_ready").count() == 1


def test_a_lost_task_is_taken_up(mentee, monkeypatch):
    asked, _is_new = DataCopy.ask(mentee, now=NOW)
    found = []
    monkeypatch.setattr(tasks.build_copy, "delay", lambda copy_pk: found.append(copy_pk))

    tasks.resume_copies()

    assert found == [asked.pk]


def test_a_killed_worker_is_noticed(mentee):
    asked, _is_new = DataCopy.ask(mentee, now=NOW)
    asked.begin(now=NOW)

    assert not DataCopy.objects.to_build(NOW + timedelta(minutes=5)).exists()
    assert DataCopy.objects.to_build(NOW + timedelta(minutes=11)).exists()


def test_a_failure_is_told(mentee, monkeypatch, signed_in):
    asked, _is_new = DataCopy.ask(mentee, now=NOW)

    def broken(person, now):
        raise OSError("disk full")

    monkeypatch.setattr(tasks, "bundle", broken)
    tasks.build_copy(copy_pk=asked.pk)

    page = signed_in(mentee).get("/my-data/").content.decode()
    assert "Something went wrong. Ask for it once more" in page
    assert "disk full" not in page
    assert Message.objects.filter(kind="copy_ready").exists()


def test_the_owner_takes_the_file(copy, mentee, signed_in):
    answer = signed_in(mentee).get(copy.get_absolute_url())

    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "no-store" in answer["Cache-Control"]
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names == ["my-data.html", "my-data.json"]


def test_nobody_else_takes_it(copy, mentor, coordinator, signed_in, client):
    operator = factories.UserFactory(is_staff=True)
    for person in (mentor, coordinator, operator):
        assert signed_in(person).get(copy.get_absolute_url()).status_code == 404
    assert client.get(copy.get_absolute_url()).status_code == 302


def test_a_forged_link_leads_nowhere(copy, mentee, signed_in):
    assert signed_in(mentee).get("/my-data/copies/1/").status_code == 404


def test_the_link_ends_after_seven_days(copy, mentee, signed_in):
    url = copy.get_absolute_url()
    assert signed_in(mentee).get(url).status_code == 200

    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        browser = signed_in(mentee)
        assert browser.get(url).status_code == 404
        DataCopy.objects.expire(timezone.now())
        copy.refresh_from_db()
        assert (copy.state, copy.content) == ("expired", None)
        assert browser.get(copy.get_absolute_url()).status_code == 302


def test_asking_is_limited(mentee, signed_in, settings):
    settings.LIMITS_ARE_ON = True
    settings.LIMITS = settings.LIMITS | {"export": "1/h"}
    browser = signed_in(mentee)

    assert browser.post("/my-data/copies/").status_code == 302
    assert browser.post("/my-data/copies/").status_code == 429


def test_one_press_agrees_and_one_takes_back(mentee, signed_in):
    browser = signed_in(mentee)

    browser.post("/my-data/consents/", {"question": "research", "answer": "yes"})
    browser.post("/my-data/consents/", {"question": "research", "answer": "yes"})
    given = Consent.objects.get()
    assert (given.version, given.language, given.withdrawn_at) == (1, "en", None)

    browser.post("/my-data/consents/", {"question": "research", "answer": "no"})
    given.refresh_from_db()
    assert given.withdrawn_at

    browser.post("/my-data/consents/", {"question": "research", "answer": "yes"})
    assert Consent.objects.of(mentee).count() == 2
    assert Consent.objects.of(mentee).holding().count() == 1


def test_new_words_need_a_new_consent(mentee):
    Consent.give(mentee, "research", version=1, language="fi", now=NOW)

    Consent.give(mentee, "research", version=2, language="fi", now=NOW)

    held = Consent.objects.of(mentee).holding()
    assert [consent.version for consent in held] == [2]


def test_an_unknown_question_is_no_question(mentee, signed_in):
    signed_in(mentee).post("/my-data/consents/", {"question": "soul", "answer": "yes"})

    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Privacy notice"), ("fi", "Tietosuojaseloste"), ("sv", "Dataskyddsbeskrivning")],
)
def test_everybody_reads_the_notice(client, db, language, title):
    page = client.get("/privacy/", headers={"accept-language": language})

    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()


def test_reading_the_notice_is_kept_once(mentee, signed_in):
    browser = signed_in(mentee)
    assert "I have read it" in browser.get("/privacy/").content.decode()

    browser.post("/privacy/read/")
    browser.post("/privacy/read/")

    assert Acknowledgement.objects.get().version == 1
    assert "You have read this version." in browser.get("/privacy/").content.decode()


def test_what_goes_when_is_shown_before(programme, mentee, signed_in):
    page = signed_in(mentee).get("/my-data/").content.decode()

    assert programme.name in page
    assert str(programme.forget_on.year) in page
