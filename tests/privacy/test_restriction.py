"""Who is frozen is kept, but not dealt with; each with the same person before as control."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.candidates import to_seat
from notifications.kinds import Weight
from notifications.models import Message
from notifications.tasks import tick
from programmes.indicators import people_counts
from tests import factories
from tests import world as worlds
from tests.walk import pages

NOW = timezone.now()


def frozen(person):
    person.restrict(since=NOW)


def closed(person):
    person.close(at=NOW)


def pausing(person):
    person.pause(until=timezone.localdate() + timedelta(days=10))


@pytest.mark.parametrize("state", [frozen, closed, pausing])
def test_no_message_goes_out(state, mentee):
    invited = factories.ParticipantFactory(user=mentee, state="invited", joined_at=None)
    message = Message.intend(
        "invitation", person_id=mentee.pk, about=invited.pk, due_at=NOW, weight=Weight.ROUTINE
    )
    message.save()
    assert message._letter()

    state(message.person)

    assert message._letter() is None


def test_who_pauses_still_gets_what_nobody_can_switch_off(mentee):
    pausing(mentee)
    assert mentee.may_be_written_to(mandatory=True)

    frozen(mentee)

    assert not mentee.may_be_written_to(mandatory=True)


def test_a_pause_ends_by_itself(mentee):
    mentee.pause(until=timezone.localdate())

    assert mentee.may_be_written_to()


@pytest.mark.django_db
def test_nothing_reaches_the_mailbox_of_a_frozen_person(mailoutbox, programme):
    invited = [
        factories.ParticipantFactory(
            programme=programme, state="invited", joined_at=None, invite_at=NOW
        )
        for _ in range(2)
    ]
    frozen(invited[0].user)

    tick()

    assert [mail.to for mail in mailoutbox] == [[invited[1].user.email]]


@pytest.mark.parametrize("state", [frozen, closed, pausing])
def test_matching_passes_over_them(state, programme):
    waiting = factories.ParticipantFactory(programme=programme)
    assert waiting in to_seat(programme, also_invited=True)

    state(waiting.user)

    assert waiting not in to_seat(programme, also_invited=True)


@pytest.mark.parametrize("state", [frozen, closed])
def test_nobody_finds_them_in_a_list(
    state, programme, group, mentor, mentee, coordinator, signed_in
):
    meeting = factories.meeting_of(group, mentor)
    factories.AffiliationFactory(user=mentee)
    organisation = mentee.affiliations.get().organisation
    admin = factories.AffiliationFactory(organisation=organisation, role="admin").user
    seen_by = {
        f"/programmes/{programme.pk}/people/": coordinator,
        f"/programmes/{programme.pk}/groups/": coordinator,
        f"/groups/{group.pk}/": mentor,
        f"/meetings/{meeting.pk}/": mentor,
        f"/organisations/{organisation.pk}/members/": admin,
    }
    for url, person in seen_by.items():
        assert "Noora" in signed_in(person).get(url).content.decode(), url

    state(mentee)

    for url, person in seen_by.items():
        assert "Noora" not in signed_in(person).get(url).content.decode(), url


def test_who_pauses_stays_in_the_own_group(group, mentor, mentee, signed_in):
    pausing(mentee)

    assert "Noora" in signed_in(mentor).get(f"/groups/{group.pk}/").content.decode()


def test_figures_count_whom_the_list_shows(programme, mentee):
    before = people_counts(programme)["active"]

    frozen(mentee)

    assert people_counts(programme)["active"] == before - 1


def pages_with(name, world, signed_in):
    """The pages on which others than the person read the name."""
    others = [world.coordinator, world.admin, world.operator]
    browsers = [signed_in(person) for person in others]
    return {
        page.name
        for page in pages(world)
        if "GET" in page.policy.methods and page.name != "healthz"
        for browser in browsers
        if name in browser.get(page.url).content.decode(errors="ignore")
    }


def test_no_page_at_all_names_who_is_frozen(db, signed_in):
    """Found through the URL resolver, so a list that is added next year is asked as well."""
    world = worlds.build(2)
    world.member.name = "Zyxwv Canary"
    world.member.save()
    factories.AffiliationFactory(organisation=world.organisation, user=world.member)
    assert len(pages_with("Zyxwv", world, signed_in)) > 4

    frozen(world.member)

    assert pages_with("Zyxwv", world, signed_in) == set()
