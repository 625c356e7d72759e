"""One of many is chosen from a list while it is short, and told by its name when it is not."""

import pytest

from accounts.models import Organisation
from mentoring_platform import named
from programmes.forms.group import MoveForm
from tests import factories

FEW, MANY = named.MANY, named.MANY + 1


@pytest.fixture
def admin(db):
    return factories.AffiliationFactory(role="admin")


def units(organisation, count):
    for k in range(count):
        organisation.units.create(name=f"Unit {k}")


def fields(browser, organisation):
    page = browser.get(f"/organisations/{organisation.pk}/members/").content.decode()
    return 'select name="unit"' in page, 'list="names_of_unit"' in page


def test_few_units_are_a_list_and_many_are_typed(signed_in, admin):
    browser = signed_in(admin.user)
    units(admin.organisation, FEW)
    assert fields(browser, admin.organisation) == (True, False)

    units(admin.organisation, 0)
    admin.organisation.units.create(name="One more")

    assert fields(browser, admin.organisation) == (False, True)


def add(browser, organisation, unit):
    person = {"name": "Aino Virtanen", "email": "aino@lakeland.example", "role": "member"}
    return browser.post(f"/organisations/{organisation.pk}/members/", person | {"unit": unit})


def test_a_typed_unit_is_found_in_any_case(signed_in, admin):
    units(admin.organisation, MANY)

    add(signed_in(admin.user), admin.organisation, "unit 7")

    assert admin.organisation.affiliations.get(role="member").unit.name == "Unit 7"


def test_an_unknown_unit_is_told_with_what_is_near_and_stays_typed(signed_in, admin):
    units(admin.organisation, MANY)

    answer = add(signed_in(admin.user), admin.organisation, "Unit seven")

    (fault,) = answer.context["form"].errors["unit"]
    assert fault == "“Unit seven” is not on the list. Near to it: Unit 0, Unit 1, Unit 10."
    assert 'value="Unit seven"' in answer.content.decode()
    assert admin.organisation.affiliations.filter(role="member").count() == 0


def test_a_unit_of_another_organisation_is_not_found(signed_in, admin):
    units(admin.organisation, MANY)
    factories.OrganisationFactory().units.create(name="Foreign")

    answer = add(signed_in(admin.user), admin.organisation, "Foreign")

    assert "unit" in answer.context["form"].errors


def test_suggestions_fit_to_what_was_typed(signed_in, admin):
    units(admin.organisation, 3)
    admin.organisation.units.create(name="<Nursing>")

    address = f"/organisations/{admin.organisation.pk}/units/names/?unit=nurs"
    answer = signed_in(admin.user).get(address)

    assert answer.content.decode() == '<option value="&lt;Nursing&gt;">'


def test_partners_are_named_line_by_line_where_organisations_are_many(signed_in, db):
    programme = factories.ProgrammeFactory()
    browser = signed_in(factories.coordinator_of(programme))
    Organisation.objects.bulk_create(Organisation(name=f"School {k}") for k in range(MANY))
    address = f"/programmes/{programme.pk}/settings/basics/"
    form = browser.get(address).context["form"]
    kept = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    wrong = browser.post(address, kept | {"more_partners": "school 3\nSchool none"})
    browser.post(address, kept | {"more_partners": "school 3\nSchool 5"})

    assert "more_partners" in wrong.context["form"].errors
    partners = programme.partners.filter(is_lead=False)
    assert sorted(partners.values_list("organisation__name", flat=True)) == ["School 3", "School 5"]


def test_people_move_to_a_typed_group_where_groups_are_many(group):
    others = [factories.GroupFactory(programme=group.programme) for _ in range(MANY)]

    form = MoveForm({"to": others[4].name.upper()}, group=group)

    form.is_valid()
    assert form.cleaned_data["to"] == others[4]
