"""Rules as data: presets by practice, and what coordinators make of them."""

import pytest
from django.utils import timezone

from programmes.models import Programme
from programmes.practices import PRACTICES
from reminders.events import DAYS, Event, events
from reminders.models import Rule
from reminders.presets import PRESETS
from tests import factories

pytestmark = pytest.mark.django_db


def rules_url(programme):
    return f"/programmes/{programme.pk}/reminders/"


def test_every_preset_speaks_of_an_event_and_an_audience_of_it():
    known = {event.name: event for event in events()}

    for preset in PRESETS:
        assert preset.audience in known[preset.event].audiences
        assert preset.unit in known[preset.event].units
    assert len({preset.key for preset in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.key)
def test_each_practice_begins_with_the_reminders_of_what_it_switches_on(practice):
    coordinator = factories.UserFactory()
    programme = Programme.draft(
        practice=practice,
        organisation=factories.OrganisationFactory(),
        by=coordinator,
        today=timezone.localdate(),
    )

    rules = {rule.preset: rule for rule in Rule.of(programme, now=timezone.now())}

    assert {"log", "silence", "day_before"} <= rules.keys()
    assert rules["silence"].offset >= max(30, programme.meeting_every_days)
    assert [key for key in practice.quiet if rules[key].is_on] == []
    kinds = set(programme.phases.values_list("kind", flat=True))
    assert ("kick_off" in rules) == ("kick_off" in kinds)


def test_rules_are_laid_once(programme):
    for _n in range(3):
        Rule.objects.lay(timezone.now())

    assert Rule.objects.filter(programme=programme).count() == len(PRESETS)


def test_without_meetings_there_are_no_rules_about_them(programme, coordinator, signed_in):
    programme.modules = ["groups"]
    programme.save()

    page = signed_in(coordinator).get(rules_url(programme)).content.decode()

    assert "before a meeting" not in page
    assert "without an answer" in page


def test_a_rule_is_switched_off_in_two_clicks_from_the_programme(programme, coordinator, signed_in):
    browser = signed_in(coordinator)
    overview = browser.get(programme.get_absolute_url()).content.decode()
    assert f'href="{rules_url(programme)}"' in overview
    page = browser.get(rules_url(programme)).content.decode()
    rule = Rule.objects.get(programme=programme, preset="log")
    assert f'action="/reminders/{rule.pk}/switch/"' in page
    assert f'href="{rules_url(programme)}rehearsal/"' in page

    browser.post(f"/reminders/{rule.pk}/switch/")

    rule.refresh_from_db()
    assert not rule.is_on
    browser.post(f"/reminders/{rule.pk}/switch/", {"on": "1"})
    rule.refresh_from_db()
    assert rule.is_on
    assert rule.since > timezone.now() - timezone.timedelta(minutes=1)


def test_offset_audience_and_words_are_edited_and_reset(programme, coordinator, signed_in):
    browser = signed_in(coordinator)
    rule = next(r for r in Rule.of(programme, now=timezone.now()) if r.preset == "log")
    told = {"amount": 3, "unit": "days", "audience": "members", "channel": "in_app"}

    browser.post(f"/reminders/{rule.pk}/", told | {"text_fi": "Hei!", "text_en": ""})

    rule = Rule.objects.get(pk=rule.pk)
    assert (rule.offset, rule.audience, rule.channel) == (3, "members", "in_app")
    assert [(text.language, text.text) for text in rule.texts.all()] == [("fi", "Hei!")]
    browser.post(f"/reminders/{rule.pk}/reset/")
    rule = Rule.objects.get(pk=rule.pk)
    assert (rule.offset, rule.audience, rule.channel) == (2, "mentors", "chosen")
    assert rule.is_as_preset()


def test_another_moment_or_audience_counts_from_now_and_words_do_not(programme):
    long_ago = timezone.now() - timezone.timedelta(days=50)
    Rule.objects.update(since=long_ago)
    rule = Rule.objects.get(programme=programme, preset="log")
    same = {"offset": 2, "unit": "days", "audience": "mentors", "channel": "chosen"}

    rule.change(**same, texts={"en": "Hello"}, now=timezone.now())
    assert rule.since == long_ago
    rule.change(**same | {"offset": 4}, texts={}, now=timezone.now())

    assert rule.since > long_ago


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "0"), ("amount", "999"), ("audience", "coordinators"), ("unit", "years")],
)
def test_what_makes_no_sense_is_refused(programme, coordinator, signed_in, field, value):
    rule = Rule.objects.get(programme=programme, preset="log")
    told = {"amount": 3, "unit": "days", "audience": "members", "channel": "chosen"}

    page = signed_in(coordinator).post(f"/reminders/{rule.pk}/", told | {field: value})

    assert page.status_code == 200
    assert 'class="field bad"' in page.content.decode()
    rule.refresh_from_db()
    assert rule.offset == 2


def test_a_rule_is_added_from_the_events_and_deleted_again(programme, coordinator, signed_in):
    browser = signed_in(coordinator)
    url = f"{rules_url(programme)}new/"
    assert "?event=no_meeting" in browser.get(url).content.decode()

    told = {"amount": 45, "unit": "days", "audience": "coordinators", "channel": "chosen"}
    browser.post(f"{url}?event=no_meeting", told)

    rule = Rule.objects.get(programme=programme, preset="")
    assert (rule.event, rule.offset, rule.is_on) == ("no_meeting", 45, True)
    browser.post(f"/reminders/{rule.pk}/delete/")
    assert not Rule.objects.filter(pk=rule.pk).exists()


def test_rules_of_the_practice_are_not_deleted(programme, coordinator, signed_in):
    rule = Rule.objects.get(programme=programme, preset="log")

    signed_in(coordinator).post(f"/reminders/{rule.pk}/delete/")

    assert Rule.objects.filter(pk=rule.pk).exists()


def test_an_archived_programme_is_read_only(programme, coordinator, signed_in):
    Programme.objects.filter(pk=programme.pk).update(state="archived")
    rule = Rule.objects.get(programme=programme, preset="log")
    browser = signed_in(coordinator)

    assert "Switch off" not in browser.get(rules_url(programme)).content.decode()
    assert browser.post(f"/reminders/{rule.pk}/switch/").status_code == 403


def test_others_see_no_rule(programme, mentor, outsider, signed_in):
    rule = Rule.objects.get(programme=programme, preset="log")

    for person in (mentor, outsider):
        browser = signed_in(person)
        assert browser.get(f"/reminders/{rule.pk}/").status_code == 404
        assert browser.get(f"/reminders/{rule.pk}/mail/").status_code == 404


def test_a_sentence_has_a_time_and_a_thing():
    event = Event("x", "Thing", (), None, None, before="%(time)s before it", on="on the day")

    assert event.sentence(-2, DAYS) == "2 days before it"
    assert event.sentence(-1, "hours") == "1 hour before it"
    assert event.sentence(0, DAYS) == "On the day"
