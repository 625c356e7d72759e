"""The bell in a real browser: quick with scripts, and readable for everybody."""

from django.utils import timezone
from playwright.sync_api import expect

from notifications import less_mail
from notifications.models import Message, Notice, Preference
from tests import factories
from tests.browser.checks import barriers
from tests.browser.test_pages import Sight, look

__all__ = ["look"]


def told(count, **fields):
    person = factories.UserFactory(name="Noora Al-Hamdani")
    programme = factories.ProgrammeFactory(name="eGroup mentoring")
    factories.ParticipantFactory(programme=programme, user=person)
    Notice.objects.bulk_create(
        Notice(
            key=f"k{n}", person=person, kind="meeting_reminder", programme=programme.pk,
            title=f"Koivu {n} meets tomorrow", url="/me/", told_at=timezone.now(),
            reason="You get this because you are a member of group Koivu.", **fields,
        )
        for n in range(count)
    )  # fmt: skip
    return person, programme


def test_one_is_marked_without_leaving_the_page(open_context):
    person, _programme = told(3)
    page = open_context(person).new_page()
    page.goto("/notices/")
    page.evaluate("window.stayed = true")
    one, other = (page.locator(".notice", has_text=f"Koivu {n}") for n in (1, 2))

    one.get_by_role("button", name="Mark as read").click()
    expect(page.locator("#live")).to_have_text("Marked as read.")

    assert page.locator("#bell").inner_text().split() == ["2", "2", "new", "notices"]
    assert page.locator(".notice.new").count() == 2
    assert page.evaluate("window.stayed")
    expect(one.locator(".title")).to_be_focused()
    assert barriers(page) == []
    other.locator(".title").click()
    page.wait_for_url("**/me/")
    assert page.locator("#bell .count").inner_text() == "1"


def test_lists_choices_and_less_mail_are_readable_for_everybody(look):
    person, programme = told(60)
    nobody = factories.UserFactory(name="Olli Outsider")
    message = Message.intend(
        "meeting_reminder",
        person_id=person.pk,
        about=1,
        due_at=timezone.now(),
        programme=programme.pk,
    )
    less = less_mail.url(message).partition("/less-mail/")[2]
    Preference.objects.mute(person, programme=programme.pk, until=timezone.localdate())

    look(
        [
            Sight("notices-full", "/notices/", person),
            Sight("notices-empty", "/notices/", nobody),
            Sight("notices-preferences", "/me/notifications/", person),
            Sight("notices-preferences-empty", "/me/notifications/", nobody),
            Sight("less-mail", f"/less-mail/{less}", None),
        ]
    )
