"""Somebody writes for an hour, the session ends meanwhile, and nothing is lost: in a browser."""

from datetime import date, timedelta

from meetings.models import Log
from programmes.models import Role
from tests import factories
from tests.browser.conftest import session_of

TEXT = "What we spoke about, line by line:\n\nfirst the fears, then one question for each of us."


def test_a_long_log_outlives_its_session(open_context, live_server):
    group = factories.GroupFactory(name="Koivu")
    mentee = factories.member_of(group, Role.MENTEE, name="Noora Al-Hamdani")
    meeting = factories.meeting_of(group, by=mentee, day=date.today() - timedelta(days=2))
    context = open_context(mentee)
    page = context.new_page()
    page.goto(f"/meetings/{meeting.pk}/log/")
    page.locator("[name=insights]").fill(TEXT)

    context.clear_cookies(name="sessionid")
    page.locator("main form button[type=submit]").last.click()
    page.get_by_role("heading", name="You have been signed out").wait_for()
    assert page.locator("textarea").first.input_value() == TEXT

    context.add_cookies([session_of(mentee, live_server.url)])
    context.clear_cookies(name="csrftoken")  # signing in turns the token
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("heading", name="This page had grown old").wait_for()
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url(f"**/meetings/{meeting.pk}/")

    assert Log.objects.get().insights == TEXT
