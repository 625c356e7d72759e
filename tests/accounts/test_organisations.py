import pytest

from accounts.models import Affiliation, Organisation, Unit
from tests.factories import AffiliationFactory, OrganisationFactory, UserFactory


@pytest.fixture
def organisation(db):
    return OrganisationFactory(name="Lakeland UAS")


@pytest.fixture
def admin(organisation):
    return AffiliationFactory(organisation=organisation, role="admin", user__name="Ada Admin").user


@pytest.fixture
def member(organisation):
    return AffiliationFactory(organisation=organisation, user__name="Mikael Member").user


@pytest.fixture
def operator(db):
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def managing(organisation):
    """The pages that only managers open."""
    unit = organisation.units.create(name="Nursing")
    affiliation = AffiliationFactory(organisation=organisation)
    return [
        f"/organisations/{organisation.pk}/edit/",
        f"/organisations/{organisation.pk}/members/",
        f"/organisations/{organisation.pk}/units/",
        f"/units/{unit.pk}/",
        f"/affiliations/{affiliation.pk}/",
    ]


def listed(answer):
    return [str(row) for row in answer.context["page"].rows]


def test_people_see_the_organisations_they_belong_to(signed_in, member, organisation, operator):
    OrganisationFactory(name="Another")

    assert listed(signed_in(member).get("/organisations/")) == ["Lakeland UAS"]
    assert listed(signed_in(operator).get("/organisations/")) == ["Another", "Lakeland UAS"]
    assert listed(signed_in(operator).get("/organisations/?q=lake uas")) == ["Lakeland UAS"]


def test_an_outsider_sees_none(signed_in, outsider, organisation):
    browser = signed_in(outsider)

    assert listed(browser.get("/organisations/")) == []
    assert browser.get(f"/organisations/{organisation.pk}/").status_code == 404
    assert browser.get("/organisations/new/").status_code == 404


def test_managing_is_forbidden_to_members_and_unknown_to_outsiders(
    signed_in, admin, member, outsider, operator, managing
):
    def answers(person):
        browser = signed_in(person)
        return {browser.get(url).status_code for url in managing}

    assert answers(admin) == {200}
    assert answers(operator) == {200}
    assert answers(member) == {403}
    assert answers(outsider) == {404}


def test_members_see_no_way_to_manage(signed_in, admin, member, organisation):
    address = f"/organisations/{organisation.pk}/"

    seen = signed_in(member).get(address).content.decode()

    assert f"{address}edit/" not in seen
    assert f"{address}members/" not in seen
    assert "Ada Admin" in seen
    assert f"{address}edit/" in signed_in(admin).get(address).content.decode()


def test_figures_equal_the_lists_they_open(signed_in, admin, organisation):
    twice = AffiliationFactory(organisation=organisation, role="organiser").user
    AffiliationFactory(organisation=organisation, user=twice, role="member")
    browser = signed_in(admin)
    counts = browser.get(f"/organisations/{organisation.pk}/").context["counts"]
    members = f"/organisations/{organisation.pk}/members/"

    assert counts["people"] == len(listed(browser.get(members))) == 2
    assert counts["organiser"] == len(listed(browser.get(f"{members}?role=organiser"))) == 1
    assert counts["admin"] == len(listed(browser.get(f"{members}?role=admin"))) == 1


def test_an_operator_creates_an_organisation(signed_in, operator):
    form = {"name": "Kvarken", "kind": "company", "colour": "lake"}

    answer = signed_in(operator).post("/organisations/new/", form)

    made = Organisation.objects.get()
    assert (made.name, made.kind, made.colour) == ("Kvarken", "company", "lake")
    assert answer.url == f"/organisations/{made.pk}/members/"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Taken"}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"colour": "#ff0000"}, "colour"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_saved(
    signed_in, admin, organisation, change, field
):
    OrganisationFactory(name="Taken")
    form = {"name": "Lakeland", "short_name": "L", "kind": "company", "colour": "moss"}

    answer = signed_in(admin).post(f"/organisations/{organisation.pk}/edit/", form | change)

    assert list(answer.context["form"].errors) == [field]
    assert str(answer.context["organisation"]) == "Lakeland UAS"
    organisation.refresh_from_db()
    assert (organisation.name, organisation.colour) == ("Lakeland UAS", "pine")


def test_the_colour_is_worn_by_the_pages_of_its_people(signed_in, admin, member, organisation):
    form = {"name": "Lakeland UAS", "kind": "university", "colour": "lingonberry"}
    signed_in(admin).post(f"/organisations/{organisation.pk}/edit/", form)

    page = signed_in(member).get("/organisations/").content.decode()

    assert 'data-colour="lingonberry"' in page


def test_units_are_added_renamed_and_taken_away(signed_in, admin, organisation):
    browser = signed_in(admin)
    address = f"/organisations/{organisation.pk}/units/"

    browser.post(address, {"name": "Nursing"})
    unit = organisation.units.get()
    AffiliationFactory(organisation=organisation, unit=unit)
    browser.post(f"/units/{unit.pk}/", {"name": "Health"})
    assert listed(browser.get(address)) == ["Health"]

    browser.post(f"/units/{unit.pk}/remove/")
    assert not Unit.objects.exists()
    assert organisation.affiliations.count() == 2


def test_a_unit_is_named_once(signed_in, admin, organisation):
    browser = signed_in(admin)
    organisation.units.create(name="Nursing")
    other = organisation.units.create(name="Forestry")

    again = browser.post(f"/organisations/{organisation.pk}/units/", {"name": "Nursing"})
    renamed = browser.post(f"/units/{other.pk}/", {"name": "Nursing"})

    for answer in (again, renamed):
        assert list(answer.context["form"].errors) == ["name"]
    assert organisation.units.filter(name="Nursing").count() == 1


def test_members_of_one_organisation_manage_no_unit_of_another(signed_in, admin):
    foreign = OrganisationFactory().units.create(name="Theirs")
    browser = signed_in(admin)

    assert browser.post(f"/units/{foreign.pk}/remove/").status_code == 404
    assert browser.post(f"/units/{foreign.pk}/", {"name": "Mine"}).status_code == 404
    assert Unit.objects.get().name == "Theirs"


def test_the_number_of_people_of_a_unit_opens_them(signed_in, admin, organisation):
    unit = organisation.units.create(name="Nursing")
    person = AffiliationFactory(organisation=organisation, unit=unit).user
    AffiliationFactory(organisation=organisation, user=person, role="organiser", unit=unit)
    browser = signed_in(admin)

    [(_unit, people)] = browser.get(f"/organisations/{organisation.pk}/units/").context["units"]
    found = listed(browser.get(f"/organisations/{organisation.pk}/members/?unit={unit.pk}"))

    assert (people, found) == (1, [person.email])


def test_nobody_but_operators_creates(signed_in, admin):
    form = {"name": "Mine", "kind": "company", "colour": "lake"}

    assert signed_in(admin).post("/organisations/new/", form).status_code == 404
    assert Organisation.objects.count() == 1


def test_roles_can_be_counted_by_everybody_who_asks_the_model(organisation, admin, member):
    assert organisation.has(admin, Affiliation.Role.ADMIN)
    assert not organisation.has(member, Affiliation.Role.ADMIN)
