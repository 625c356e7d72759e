"""What comes by mail, chosen on a page of one's account."""

import pytest
from django.utils import timezone

from notifications.kinds import Weight
from notifications.models import BadAddress, Message, Preference
from tests.notifications.conftest import TUESDAY

pytestmark = pytest.mark.django_db
PAGE = "/me/notifications/"
USUAL = {
    "rhythm": "daily",
    "hour": 8,
    "quiet_from": 21,
    "quiet_until": 7,
    "kind-prompt": "now",
    "kind-routine": "digest",
}


@pytest.fixture
def browser(signed_in, person, sorts):
    return signed_in(person)


def test_without_a_choice_it_says_what_comes(browser):
    page = browser.get(PAGE).content.decode()

    assert "What can wait comes in one mail a day at most, at 08:00." in page
    assert "What cannot wait comes at once: prompt things." in page
    assert "From 21:00 to 07:00 nothing comes, unless it would be too late afterwards." in page
    assert not Preference.objects.exists()


def test_a_choice_is_saved_and_said(browser, person):
    chosen = USUAL | {"rhythm": "weekly", "hour": 16, "quiet_from": 5, "quiet_until": 5}

    page = browser.post(PAGE, chosen | {"kind-prompt": "here"}, follow=True).content.decode()

    assert "What can wait comes in one mail a week at most, on Mondays at 16:00." in page
    assert "comes at once" not in page.split("<form")[0].split('class="note')[-1]
    assert "nothing comes" not in page
    saved = Preference.objects.of(person)
    assert (saved.rhythm, saved.hour, saved.channels) == ("weekly", 16, {"prompt": "here"})


def test_what_is_as_usual_is_not_remembered(browser, person):
    browser.post(PAGE, USUAL)

    assert Preference.objects.of(person).channels == {}


def test_never_is_said_and_saved(browser):
    page = browser.post(PAGE, USUAL | {"rhythm": "never"}, follow=True).content.decode()

    assert "What can wait stands in your list and is not mailed." in page


def test_what_is_mandatory_says_so_and_has_no_field(browser, person):
    page = browser.get(PAGE).content.decode()
    assert "mandatory things" in page
    assert 'name="kind-mandatory"' not in page

    browser.post(PAGE, USUAL | {"kind-mandatory": "here"})

    assert Preference.objects.of(person).channels == {}


def test_what_is_routine_cannot_be_asked_for_at_once(browser, person):
    page = browser.post(PAGE, USUAL | {"kind-routine": "now"})

    assert page.status_code == 200
    assert "One thing to repair" in page.content.decode()
    assert not Preference.objects.exists()


@pytest.mark.parametrize(("hour", "fits"), [(22, False), (3, False), (6, False), (7, True)])
def test_the_summary_does_not_come_in_quiet_hours(browser, hour, fits):
    answer = browser.post(PAGE, USUAL | {"hour": hour})

    assert (answer.status_code == 302) == fits
    if not fits:
        assert "This hour is one of your quiet ones" in answer.content.decode()


def test_a_wrong_form_says_what_still_holds(browser):
    page = browser.post(PAGE, USUAL | {"hour": 22, "rhythm": "weekly"}).content.decode()

    assert "one mail a day at most, at 08:00" in page


def test_a_new_hour_moves_what_waits(browser, person, owed, minute):
    message = owed(Weight.ROUTINE, 1, at=TUESDAY)
    minute(TUESDAY)

    browser.post(PAGE, USUAL | {"hour": 15})

    message.refresh_from_db()
    assert timezone.localtime(message.next_try_at, person.zone).hour == 15
    assert Message.objects.held().count() == 1


def test_it_says_that_mails_do_not_arrive(browser, person):
    assert "do not arrive" not in browser.get(PAGE).content.decode()

    BadAddress.objects.note(person.email, reason="refused", said="550 no", now=timezone.now())

    assert f"Mails to {person.email} do not arrive." in browser.get(PAGE).content.decode()


def test_the_page_is_the_persons_own(browser, signed_in, outsider):
    browser.post(PAGE, USUAL | {"hour": 15})

    assert "at 08:00" in signed_in(outsider).get(PAGE).content.decode()


@pytest.mark.parametrize(("tongue", "words"), [("fi", "08.00"), ("sv", "08.00"), ("en", "08:00")])
def test_hours_are_written_as_the_language_does(browser, person, tongue, words):
    person.language = tongue
    person.save()

    page = browser.get(PAGE).content.decode()

    assert f'<option value="8" selected>{words}</option>' in page
