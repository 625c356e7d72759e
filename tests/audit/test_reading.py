"""Who reads the trail, in which words, and what of it."""

import pytest
from django.apps import apps
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from accounts.models import Affiliation
from audit import nouns, trail
from audit.models import Event
from mentoring_platform.access import SAFE, walk
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return factories.AffiliationFactory(role=Affiliation.Role.ADMIN, user__name="Ada Admin").user


@pytest.fixture
def organisation(admin):
    return admin.affiliations.get().organisation


@pytest.fixture
def url(organisation):
    return f"/organisations/{organisation.pk}/audit/"


@pytest.fixture
def operator():
    return factories.UserFactory(name="Olivia Ops", is_staff=True)


def text(answer):
    return answer.content.decode()


def test_an_admin_reads_what_happened_in_the_organisation(
    signed_in, admin, organisation, url, outsider
):
    browser = signed_in(admin)
    person = factories.AffiliationFactory(organisation=organisation, user__name="Mauri Member")
    browser.post(f"/affiliations/{person.pk}/", {"role": "organiser", "unit": ""})

    page = text(browser.get(url))

    assert "Changed a role in an organisation" in page
    assert "Member → Organiser" in page
    assert "Ada Admin" in page
    assert f"Affiliation {person.pk}" in page


def test_an_admin_reads_of_programmes_the_organisation_leads_and_no_others(
    signed_in, admin, organisation, url
):
    led, shared = factories.ProgrammeFactory.create_batch(2)
    led.partners.create(organisation=organisation, is_lead=True)
    shared.partners.create(organisation=factories.OrganisationFactory(), is_lead=True)
    shared.partners.create(organisation=organisation, is_lead=False)
    for programme in (led, shared):
        trail.record("programmes:state", by=None, about=programme, programme=programme.pk)

    page = text(signed_in(admin).get(url))

    assert f"Programme {led.pk}" in page
    assert f"Programme {shared.pk}" not in page


def test_members_and_admins_of_elsewhere_read_nothing(signed_in, organisation, url, outsider):
    member = factories.AffiliationFactory(organisation=organisation).user
    elsewhere = factories.AffiliationFactory(role=Affiliation.Role.ADMIN).user

    told = [signed_in(person).get(url).status_code for person in (member, elsewhere, outsider)]
    everything = [
        signed_in(person).get("/operators/audit/").status_code for person in (member, elsewhere)
    ]

    assert told == [403, 404, 404]
    assert everything == [404, 404]


def test_rights_that_an_operator_gives_by_hand_are_read(client, operator, mentee):
    type(operator).objects.filter(pk=operator.pk).update(is_superuser=True)
    client.force_login(operator, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/admin/accounts/user/{mentee.pk}/change/"
    typed = {name: getattr(mentee, name) for name in ("email", "name", "language", "time_zone")}
    client.post(url, typed | {"is_active": "on", "is_staff": "on"})

    event = Event.objects.get(what="admin:accounts_user_change")
    assert (event.about, event.key) == ("accounts.user", mentee.pk)
    assert (event.before, event.after) == ({"is_staff": False}, {"is_staff": True})
    page = text(client.get("/operators/audit/"))
    assert "Operator: no → operator: yes".lower() in page.lower()
    assert "Worked in the admin" in page


def test_an_operator_reads_all(signed_in, operator, mentee):
    trail.record("group.told", by=mentee)

    page = text(signed_in(operator).get("/operators/audit/"))

    assert mentee.email in page


def test_names_that_a_reader_may_not_know_are_not_shown(signed_in, admin, organisation, url):
    stranger = factories.UserFactory(name="Stella Stranger")
    trail.record("group.told", by=stranger, organisation=organisation.pk)

    page = text(signed_in(admin).get(url))
    searched = text(signed_in(admin).get(f"{url}?q=Stella"))

    assert "Stella" not in page
    assert "Somebody from elsewhere" in page
    assert "No event fits" in searched


def test_an_erased_person_is_a_former_participant(signed_in, operator, mentee):
    trail.record("group.told", by=mentee)
    trail.forget(mentee)

    page = text(signed_in(operator).get("/operators/audit/"))

    assert "Former participant" in page
    assert mentee.email not in page


def test_filters_by_person_kind_day_and_thing(signed_in, operator, mentee, group):
    trail.record("group.told", by=mentee, about=group)
    trail.record("group.read", by=None, manner=trail.Manner.READ)
    trail.record("group.refused", by=None, status=403)
    browser = signed_in(operator)

    def shown(query):
        page = text(browser.get(f"/operators/audit/?{query}"))
        return [n for n in ("group.told", "group.read", "group.refused") if n in page]

    assert shown("q=Noora") == ["group.told"]
    assert shown("manner=did") == ["group.told"]
    assert shown("manner=read") == ["group.read"]
    assert shown("manner=refused") == ["group.refused"]
    assert shown(f"about=programmes.group&key={group.pk}") == ["group.told"]
    assert shown("until=2020-01-01") == []
    assert len(shown("from=2020-01-01&until=9999-99-99")) == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_is_audited_itself(signed_in, operator, mentee, kind):
    trail.record("group.told", by=mentee)

    answer = signed_in(operator).get(f"/operators/audit/export/?as={kind}")

    assert answer["Content-Disposition"] == f'attachment; filename="audit.{kind}"'
    if kind == "csv":
        assert mentee.email in text(answer)
    event = Event.objects.latest("pk")
    assert (event.what, event.manner, event.actor) == (
        "audit:export",
        "exported",
        operator.pseudonym,
    )


def names(patterns=None, namespace=""):
    """Full name and route of every URL that may change or is audited when read."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif set(pattern.callback.policy.methods) - SAFE or hasattr(pattern.callback, "audited"):
            yield f"{namespace}{pattern.name}"


def test_every_deed_has_words():
    silent = [
        name for name in names() if not name.startswith("admin:") and not nouns.has_words(name)
    ]

    assert silent == []
    assert not nouns.has_words("group.told")  # the control


def test_every_key_in_an_address_is_of_a_known_model():
    unknown = {
        route
        for route, pattern in walk()
        if "<int:pk>" in route
        and "<str:kind>" not in route  # there the view names the object
        and set(pattern.callback.policy.methods) - SAFE
        and not route.startswith(("accounts/", "admin/"))
        and nouns.model_of(route) not in {model._meta.label_lower for model in apps.get_models()}
    }

    assert unknown == set()
