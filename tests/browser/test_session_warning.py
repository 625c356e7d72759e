"""Before a sign-in ends, the page asks, and a key is enough to answer."""

import pytest
from playwright.sync_api import expect

OPEN, CLOSED = "#session-warning[open]", "#session-warning:not([open])"


@pytest.fixture
def page(open_context, mentee):
    return open_context(mentee).new_page()


def test_one_stays_signed_in_by_a_key(page, live_server, settings):
    settings.SESSION_IDLE_MINUTES = 5.05  # three seconds before the warning
    page.goto(f"{live_server.url}/me/")
    page.wait_for_selector(OPEN)
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()

    page.keyboard.press("Enter")

    page.wait_for_selector(CLOSED, state="attached")


def test_after_the_end_what_was_typed_is_still_there(page, live_server, settings):
    settings.SESSION_IDLE_MINUTES = 0.1
    page.goto(f"{live_server.url}/me/")
    page.wait_for_selector(OPEN)
    page.locator("[name=name]").evaluate("field => field.value = 'Half a name'")

    page.wait_for_selector(".toast-late", timeout=20_000)

    page.wait_for_selector(CLOSED, state="attached")
    assert page.locator("[name=name]").input_value() == "Half a name"
    assert "What you typed is still here" in page.locator(".toast-late").inner_text()
