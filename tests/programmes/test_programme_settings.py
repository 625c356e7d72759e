"""Everything can change afterwards, and a change says whom it affects before it is saved."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting
from programmes.forms.programme import BasicsForm
from programmes.models import Participant, Programme, Role
from tests import factories
from tests.programmes.test_programme_setup import basics_of, rhythm_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(programme, coordinator, signed_in):
    programme.partners.create(organisation=factories.OrganisationFactory(), is_lead=True)
    programme.lay_phases()
    return signed_in(coordinator)


def at(page, programme):
    return reverse(f"programmes:{page}", args=[programme.pk])


def told(page):
    return page.context["told"] if page.context else None


def test_a_change_that_affects_nobody_is_saved_at_once(browser, programme):
    answer = browser.post(
        at("settings_basics", programme), basics_of(programme, name="Another name")
    )

    programme.refresh_from_db()
    assert answer.url == at("settings", programme)
    assert programme.name == "Another name"


def test_groups_over_the_new_size_are_named_and_nobody_is_taken_out(browser, programme, group):
    for _n in range(5):
        factories.member_of(group, Role.MENTEE)
    typed = rhythm_of(programme, mentees_min=2, mentees_max=4)

    page = browser.post(at("settings_rhythm", programme), typed)

    assert told(page) == ["1 group is larger than the new size. Nobody is taken out: Koivu"]
    programme.refresh_from_db()
    assert programme.mentees_max == 5

    browser.post(at("settings_rhythm", programme), {**typed, "anyway": "1"})
    programme.refresh_from_db()
    assert programme.mentees_max == 4
    assert group.memberships.current().count() == 5


def test_what_was_typed_goes_along_to_the_question(browser, programme, group):
    for _n in range(5):
        factories.member_of(group, Role.MENTEE)
    typed = rhythm_of(programme, mentees_max=4, meeting_minutes=33)

    page = browser.post(at("settings_rhythm", programme), typed)

    assert ("meeting_minutes", "33") in page.context["typed"]
    assert [v for k, v in page.context["typed"] if k == "modules"] == typed["modules"]


def test_groups_under_the_new_least_number_are_named(browser, programme, group):
    for _n in range(3):
        factories.member_of(group, Role.MENTEE)

    page = browser.post(at("settings_rhythm", programme), rhythm_of(programme, mentees_min=4))

    assert told(page) == ["1 group has fewer people than the new least number: Koivu"]


def test_switching_meetings_off_hides_them_and_deletes_none(browser, programme, group, mentor):
    factories.meeting_of(group, mentor)
    typed = rhythm_of(programme, modules=["people_list", "join_link", "groups"])

    page = browser.post(at("settings_rhythm", programme), typed)

    assert told(page) == [
        "1 planned meeting is hidden, with all logs, until meetings are on again."
    ]
    browser.post(at("settings_rhythm", programme), {**typed, "anyway": "1"})
    programme.refresh_from_db()
    assert not programme.uses("meetings")
    assert Meeting.objects.count() == 1


def test_switching_groups_off_tells_how_many_are_hidden(browser, programme, group):
    page = browser.post(
        at("settings_rhythm", programme), rhythm_of(programme, modules=["people_list"])
    )

    assert told(page) == ["1 group is hidden until groups are switched on again."]


def test_meetings_after_the_new_end_are_counted(browser, programme, group, mentor):
    factories.meeting_of(group, mentor, day=date.today() + timedelta(days=20))
    sooner = (date.today() + timedelta(days=10)).isoformat()
    later = (date.today() + timedelta(days=30)).isoformat()

    page = browser.post(at("settings_basics", programme), basics_of(programme, ends_on=sooner))
    assert told(page) == ["1 meeting lies after the new end and stays planned."]

    answer = browser.post(at("settings_basics", programme), basics_of(programme, ends_on=later))
    assert answer.status_code == 302


def test_people_of_a_partner_that_goes_stay(browser, programme):
    partner = factories.OrganisationFactory(name="Kvarken University")
    programme.share_with([partner])
    factories.ParticipantFactory(programme=programme, organisation=partner)

    page = browser.post(at("settings_basics", programme), basics_of(programme))

    assert told(page) == [
        "Kvarken University is no partner any more. Its 1 person stays in the programme."
    ]
    assert partner in programme.owners()
    browser.post(at("settings_basics", programme), {**basics_of(programme), "anyway": "1"})
    assert partner not in programme.owners()
    assert programme.participants.filter(organisation=partner).count() == 1


def test_phases_set_by_hand_stay_and_that_is_told(browser, programme):
    programme.phases.filter(kind="work").update(ends_on=date.today())
    sooner = (programme.ends_on - timedelta(days=1)).isoformat()

    page = browser.post(at("settings_basics", programme), basics_of(programme, ends_on=sooner))

    assert told(page) == [
        "The phases stay as you have set them. Check whether they still fit the dates."
    ]


def test_phases_are_set_and_laid_anew(browser, programme):
    url = at("settings_phases", programme)
    typed = rhythm_of(programme)
    typed["phases-0-ends_on"] = date.today().isoformat()

    browser.post(url, typed)
    assert programme.has_own_phases()
    assert browser.get(url).context["are_own"]

    browser.post(url, {"anew": "1"})
    assert not programme.has_own_phases()


def test_phases_that_were_laid_anew_meanwhile_are_told(browser, programme):
    typed = rhythm_of(programme)
    programme.lay_phases()

    page = browser.post(at("settings_phases", programme), typed)

    assert "Somebody has changed the phases meanwhile." in page.content.decode()
    assert not programme.has_own_phases()


def test_saving_a_part_does_not_undo_what_happened_meanwhile(browser, programme, monkeypatch):
    """The programme closes between the reading of the form and its saving."""
    is_valid = BasicsForm.is_valid

    def closed_meanwhile(form):
        Programme.objects.update(state=Programme.State.CLOSED, mentees_max=9)
        return is_valid(form)

    monkeypatch.setattr(BasicsForm, "is_valid", closed_meanwhile)
    browser.post(at("settings_basics", programme), basics_of(programme, name="Saved"))

    programme.refresh_from_db()
    assert (programme.name, programme.state, programme.mentees_max) == ("Saved", "closed", 9)


def test_modules_that_wait_to_be_built_are_kept(browser, programme):
    waiting = set(programme.modules) - {"people_list", "join_link", "groups", "meetings"}
    assert waiting

    browser.post(at("settings_rhythm", programme), rhythm_of(programme, modules=["groups"]))

    programme.refresh_from_db()
    assert set(programme.modules) == waiting | {"groups"}


def test_coordinators_are_listed_with_those_who_are_invited(browser, programme, coordinator):
    invited = factories.ParticipantFactory(
        programme=programme, role=Role.COORDINATOR, state="invited", joined_at=None
    )

    listed = browser.get(at("settings", programme)).context["coordinators"]

    assert {who.user for who in listed} == {coordinator, invited.user}


PAGES = ["settings", "settings_basics", "settings_rhythm", "settings_phases", "state"]


@pytest.mark.parametrize("page", PAGES)
def test_settings_are_for_coordinators(page, programme, mentee, outsider, signed_in):
    assert signed_in(mentee).get(at(page, programme)).status_code == 403
    assert signed_in(outsider).get(at(page, programme)).status_code == 404

    Participant.objects.filter(user=mentee).update(role=Role.COORDINATOR)
    assert signed_in(mentee).get(at(page, programme)).status_code == 200


@pytest.mark.parametrize("page", ["settings_basics", "settings_rhythm", "settings_phases"])
def test_an_archived_programme_is_shown_but_not_changed(page, browser, programme):
    assert browser.get(at(page, programme)).status_code == 200

    Programme.objects.update(state=Programme.State.ARCHIVED)

    assert browser.get(at(page, programme)).status_code == 403
    assert browser.post(at(page, programme), {"anew": 1}).status_code == 403
    assert browser.get(at("settings", programme)).status_code == 200


def test_people_who_left_are_not_counted_as_affected(browser, programme):
    partner = factories.OrganisationFactory(name="Kvarken University")
    programme.share_with([partner])
    gone = factories.ParticipantFactory(programme=programme, organisation=partner)
    gone.leave(now=timezone.now())

    page = browser.post(at("settings_basics", programme), basics_of(programme))

    assert told(page) == [
        "Kvarken University is no partner any more. Its 0 people stay in the programme."
    ]
