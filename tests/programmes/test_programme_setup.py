"""Setting a programme up in four steps; each is saved, anybody who coordinates goes on."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Affiliation
from programmes.models import Participant, Programme, Role
from programmes.practices import practice
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "/programmes/new/"


@pytest.fixture
def organiser(db):
    return factories.AffiliationFactory(role=Affiliation.Role.ORGANISER).user


@pytest.fixture
def browser(organiser, signed_in):
    return signed_in(organiser)


@pytest.fixture
def draft(organiser):
    return Programme.draft(
        practice=practice("as_course"),
        organisation=organiser.affiliations.get().organisation,
        by=organiser,
        today=date.today(),
    )


def at(step, programme):
    return reverse(f"programmes:{step}", args=[programme.pk])


def basics_of(programme, **changes):
    return {
        "name": programme.name,
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
        "languages": programme.languages,
        "purpose": programme.purpose,
        "effort": programme.effort,
        "time_zone": programme.time_zone,
        "mentee_word": programme.mentee_word,
        **changes,
    }


def rhythm_of(programme, **changes):
    phases = list(programme.phases.order_by("place"))
    rows = {
        f"phases-{n}-{name}": value
        for n, phase in enumerate(phases)
        for name, value in (
            ("id", phase.pk),
            ("starts_on", phase.starts_on.isoformat()),
            ("ends_on", phase.ends_on.isoformat()),
        )
    }
    return {
        "modules": ["people_list", "join_link", "groups", "meetings"],
        "mentors_per_group": 2,
        "mentees_min": 3,
        "mentees_max": 5,
        "meetings_planned": 5,
        "meeting_minutes": 75,
        "meeting_every_days": 21,
        "phases-TOTAL_FORMS": len(phases),
        "phases-INITIAL_FORMS": len(phases),
        **rows,
        **changes,
    }


def test_the_card_and_four_presses_create_a_programme(browser, organiser):
    """Screens: practice, basics, rhythm, check. Clicks: a card and four buttons."""
    organisation = organiser.affiliations.get().organisation
    answer = browser.post(NEW, {"practice": "alumni", "organisation": organisation.pk})
    [programme] = Programme.objects.all()
    assert answer.url == at("basics", programme)

    answer = browser.post(answer.url, basics_of(programme, name="Alumni for Lakeland"))
    assert answer.url == at("rhythm", programme)
    answer = browser.post(answer.url, rhythm_of(programme, mentees_max=3, mentees_min=1))
    assert answer.url == at("check", programme)
    answer = browser.post(answer.url)
    assert answer.url == at("import", programme)

    programme.refresh_from_db()
    assert (programme.name, programme.state) == ("Alumni for Lakeland", Programme.State.OPEN)


def test_a_practice_has_to_be_chosen(browser, organiser):
    organisation = organiser.affiliations.get().organisation

    page = browser.post(NEW, {"organisation": organisation.pk})

    assert "Choose the practice nearest to yours." in page.content.decode()
    assert not Programme.objects.exists()


def test_the_organisation_is_asked_only_of_those_who_have_several(browser, organiser):
    assert b"For which organisation" not in browser.get(NEW).content

    second = factories.AffiliationFactory(user=organiser, role=Affiliation.Role.ADMIN)
    assert b"For which organisation" in browser.get(NEW).content

    browser.post(NEW, {"practice": "alumni", "organisation": second.organisation_id})
    assert Programme.objects.get().lead() == second.organisation


def test_nobody_sets_up_programmes_for_a_foreign_organisation(browser, organiser, signed_in):
    foreign = factories.OrganisationFactory()
    page = browser.post(NEW, {"practice": "alumni", "organisation": foreign.pk})
    assert "organisation" in page.context["form"].errors

    member = factories.AffiliationFactory(organisation=foreign).user
    known = {"practice": "alumni", "organisation": foreign.pk}
    assert signed_in(member).post(NEW, known).status_code == 403
    assert not Programme.objects.exists()

    factories.AffiliationFactory(user=member, organisation=foreign, role=Affiliation.Role.ORGANISER)
    assert signed_in(member).post(NEW, known).status_code == 302


def test_the_set_up_goes_on_where_it_stopped_for_any_coordinator(browser, draft, signed_in):
    second = signed_in(factories.coordinator_of(draft))
    assert browser.get(at("setup", draft)).url == at("basics", draft)

    browser.post(at("basics", draft), basics_of(draft))
    assert second.get(at("setup", draft)).url == at("rhythm", draft)

    second.post(at("rhythm", draft), rhythm_of(draft))
    assert browser.get(at("setup", draft)).url == at("check", draft)


def test_an_opened_programme_is_not_set_up_again(browser, draft):
    browser.post(at("check", draft))

    for step in ("setup", "basics", "rhythm", "check"):
        assert browser.get(at(step, draft)).url == draft.get_absolute_url()
    browser.post(at("basics", draft), basics_of(draft, name="Changed"))
    assert not Programme.objects.filter(name="Changed").exists()


def test_the_end_before_the_start_is_told_at_the_field_and_what_was_typed_stays(browser, draft):
    wrong = basics_of(draft, name="Typed", ends_on="2020-01-01")

    page = browser.post(at("basics", draft), wrong)

    assert page.context["form"].errors == {
        "ends_on": ["The end is before the start. Choose a later day."]
    }
    assert 'value="Typed"' in page.content.decode()
    assert 'value="2020-01-01"' in page.content.decode()
    draft.refresh_from_db()
    assert draft.name != "Typed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_on", "31.2.2026"),
        ("ends_on", "2099-01-01"),
        ("languages", []),
        ("languages", ["xx"]),
        ("time_zone", "Mars/Olympus"),
        ("name", "x" * 151),
        ("name", "a\x00b"),
        ("mentee_word", "slave"),
        ("partners", ["987654"]),
    ],
)
def test_odd_basics_are_refused(browser, draft, field, value):
    page = browser.post(at("basics", draft), basics_of(draft, **{field: value}))

    assert page.status_code == 200
    assert set(page.context["form"].errors) <= {field, "ends_on"}
    assert page.context["form"].errors


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mentees_min", 0),
        ("mentees_max", 51),
        ("mentees_max", 2),
        ("mentors_per_group", -1),
        ("meeting_minutes", 5),
        ("meeting_every_days", "often"),
        ("modules", ["meetings"]),
        ("modules", ["carpet-bombing"]),
    ],
)
def test_odd_sizes_and_rhythms_are_refused(browser, draft, field, value):
    page = browser.post(at("rhythm", draft), rhythm_of(draft, **{field: value}))

    assert page.status_code == 200
    assert set(page.context["form"].errors) == {field}


def test_phases_follow_the_dates_until_somebody_sets_one(browser, draft):
    longer = (draft.ends_on + timedelta(weeks=10)).isoformat()
    browser.post(at("basics", draft), basics_of(draft, ends_on=longer))
    draft.refresh_from_db()
    assert draft.phases.get(kind="evaluate").ends_on == draft.ends_on

    late = (draft.ends_on + timedelta(days=30)).isoformat()
    browser.post(at("rhythm", draft), rhythm_of(draft, **{"phases-7-ends_on": late}))
    browser.post(at("basics", draft), basics_of(draft, starts_on=date.today().isoformat()))
    draft.refresh_from_db()
    assert draft.phases.get(kind="evaluate").ends_on.isoformat() == late
    assert draft.phases.get(kind="plan").starts_on != draft.starts_on


def test_a_phase_that_ends_before_it_starts_is_told_at_its_field(browser, draft):
    wrong = rhythm_of(draft, **{"phases-0-ends_on": "2020-01-01"})

    page = browser.post(at("rhythm", draft), wrong)

    assert page.context["phases"].errors[0] == {
        "ends_on": ["The end is before the start. Choose a later day."]
    }
    assert 'href="#id_phases-0-ends_on"' in page.content.decode()
    draft.refresh_from_db()
    assert draft.setup_step == Programme.Step.BASICS


def test_phases_of_another_programme_are_out_of_reach(browser, draft, programme):
    programme.lay_phases()
    foreign = programme.phases.get(place=0)
    typed = rhythm_of(draft, **{"phases-0-id": foreign.pk, "phases-0-ends_on": "2040-01-01"})

    browser.post(at("rhythm", draft), typed)

    assert programme.phases.get(place=0).ends_on == foreign.ends_on


def test_phases_cannot_be_added_by_hand_made_forms(browser, draft):
    count = draft.phases.count()
    typed = rhythm_of(
        draft,
        **{
            "phases-TOTAL_FORMS": count + 1,
            f"phases-{count}-starts_on": "2026-01-01",
            f"phases-{count}-ends_on": "2026-01-02",
        },
    )

    browser.post(at("rhythm", draft), typed)

    assert draft.phases.count() == count


def test_the_timeline_shows_the_phases_between_the_typed_dates(browser, draft):
    day = draft.starts_on
    typed = {"starts_on": day.isoformat(), "ends_on": (day + timedelta(days=100)).isoformat()}

    shown = browser.get(at("timeline", draft), typed).context["phases"]

    assert shown[-1].ends_on == day + timedelta(days=100)
    assert draft.phases.get(kind="evaluate").ends_on == draft.ends_on
    for odd in ({}, {"starts_on": "x", "ends_on": "y"}):
        shown = browser.get(at("timeline", draft), odd).context["phases"]
        assert shown[-1].ends_on == draft.ends_on


def test_partners_are_chosen_by_name(browser, draft):
    partner = factories.OrganisationFactory(name="Kvarken University")
    assert b"Kvarken University" in browser.get(at("basics", draft)).content

    browser.post(at("basics", draft), basics_of(draft, partners=[partner.pk]))

    assert draft.owners() == [draft.lead(), partner]


def test_a_programme_that_lies_behind_is_not_opened(browser, draft):
    Programme.objects.update(
        starts_on=date.today() - timedelta(days=9), ends_on=date.today() - timedelta(days=1)
    )

    page = browser.post(at("check", draft))

    draft.refresh_from_db()
    assert draft.state == Programme.State.DRAFT
    assert "By its dates the programme has ended already." in page.content.decode()

    Programme.objects.update(ends_on=date.today())
    assert browser.post(at("check", draft)).status_code == 302


def test_last_years_programme_is_copied_by_one_press(browser, draft, organiser):
    Programme.objects.update(state=Programme.State.CLOSED)
    assert draft.name in browser.get(NEW).content.decode()

    answer = browser.post(at("copy", draft))

    copy = Programme.objects.get(state=Programme.State.DRAFT)
    assert answer.url == at("basics", copy)


def test_who_may_not_set_up_for_the_leading_organisation_copies_nothing(draft, signed_in):
    second = factories.coordinator_of(draft)
    Programme.objects.update(state=Programme.State.CLOSED)

    assert signed_in(second).post(at("copy", draft)).status_code == 403
    assert Programme.objects.count() == 1


@pytest.mark.parametrize("page", ["setup", "basics", "rhythm", "check", "timeline", "copy"])
def test_a_draft_does_not_exist_for_others(page, draft, signed_in, outsider):
    member = factories.ParticipantFactory(programme=draft).user
    method = "post" if page == "copy" else "get"

    for person in (member, outsider):
        assert getattr(signed_in(person), method)(at(page, draft)).status_code == 404


@pytest.mark.parametrize("page", ["setup", "basics", "rhythm", "check", "timeline"])
def test_members_do_not_set_up(page, draft, signed_in):
    member = factories.ParticipantFactory(programme=draft).user
    Programme.objects.update(state=Programme.State.OPEN)
    assert signed_in(member).get(at(page, draft)).status_code == 403

    Participant.objects.filter(user=member).update(role=Role.COORDINATOR)
    assert signed_in(member).get(at(page, draft)).status_code in {200, 302}
