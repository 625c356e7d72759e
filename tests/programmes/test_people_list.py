"""Who is in a programme: the list, what can be done with it, and what leaves it."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications.tasks import tick
from programmes.models import Participant, Role
from tests import factories

State = Participant.State


@pytest.fixture
def people(programme):
    """Some of every role and state, one mentor with a group."""
    made = []
    for role in (Role.MENTOR, Role.MENTEE, Role.TEACHER):
        for state in State.values:
            made += factories.ParticipantFactory.create_batch(
                2, programme=programme, role=role, state=state
            )
    factories.member_of(factories.GroupFactory(programme=programme), Role.MENTOR)
    return made


@pytest.fixture
def url(programme):
    return reverse("programmes:people", args=[programme.pk])


@pytest.fixture
def browser(signed_in, coordinator):
    return signed_in(coordinator)


def act(browser, programme, do, *chosen):
    address = reverse("programmes:people_act", args=[programme.pk])
    answer = browser.post(address, {"do": do, "chosen": [who.pk for who in chosen]}, follow=True)
    for who in chosen:
        who.refresh_from_db()
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?role=mentor",
        "?state=invited",
        "?role=mentee&state=active",
        "?group=none",
        "?q=lakeland",
    ],
)
def test_every_chip_opens_as_many_rows_as_it_says(browser, url, people, query):
    page = browser.get(url + query).context

    for chip in [*page["role_chips"], *page["state_chips"]]:
        opened = browser.get(url + chip.url).context["page"]
        if chip.count is not None:  # a chip that a second press takes away
            assert (chip.label, len(opened.rows), opened.next_url) == (chip.label, chip.count, "")


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["name", "-name", "role", "-role", "state", "-state"])
def test_pages_show_everybody_once_in_order(browser, url, programme, sort):
    factories.ParticipantFactory.create_batch(120, programme=programme, user__name="Same Name")

    seen, address = [], f"{url}?sort={sort}"
    while address:
        page = browser.get(address).context["page"]
        seen += [who.pk for who in page.rows]
        address = page.next_url and url + page.next_url

    assert len(seen) == len(set(seen)) == 121


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?sort=nothing",
        "?role=nobody&state=nowhere",
        "?after=%5B1%5D",
        "?before=x",
        "?q=%25",
    ],
)
def test_an_address_that_makes_no_sense_is_still_a_page(browser, url, people, query):
    assert browser.get(url + query).status_code == 200


@pytest.mark.django_db
def test_search_looks_at_names_and_addresses(browser, url, programme):
    factories.ParticipantFactory(programme=programme, user__name="Åke Sjöberg")
    factories.ParticipantFactory(programme=programme, user__email="zofia@kvarken.example")

    def found(words):
        return [who.user.email for who in browser.get(url, {"q": words}).context["page"].rows]

    assert len(found("sjöberg åke")) == 1
    assert found("kvarken") == ["zofia@kvarken.example"]
    assert found("nobody") == []


@pytest.mark.django_db
def test_an_empty_programme_offers_to_bring_people_in(browser, url, programme):
    programme.participants.exclude(role=Role.COORDINATOR).delete()
    nobody = browser.get(url + "?role=mentee").content.decode()

    assert "Nobody fits" in nobody
    assert reverse("programmes:import", args=[programme.pk]) in nobody


PAGES = ["people", "add_person", "people_export", "import", "import_mail", "join_links"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_members_may_not_see_the_people_and_outsiders_know_of_none(
    signed_in, programme, mentee, outsider, coordinator, name
):
    address = reverse(f"programmes:{name}", args=[programme.pk])

    assert signed_in(coordinator).get(address).status_code == 200
    assert signed_in(mentee).get(address).status_code in {403, 404}
    assert signed_in(outsider).get(address).status_code == 404


@pytest.mark.django_db
def test_inviting_again_mails_once_more(browser, programme, mailoutbox, time_machine):
    who = factories.ParticipantFactory(programme=programme, state=State.INVITED, joined_at=None)
    act(browser, programme, "invite", who)
    tick()
    time_machine.move_to(timezone.now() + timedelta(minutes=2))

    text = act(browser, programme, "invite", who)
    tick()
    tick()

    assert "1 mail leaves in a minute." in text
    assert [mail.to for mail in mailoutbox] == [[who.user.email]] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "after"),
    [
        (State.REMOVED, State.INVITED),
        (State.LEFT, State.INVITED),
        (State.DECLINED, State.DECLINED),
        (State.ACTIVE, State.ACTIVE),
    ],
)
def test_who_had_gone_is_let_back_in_and_a_no_is_respected(browser, programme, state, after):
    who = factories.ParticipantFactory(programme=programme, state=state)

    text = act(browser, programme, "invite", who)

    assert who.state == after
    assert ("1 mail" in text) == (after == State.INVITED)


@pytest.mark.django_db
def test_who_is_taken_out_leaves_the_group_too(browser, programme):
    group = factories.GroupFactory(programme=programme)
    who = programme.participants.get(user=factories.member_of(group))

    act(browser, programme, "remove", who)

    assert who.state == State.REMOVED
    assert not group.memberships.current().exists()


@pytest.mark.django_db
def test_people_of_other_programmes_cannot_be_chosen(browser, programme):
    who = factories.ParticipantFactory(state=State.ACTIVE)

    text = act(browser, programme, "remove", who)

    assert who.state == State.ACTIVE
    assert "Choose people for whom this can be done." in text


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [["x"], ["9" * 30], [""], []])
def test_keys_that_make_no_sense_choose_nobody(browser, programme, keys):
    address = reverse("programmes:people_act", args=[programme.pk])

    answer = browser.post(address, {"do": "remove", "chosen": keys}, follow=True)

    assert "Choose people" in answer.content.decode()


@pytest.mark.django_db
def test_of_all_coordinators_chosen_one_stays(browser, programme, coordinator):
    factories.coordinator_of(programme)
    both = programme.participants.filter(role=Role.COORDINATOR)

    act(browser, programme, "remove", *both)

    assert programme.participants.present().filter(role=Role.COORDINATOR).count() == 1


def both_take_the_other_out(programme):
    pair = [
        programme.participants.get(user=factories.coordinator_of(programme)) for _turn in range(2)
    ]
    barrier = Barrier(2)

    def take_out(who):
        try:
            barrier.wait(timeout=10)
            Participant.objects.filter(pk=who.pk).take_out(now=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take_out, pair))
    return programme.participants.present().filter(role=Role.COORDINATOR).count()


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_cannot_take_each_other_out(programme):
    for _turn in range(5):
        programme.participants.all().delete()
        assert both_take_the_other_out(programme) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_nobody_is_left(programme, monkeypatch):
    def look(self):
        others = Participant.objects.present().filter(
            programme=self.programme_id, role=Role.COORDINATOR
        )
        is_last = list(others.values_list("pk", flat=True)) == [self.pk]
        connection.cursor().execute("SELECT pg_sleep(0.2)")
        return is_last

    monkeypatch.setattr(Participant, "is_last_coordinator", look)

    assert both_take_the_other_out(programme) == 0


@pytest.mark.django_db
def test_one_person_is_added_by_hand(browser, programme):
    address = reverse("programmes:add_person", args=[programme.pk])
    assert browser.get(address).context["form"]["role"].value() == Role.MENTEE

    browser.post(address, {"name": "Åke", "email": " Ake@Lakeland.Example ", "role": "mentor"})

    who = programme.participants.get(role=Role.MENTOR)
    assert (who.user.email, who.state) == ("ake@lakeland.example", State.INVITED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": "A\x07B", "email": "a@b.fi", "role": "mentor"}, "cannot be stored"),
        ({"name": "A", "email": "no address", "role": "mentor"}, "valid email"),
        ({"name": "A", "email": "a@b.fi", "role": "king"}, "not one of the available choices"),
        ({"name": "A", "email": "known@b.fi", "role": "mentee"}, "already (Removed)"),
    ],
)
def test_what_cannot_be_added_is_told_at_the_field(browser, programme, typed, error):
    factories.ParticipantFactory(programme=programme, user__email="known@b.fi", state=State.REMOVED)
    before = Participant.objects.count()

    answer = browser.post(reverse("programmes:add_person", args=[programme.pk]), typed)

    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert f'value="{typed["email"]}"' in answer.content.decode()
    assert Participant.objects.count() == before


@pytest.mark.django_db
def test_the_export_holds_the_rows_of_the_filter(browser, programme, people):
    address = reverse("programmes:people_export", args=[programme.pk])

    content = browser.get(address + "?role=teacher&state=invited").content.decode("utf-8-sig")

    heads, *rows = csv.reader(io.StringIO(content))
    assert heads[:3] == ["Name", "Mail address", "Role"]
    assert len(rows) == 2
    assert {(row[2], row[5]) for row in rows} == {("Teacher", "Invited")}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["=1+1", "+358", "-x", "@SUM(A1)", "\t=1"])
def test_no_exported_cell_can_run(browser, programme, name):
    factories.ParticipantFactory(programme=programme, user__name=name, role=Role.TEACHER)
    address = reverse("programmes:people_export", args=[programme.pk])

    content = browser.get(address + "?role=teacher").content.decode("utf-8-sig")

    _heads, [cell, *_rest] = csv.reader(io.StringIO(content))
    assert cell == f"'{name}"


@pytest.mark.django_db
def test_queries_of_the_list_do_not_grow(browser, url, programme):
    counts = []
    for _turn in range(2):
        factories.member_of(factories.GroupFactory(programme=programme))
        with CaptureQueriesContext(connection) as count:
            browser.get(url)
        counts.append(len(count))

    assert counts[0] == counts[1] <= 15
