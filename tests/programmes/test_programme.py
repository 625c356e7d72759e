"""What a programme is: drafts, copies, phases, who sees it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from accounts.models import Affiliation
from programmes.models import Participant, Phase, Programme, Role
from programmes.models.phase import lay
from programmes.practices import practice
from tests import factories

pytestmark = pytest.mark.django_db
AUGUST = date(2026, 8, 3)


@pytest.fixture
def organiser(db):
    return factories.AffiliationFactory(role=Affiliation.Role.ORGANISER).user


@pytest.fixture
def draft(organiser):
    return Programme.draft(
        practice=practice("as_course"),
        organisation=organiser.affiliations.get().organisation,
        by=organiser,
        today=AUGUST,
    )


def test_a_draft_is_filled_in_and_its_maker_coordinates_it(draft, organiser):
    assert draft.name == "Mentoring as a course, autumn 2026"
    assert (draft.starts_on, draft.ends_on) == (date(2026, 8, 17), date(2026, 11, 30))
    assert (draft.mentors_per_group, draft.mentees_min, draft.mentees_max) == (2, 3, 5)
    assert draft.has(organiser, Role.COORDINATOR)
    assert draft.lead() == organiser.affiliations.get().organisation


def test_phases_lie_between_the_dates_one_after_the_other(draft):
    phases = list(draft.phases.order_by("place"))

    assert (phases[0].starts_on, phases[-1].ends_on) == (draft.starts_on, draft.ends_on)
    for before, after in pairwise(phases):
        assert after.starts_on == before.ends_on + timedelta(days=1)


def test_a_day_of_a_programme_holds_all_phases():
    phases = lay(practice("as_course").phases, AUGUST, AUGUST)

    assert {(phase.starts_on, phase.ends_on) for phase in phases} == {(AUGUST, AUGUST)}


def test_phases_set_by_hand_are_known(draft):
    assert not draft.has_own_phases()

    Phase.objects.filter(programme=draft, kind="work").update(ends_on=date(2026, 11, 2))

    assert draft.has_own_phases()


def test_a_copy_moves_by_whole_years_until_it_lies_ahead(draft, organiser):
    copy = draft.copy(by=organiser, today=date(2026, 12, 1))
    later = draft.copy(by=organiser, today=date(2028, 12, 1))

    assert copy.name == "Mentoring as a course, autumn 2027"
    assert copy.starts_on == draft.starts_on + timedelta(weeks=52)
    assert copy.starts_on.weekday() == draft.starts_on.weekday()
    assert later.name == "Mentoring as a course, autumn 2029"
    assert later.starts_on == draft.starts_on + timedelta(weeks=156)


def test_a_copy_takes_settings_partners_and_phases_but_no_people(draft, organiser):
    factories.ParticipantFactory(programme=draft)
    factories.GroupFactory(programme=draft)
    other = factories.OrganisationFactory()
    draft.share_with([other])
    draft.mentees_max = 9
    draft.save()
    Phase.objects.filter(programme=draft, kind="work").update(ends_on=date(2026, 11, 2))

    copy = draft.copy(by=organiser, today=date(2026, 12, 1))

    assert copy.state == Programme.State.DRAFT
    assert copy.mentees_max == 9
    assert copy.owners() == [draft.lead(), other]
    assert copy.phases.get(kind="work").ends_on == date(2026, 11, 2) + timedelta(weeks=52)
    assert [who.user for who in copy.participants.all()] == [organiser]
    assert not copy.groups.exists()


def test_partners_are_set_and_the_leading_one_stays(draft):
    first, second = factories.OrganisationFactory.create_batch(2)
    lead = draft.lead()

    draft.share_with([first])
    draft.share_with([second, lead])

    assert draft.owners() == [lead, second]


def test_drafts_are_seen_by_coordinators_only(draft, organiser):
    member = factories.ParticipantFactory(programme=draft).user
    assert list(Programme.objects.visible_to(organiser)) == [draft]
    assert not Programme.objects.visible_to(member)

    draft.state = Programme.State.OPEN
    draft.save()
    assert list(Programme.objects.visible_to(member)) == [draft]


@pytest.mark.parametrize("state", ["left", "removed", "declined", "invited"])
def test_a_programme_disappears_for_whoever_is_not_in_it(programme, coordinator, state):
    assert list(Programme.objects.visible_to(coordinator)) == [programme]

    Participant.objects.filter(user=coordinator).update(state=state)

    assert not Programme.objects.visible_to(coordinator)
    assert not programme.can_be_managed_by(coordinator)


def test_an_archived_programme_is_not_changed(programme, coordinator):
    assert programme.can_be_changed_by(coordinator)

    programme.state = Programme.State.ARCHIVED

    assert not programme.can_be_changed_by(coordinator)
    assert programme.can_be_managed_by(coordinator)


def test_only_organisers_of_the_leading_organisation_copy(programme, coordinator):
    organisation = factories.OrganisationFactory()
    programme.partners.create(organisation=organisation, is_lead=True)
    assert not programme.can_be_copied_by(coordinator)

    factories.AffiliationFactory(
        user=coordinator, organisation=organisation, role=Affiliation.Role.ORGANISER
    )
    assert programme.can_be_copied_by(coordinator)


def test_weeks_are_counted_from_the_first_day():
    today = date.today()
    programme = Programme(starts_on=today - timedelta(days=7), ends_on=today + timedelta(days=6))

    assert (programme.week_now, programme.weeks) == (2, 2)
    assert programme.percent_done == 54
    assert not programme.is_past
