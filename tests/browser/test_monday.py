"""A coordinator's Monday in a real browser: five troubles of forty groups, two clicks each."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.checks import barriers, sideways
from tests.test_monday import seeded

MOST_CLICKS = 2


@pytest.fixture
def coordinator(transactional_db):
    programme = factories.ProgrammeFactory()
    seeded(programme)
    return factories.coordinator_of(programme, name="Hannele Ranta")


def clear_first(page):
    """Clear the thing on top with its buttons as they stand; how many clicks it took."""
    first, clicks = page.locator("main .todo > li").first, 0
    key = first.get_attribute("id")
    if not first.locator(".more .btn-primary").count():
        first.locator(".acts .btn").first.click()
        clicks += 1
        expect(page.locator(f"#{key} .more .btn-primary")).to_be_visible()
    assert [*barriers(page), *sideways(page)] == []
    page.locator(f"#{key} .more .btn-primary").click()
    clicks += 1
    expect(page.locator(f"#{key}")).to_have_count(0)
    return clicks


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["", "no scripts"])
def test_five_troubles_are_cleared_by_two_clicks_each(open_page, coordinator, options):
    page = open_page(coordinator, **options)
    page.goto("/")
    expect(page.get_by_role("heading", name="5 things need you, Hannele")).to_be_visible()
    if options:
        clicks = [clear_without_scripts(page) for _n in range(5)]
    else:
        clicks = [clear_first(page) for _n in range(5)]

    expect(page.get_by_role("heading", name="Nothing needs you now, Hannele")).to_be_visible()
    print(f"\n{clicks} clicks")  # noqa: T201
    assert max(clicks) <= MOST_CLICKS


def clear_without_scripts(page):
    """The same by plain links and forms."""
    first, clicks = page.locator("main .todo > li").first, 0
    if not first.locator(".more .btn-primary").count():
        first.locator(".acts .btn").first.click()
        clicks += 1
    page.locator("main .more .btn-primary").first.click()
    page.wait_for_url("**/")
    return clicks + 1
