"""Eight presets, one code path: each leads to an open programme with nothing left empty."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from accounts.models import Affiliation
from programmes.models import Programme
from programmes.modules import EFFECTS, Module, build, built
from programmes.practices import PRACTICES, practice
from tests import factories

pytestmark = pytest.mark.django_db
KEYS = [preset.key for preset in PRACTICES]


class Typed(HTMLParser):
    """What a browser sends when somebody presses the button of the page's form at once."""

    def __init__(self, html):
        super().__init__()
        self.sent, self.empty, self.area, self.select = {}, [], None, None
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = "novalidate" in attrs or "savebar" in attrs.get("class", "")
        name, kind = attrs.get("name"), attrs.get("type", "text")
        if tag == "option" and self.select and "selected" in attrs:
            self.sent.setdefault(self.select, []).append(attrs["value"])
        if not self.inside or not name:
            return
        if tag == "textarea":
            self.area = name
        elif tag == "select":
            self.select = name
        elif tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in attrs):
            self.sent.setdefault(name, []).append(attrs.get("value", ""))
            if "required" in attrs and not attrs.get("value"):
                self.empty.append(name)

    def handle_data(self, data):
        if self.area:
            self.sent.setdefault(self.area, []).append(data.removeprefix("\n"))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        if tag == "select":
            self.select = None
        if tag == "form":
            self.inside = False


@pytest.fixture
def organiser(db):
    return factories.AffiliationFactory(role=Affiliation.Role.ORGANISER).user


def press_continue(browser, answer):
    """Send the form of the page that a redirect led to, as it stands."""
    page = browser.get(answer.url)
    form = Typed(page.content.decode())
    assert form.empty == []
    return browser.post(answer.url, form.sent)


@pytest.mark.parametrize("key", KEYS)
def test_a_practice_leads_to_an_open_programme_by_continue_alone(key, organiser, signed_in):
    """Four presses after the card: continue, continue, continue, create."""
    browser = signed_in(organiser)
    form = Typed(browser.get(reverse("programmes:new")).content.decode())

    answer = browser.post(reverse("programmes:new"), {**form.sent, "practice": key})
    for _step in ("basics", "rhythm", "check"):
        assert answer.status_code == 302
        answer = press_continue(browser, answer)

    [programme] = Programme.objects.all()
    assert answer.url == reverse("programmes:import", args=[programme.pk])
    assert programme.state == Programme.State.OPEN
    assert programme.practice_key == key
    assert programme.name
    assert programme.purpose
    assert programme.effort
    assert not programme.has_own_phases()


@pytest.mark.parametrize("key", KEYS)
def test_what_the_practice_proposes_survives_the_forms(key, organiser, signed_in):
    preset, browser = practice(key), signed_in(organiser)
    draft = Programme.draft(
        practice=preset,
        organisation=organiser.affiliations.get().organisation,
        by=organiser,
        today=date(2026, 8, 3),
    )
    before = Programme.objects.filter(pk=draft.pk).values()[0]

    for step in ("basics", "rhythm"):
        url = reverse(f"programmes:{step}", args=[draft.pk])
        browser.post(url, Typed(browser.get(url).content.decode()).sent)

    after = Programme.objects.filter(pk=draft.pk).values()[0]
    assert set(after["modules"]) == {str(module) for module in preset.modules}
    assert {**after, "modules": 0, "setup_step": 0} == {**before, "modules": 0, "setup_step": 0}


@pytest.mark.parametrize("key", KEYS)
def test_an_emptied_preset_is_refused(key, organiser, signed_in):
    """The control of the two above: what a person empties is missed."""
    draft = Programme.draft(
        practice=practice(key),
        organisation=organiser.affiliations.get().organisation,
        by=organiser,
        today=date(2026, 8, 3),
    )
    url = reverse("programmes:basics", args=[draft.pk])

    answer = signed_in(organiser).post(url, {"name": " "})

    assert answer.status_code == 200
    assert {"name", "starts_on", "ends_on", "languages"} <= set(answer.context["form"].errors)


@pytest.mark.parametrize("preset", PRACTICES, ids=KEYS)
def test_phases_cover_the_time_without_gap_or_overlap(preset):
    assert preset.phases[0].begins == 0
    assert preset.phases[-1].ends == 1
    ends = [share.ends for share in preset.phases[:-1]]
    assert ends == [share.begins for share in preset.phases[1:]]


@pytest.mark.parametrize("preset", PRACTICES, ids=KEYS)
def test_the_meetings_of_a_preset_fit_into_its_weeks(preset):
    assert (preset.meetings - 1) * preset.meeting_every_days <= preset.weeks * 7
    assert 1 <= preset.mentees_min <= preset.mentees_max


def test_a_module_that_is_not_built_is_not_shown(organiser, signed_in, monkeypatch):
    browser = signed_in(organiser)
    carpet = str(Module.CARPET.label)
    monkeypatch.setattr("programmes.modules._built", set(built()) - {Module.CARPET})

    assert carpet not in browser.get(reverse("programmes:new")).content.decode()

    monkeypatch.setitem(EFFECTS, Module.CARPET, "Groups see where they are.")
    build(Module.CARPET)
    assert carpet in browser.get(reverse("programmes:new")).content.decode()


def test_every_built_module_says_what_it_does():
    assert set(built()) <= set(EFFECTS)
