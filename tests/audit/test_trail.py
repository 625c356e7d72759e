"""Who did what to which object: the trail knows, and costs one statement."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from audit import trail
from audit.middleware import trail_of_requests
from audit.models import Event
from mentoring_platform import changes
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_change_tells_who_what_when_and_how_it_ended(signed_in, group, mentor, coordinator):
    signed_in(coordinator).post(f"/groups/{group.pk}/close/")

    event = Event.objects.get()
    assert event.actor == coordinator.pseudonym
    assert (event.what, event.about, event.key) == (
        "programmes:close_group",
        "programmes.group",
        group.pk,
    )
    assert (event.before, event.after) == ({"state": "active"}, {"state": "closed"})
    assert (event.programme, event.status) == (group.programme_id, 302)


def test_what_was_refused_is_told_too(signed_in, group, outsider):
    signed_in(outsider).post(f"/groups/{group.pk}/close/")

    event = Event.objects.get()
    assert (event.actor, event.status, event.after) == (outsider.pseudonym, 404, {})


def test_reading_leaves_nothing(signed_in, group, coordinator):
    signed_in(coordinator).get(f"/groups/{group.pk}/")

    assert not Event.objects.exists()


def test_who_signs_out_is_named(signed_in, mentee):
    signed_in(mentee).post("/accounts/logout/")

    assert Event.objects.get().actor == mentee.pseudonym


def test_a_failed_sign_in_names_nobody(client, mentee):
    client.post("/accounts/login/", {"login": mentee.email, "password": "wrong"})

    event = Event.objects.get()
    assert (event.actor, event.what) == (None, "account_login")


def test_the_event_is_one_statement(signed_in, group, mentor, coordinator):
    browser = signed_in(coordinator)
    with CaptureQueriesContext(connection) as captured:
        browser.post(f"/groups/{group.pk}/close/")

    told = [query["sql"] for query in captured if "audit_" in query["sql"]]
    assert len(told) == 1
    assert told[0].startswith("INSERT")


def test_many_alike_changes_become_a_count(programme):
    people = factories.ParticipantFactory.create_batch(25, programme=programme)
    with changes.collected() as heard:
        for who in people:
            who.remove(now=who.joined_at)

    [row] = trail.gathered(heard)
    assert row["after"] == {"state": "removed", "count": 25}
    assert "key" not in row


def test_a_text_is_no_class(group, coordinator):
    with pytest.raises(ValueError, match="is a text"):
        trail.record("group.told", by=coordinator, about=group, after={"motto": "We said so"})


def test_an_erased_person_keeps_no_name_and_the_deed_stays(group, coordinator):
    trail.record("group.told", by=coordinator, about=group)
    trail.forget(coordinator)

    event = Event.objects.get()
    assert event.actor is not None
    assert not type(coordinator).objects.filter(pseudonym=event.actor).exists()


def test_somebody_without_a_pseudonym_gets_one(group, coordinator):
    trail.forget(coordinator)
    trail.record("group.told", by=coordinator, about=group)

    coordinator.refresh_from_db()
    assert Event.objects.get().actor == coordinator.pseudonym


def test_a_view_may_name_the_object_that_its_address_does_not(rf, group, coordinator):
    def view(request):
        request.about = group
        return HttpResponse()

    request = rf.post("/monday/quiet/1/")
    request.user, request.resolver_match = coordinator, resolve("/monday/quiet/1/")
    trail_of_requests(view)(request)

    event = Event.objects.get()
    assert (event.about, event.key) == ("programmes.group", group.pk)
