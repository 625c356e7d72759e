"""Less mail from the mail itself, without signing in (RFC 8058)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from notifications import kinds
from notifications.kinds import Weight
from notifications.models import Preference
from tests.notifications.conftest import TUESDAY

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
NEXT = TUESDAY + timedelta(hours=1)


@pytest.fixture
def link(owed, minute, mentee, programme):
    """The "less mail" link of a mail about the mentee's programme."""
    owed(Weight.PROMPT, 1, at=TUESDAY, programme=programme.pk, to=mentee)
    minute(TUESDAY)
    return path_in(mail.outbox[-1])


def path_in(letter):
    header = letter.extra_headers["List-Unsubscribe"]
    return re.fullmatch(r"<https?://[^/]+(/less-mail/[^>]+/)>", header)[1]


def test_every_mail_that_may_stop_carries_the_link_and_the_headers(link):
    [letter] = mail.outbox

    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in letter.body
    assert link in letter.alternatives[0][0]


def test_a_mail_that_always_comes_says_so_and_has_none(owed, minute):
    owed(Weight.MANDATORY, 1, at=TUESDAY)
    minute(TUESDAY)

    [letter] = mail.outbox
    assert "List-Unsubscribe" not in letter.extra_headers
    assert "Mails like this one always come." in letter.body
    assert "Mails like this one always come." in letter.alternatives[0][0]
    assert "less-mail" not in letter.body


def test_a_mail_program_stops_them_with_one_click(link, owed, minute, mentee):
    """From elsewhere, signed in nowhere, with no token of a form."""
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(link, ONE_CLICK)

    assert answer.status_code == 200
    assert Preference.objects.of(mentee).channels == {"prompt": "here"}
    owed(Weight.PROMPT, 2, at=NEXT, to=mentee)
    assert minute(NEXT) == []


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_look_changes_nothing(link, client, mentee, method):
    answer = getattr(client, method)(link)

    assert answer.status_code in {200, 405}
    assert not Preference.objects.exists()


def test_the_page_has_buttons_and_speaks_the_persons_language(link, client, mentee, programme):
    page = client.get(link).content.decode()

    assert mentee.email in page
    assert "prompt things" in page
    assert 'value="stop"' in page
    assert f"Mute {programme.name} for 30 days" in page

    mentee.language = "sv"
    mentee.save()
    assert '<html lang="sv"' in client.get(link).content.decode()


def test_it_can_be_taken_back_there(link, client, mentee, owed, minute):
    client.post(link, {"what": "stop"})

    page = client.post(link, {"what": "go_on"}).content.decode()

    assert "these mails come again" in page
    owed(Weight.PROMPT, 2, at=NEXT, to=mentee)
    assert minute(NEXT) == ["Thing 2"]


def test_the_programme_is_muted_there_for_thirty_days(link, client, mentee, programme):
    client.post(link, {"what": "mute"})

    preference = Preference.objects.of(mentee)
    assert preference.is_muted(programme.pk, timezone.now() + timedelta(days=29))
    assert not preference.is_muted(programme.pk, timezone.now() + timedelta(days=32))
    assert preference.channels == {}


def test_the_summary_is_stopped_as_a_whole(owed, minute, person, client):
    owed(Weight.ROUTINE, 1, at=TUESDAY)
    minute(TUESDAY)
    minute(TUESDAY + timedelta(days=1))
    link = path_in(mail.outbox[-1])

    assert "the summary" in client.get(link).content.decode()
    client.post(link, ONE_CLICK)

    assert Preference.objects.of(person).rhythm == "never"
    client.post(link, {"what": "go_on"})
    assert Preference.objects.of(person).rhythm == "daily"


@pytest.mark.parametrize("what", ["nonsense", "", "mute"])
def test_an_unknown_wish_changes_nothing(owed, minute, client, person, what):
    owed(Weight.PROMPT, 1, at=TUESDAY)  # about no programme
    minute(TUESDAY)

    assert client.post(path_in(mail.outbox[-1]), {"what": what}).status_code == 200
    assert Preference.objects.of(person).channels == {}


def test_a_forged_or_orphaned_link_opens_nothing(link, client, mentee, sorts):
    assert client.post("/less-mail/nonesuch/", ONE_CLICK).status_code == 404
    assert client.post(link[:-3] + "xx/", ONE_CLICK).status_code == 404

    del sorts["prompt"]
    assert not kinds.is_known("prompt")
    assert client.get(link).status_code == 404
    mentee.is_active = False
    mentee.save()
    assert client.get(link).status_code == 404


def test_the_link_is_for_one_person_and_opens_no_account(link, client, mentor):
    client.post(link, {"what": "stop"})

    assert not Preference.objects.filter(person=mentor).exists()
    assert client.get("/me/notifications/").status_code == 302
