import pytest

from accounts.models import Affiliation, User
from accounts.zones import by_region
from tests.factories import AffiliationFactory, OrganisationFactory

DETAILS = {"name": "Noora Al-Hamdani", "language": "en", "time_zone": "Europe/Helsinki"}


@pytest.fixture
def me(outsider):
    return outsider


@pytest.fixture
def browser(signed_in, me):
    return signed_in(me)


def stored(person):
    return User.objects.get(pk=person.pk)


def test_the_profile_keeps_name_language_and_zone(browser, me):
    answer = browser.post("/me/", DETAILS | {"language": "fi", "time_zone": "Asia/Hong_Kong"})

    assert answer.status_code == 302
    found = stored(me)
    assert (found.name, found.language, found.time_zone) == (
        "Noora Al-Hamdani",
        "fi",
        "Asia/Hong_Kong",
    )


def test_another_language_is_spoken_at_once(browser):
    answer = browser.post("/me/", DETAILS | {"language": "sv"}, follow=True)

    assert answer.wsgi_request.LANGUAGE_CODE == "sv"
    assert '<html lang="sv"' in answer.content.decode()


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "../../etc/passwd", "", "Helsinki", "a\x00b"])
def test_a_zone_that_is_none_is_refused_and_the_rest_stays_as_typed(browser, me, zone):
    answer = browser.post("/me/", DETAILS | {"name": "New Name", "time_zone": zone})

    assert list(answer.context["form"].errors) == ["time_zone"]
    assert 'value="New Name"' in answer.content.decode()
    assert stored(me).name == "Olli Outsider"


def test_a_refused_form_leaves_the_frame_as_it_was(browser):
    answer = browser.post("/me/", DETAILS | {"name": ""})

    assert answer.wsgi_request.user.name == "Olli Outsider"


def test_every_zone_that_is_offered_can_be_kept(me):
    for _region, zones in by_region():
        for zone, _place in zones:
            me.time_zone = zone
            me.clean_fields()
    assert sum(len(zones) for _region, zones in by_region()) > 300


def test_a_rare_zone_that_somebody_has_is_still_offered(browser, me):
    User.objects.filter(pk=me.pk).update(time_zone="Antarctica/Troll")

    page = browser.get("/me/").content.decode()

    assert '<option value="Antarctica/Troll" selected>' in page
    answer = browser.post("/me/", DETAILS | {"time_zone": "Antarctica/Troll"})
    assert answer.status_code == 302


def test_a_name_with_control_characters_is_told_at_the_field(browser):
    answer = browser.post("/me/", DETAILS | {"name": "No\x07ora"})

    assert list(answer.context["form"].errors) == ["name"]


def test_the_address_cannot_be_changed_here(browser, me):
    browser.post("/me/", DETAILS | {"email": "else@lakeland.example", "is_staff": "on"})

    assert (stored(me).email, stored(me).is_staff) == (me.email, False)


def test_the_profile_leads_to_everything_about_the_account(browser):
    page = browser.get("/me/").content.decode()

    for address in ("email/", "password/change/", "2fa/", "sessions/"):
        assert f'href="/accounts/{address}"' in page


def test_leaving_an_organisation_is_asked_and_then_done(browser, me):
    affiliation = AffiliationFactory(user=me)
    address = f"/me/affiliations/{affiliation.pk}/leave/"

    assert browser.get(address).status_code == 200
    assert me.affiliations.count() == 1

    browser.post(address)

    assert me.affiliations.count() == 0


def test_nobody_leaves_in_the_place_of_somebody_else(browser):
    affiliation = AffiliationFactory()

    answer = browser.post(f"/me/affiliations/{affiliation.pk}/leave/")

    assert answer.status_code == 404
    assert Affiliation.objects.count() == 1


def test_the_last_admin_stays(browser, me):
    organisation = OrganisationFactory()
    mine = AffiliationFactory(user=me, organisation=organisation, role="admin")

    answer = browser.post(f"/me/affiliations/{mine.pk}/leave/", follow=True)

    assert [str(m) for m in answer.context["messages"]] == [
        "You are the last admin. Make somebody else admin first."
    ]
    assert me.affiliations.count() == 1

    AffiliationFactory(organisation=organisation, role="admin")
    browser.post(f"/me/affiliations/{mine.pk}/leave/")
    assert me.affiliations.count() == 0
