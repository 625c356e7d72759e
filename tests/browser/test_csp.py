"""The browser itself counts what our pages do against their own policy."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from tests import world as worlds
from tests.browser.test_pages import SIGNED_OUT, client_of, is_page
from tests.walk import pages

COUNT = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (e) =>
  window.broken.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile ?? ""}`));
"""
OPEN = """() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const button of document.querySelectorAll("[data-dialog]")) button.click();
}"""
BREAK = """() => {
  document.body.insertAdjacentHTML("beforeend", "<p style='color: red' onclick='x()'>x</p>");
  const script = document.createElement("script");
  script.textContent = "1";
  document.body.append(script);
}"""


@pytest.fixture
def counting(open_context):
    def open_one(person=None):
        page = open_context(person).new_page()
        page.add_init_script(COUNT)
        return page

    return open_one


def violations(page, url):
    """What the page breaks when it loads and when everything on it is opened."""
    page.goto(url)
    page.evaluate(OPEN)
    page.wait_for_timeout(50)
    return page.evaluate("() => window.broken")


def admin_pages(world):
    """Its list and one row of every model that operators may look after."""
    yield reverse("admin:index")
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        if row := model._default_manager.first():
            yield reverse(f"{name}_change", args=[row.pk])


def crawl(world):
    """Person and address of every whole page; each with everybody who may read it."""
    for person in (*world.people.values(), None):
        client = client_of(person)
        urls = [page.url for page in pages(world) if "GET" in page.policy.methods]
        urls += [] if person else [*map(reverse, SIGNED_OUT), "/nowhere/"]
        urls += admin_pages(world) if person and person.is_staff else []
        for url in urls:
            if url == "/nowhere/" or is_page(client, url):
                yield person, url


def test_no_page_breaks_its_own_policy(counting, promise):
    seen = list(crawl(worlds.build(2)))
    broken = {}
    for person in dict.fromkeys(person for person, _url in seen):
        page = counting(person)
        for _person, url in (pair for pair in seen if pair[0] == person):
            if found := violations(page, url):
                broken[url] = found
    page.evaluate(BREAK)
    page.wait_for_timeout(100)
    control = page.evaluate("() => window.broken")

    assert broken == {}
    assert len(seen) > 60
    promise("Pages crawled for violations of the content policy", len(seen), "pages", goal=None)
    promise("Violations of the content policy", len(broken), "pages", goal=0, control=len(control))
