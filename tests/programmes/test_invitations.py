"""A mail, one press, and one is in."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook

from notifications.tasks import tick
from programmes.invitations import token_for
from programmes.models import Participant
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(programme):
    participant, _is_new = Participant.invite(
        programme=programme,
        email="Kerttu@Lakeland.example",
        name="Kerttu",
        role="mentee",
        now=timezone.now(),
    )
    return participant


def link(participant):
    return reverse("programmes:invitation", args=[token_for(participant)])


def test_looking_changes_nothing(client, invited):
    page = client.get(link(invited))

    invited.refresh_from_db()
    assert page.status_code == 200
    assert invited.state == "invited"
    assert "_auth_user_id" not in client.session


def test_yes_joins_verifies_and_signs_in_without_a_password(client, invited):
    answer = client.post(link(invited), {"name": "Kerttu Väisänen", "yes": "1"})

    invited.refresh_from_db()
    assert answer.url == invited.programme.get_absolute_url()
    assert (invited.state, invited.user.name) == ("active", "Kerttu Väisänen")
    assert client.session["_auth_user_id"] == str(invited.user_id)
    assert invited.user.emailaddress_set.get().verified


def test_no_declines_and_can_be_changed_to_yes(client, invited):
    client.post(link(invited), {"no": "1"})
    invited.refresh_from_db()
    assert invited.state == "declined"

    client.post(link(invited), {"name": "Kerttu", "yes": "1"})

    invited.refresh_from_db()
    assert invited.state == "active"


def test_the_link_signs_nobody_in_who_has_signed_in_before(client, invited):
    """The control is the test above: the same link, a person without a way to sign in."""
    invited.user.set_password("correct horse")
    invited.user.save()

    answer = client.post(link(invited), {"name": "Kerttu", "yes": "1"})

    invited.refresh_from_db()
    assert answer.url.startswith("/accounts/login/?next=")
    assert invited.state == "invited"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("state", ["removed", "left"])
def test_a_person_taken_out_cannot_come_back_by_the_old_link(client, invited, state):
    Participant.objects.filter(pk=invited.pk).update(state=state)

    page = client.post(link(invited), {"name": "Kerttu", "yes": "1"})

    invited.refresh_from_db()
    assert "no longer open" in page.content.decode()
    assert invited.state == state


def test_a_forged_link_does_not_exist(client, invited):
    assert client.get(reverse("programmes:invitation", args=["1:forged:token"])).status_code == 404


def test_an_invitation_of_somebody_else_is_not_mine(signed_in, invited, outsider):
    page = signed_in(outsider).post(link(invited), {"name": "X", "yes": "1"})

    invited.refresh_from_db()
    assert "for somebody else" in page.content.decode()
    assert invited.state == "invited"


def test_a_programme_that_is_over_takes_nobody_in(client, invited):
    invited.programme.state = "closed"
    invited.programme.save()

    page = client.post(link(invited), {"name": "Kerttu", "yes": "1"})

    assert "The programme is over" in page.content.decode()


def test_people_list_filters_and_bulk_actions(signed_in, coordinator, programme, invited):
    browser = signed_in(coordinator)
    people = reverse("programmes:people", args=[programme.pk])

    assert [w.pk for w in browser.get(people + "?state=invited").context["page"].rows] == [
        invited.pk
    ]
    assert browser.get(people + "?q=nobody-of-this-name").context["page"].rows == []

    browser.post(
        reverse("programmes:people_act", args=[programme.pk]),
        {"chosen": invited.pk, "do": "remove"},
    )
    invited.refresh_from_db()
    assert invited.state == "removed"


def test_the_last_coordinator_cannot_be_taken_out(signed_in, coordinator, programme):
    mine = programme.participants.get(user=coordinator)

    signed_in(coordinator).post(
        reverse("programmes:people_act", args=[programme.pk]), {"chosen": mine.pk, "do": "remove"}
    )

    mine.refresh_from_db()
    assert mine.state == "active"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_exported_cell_is_never_a_formula(signed_in, coordinator, programme, kind):
    factories.ParticipantFactory(programme=programme, user__name="=1+1")
    url = reverse("programmes:people_export", args=[programme.pk])

    content = signed_in(coordinator).get(f"{url}?as={kind}").content

    if kind == "csv":
        assert "'=1+1" in content.decode("utf-8-sig")
    else:
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        assert "=1+1" in [row[0] for row in sheet.to_python()]


def test_a_link_older_than_60_days_says_what_to_do(client, invited, time_machine):
    url = link(invited)
    time_machine.move_to(timezone.now() + timedelta(days=61))

    page = client.get(url)

    assert page.status_code == 404
    assert "ask the coordinator for a new invitation" in page.content.decode()


def test_a_link_of_somebody_taken_back_says_what_to_do(client, invited):
    url = link(invited)
    invited.delete()

    page = client.post(url, {"name": "Kerttu", "yes": "1"})

    assert page.status_code == 404
    assert "This link does not work" in page.content.decode()


def test_the_language_can_be_chosen_with_the_yes(client, invited):
    client.post(link(invited), {"name": "Kerttu", "language": "sv", "yes": "1"})

    invited.user.refresh_from_db()
    assert invited.user.language == "sv"


@pytest.mark.parametrize("name", ["", "A\x07B", "x" * 151])
def test_a_name_that_cannot_be_kept_is_told_at_the_field(client, invited, name):
    page = client.post(link(invited), {"name": name, "yes": "1"})

    invited.refresh_from_db()
    assert page.context["form"].errors["name"]
    assert (invited.state, invited.user.name) == ("invited", "Kerttu")


def test_who_has_signed_in_once_joins_when_signed_in(signed_in, invited):
    invited.user.last_login = timezone.now()
    invited.user.save()

    signed_in(invited.user).post(link(invited), {"name": "Kerttu", "yes": "1"})

    invited.refresh_from_db()
    assert invited.state == "active"


def test_the_mail_says_who_invites_as_what_until_when_and_why(invited, mailoutbox):
    invited.programme.partners.create(
        organisation=factories.OrganisationFactory(name="Kvarken University"), is_lead=True
    )
    invited.programme.effort = "About 2 hours a month"
    invited.programme.save()

    tick()

    [letter] = mailoutbox
    html, _kind = letter.alternatives[0]
    for text in (letter.body, html):
        assert "Kvarken University" in text
        assert "as mentee" in text
        assert "About 2 hours a month" in text
        assert "The link works until" in text
        assert "because a coordinator" in text
        assert "/invitations/" in text
    assert "style=" not in html


@pytest.mark.parametrize("is_known", [True, False])
def test_lists_call_the_invited_as_the_coordinator_did(programme, signed_in, coordinator, is_known):
    """What the account says would tell that there is one; after a yes it is their own to say."""
    if is_known:
        factories.UserFactory(email="aino@lakeland.example", name="Aino Secret")
    browser = signed_in(coordinator)
    form = {"name": "A. Virtanen", "email": "aino@lakeland.example", "role": "mentee"}
    browser.post(f"/programmes/{programme.pk}/people/add/", form)
    people = f"/programmes/{programme.pk}/people/"

    pages = [browser.get(people), browser.get(f"{people}export/"), browser.get(f"{people}?q=Virta")]

    for page in pages:
        assert "A. Virtanen" in page.content.decode()
        assert "Secret" not in page.content.decode()
    assert browser.get(f"{people}?q=Secret").context["page"].rows == []
    invited = programme.participants.get(user__email="aino@lakeland.example")
    invited.join(now=timezone.now())
    own = "Aino Secret" if is_known else "A. Virtanen"
    assert own in browser.get(people).content.decode()
