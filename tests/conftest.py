"""What every test may ask for: people who have signed in, a programme with a group."""

import pytest
from django.test import Client, TransactionTestCase

from audit.append_only import maintenance
from programmes.models import Role
from tests import factories


@pytest.fixture(autouse=True, scope="session")
def _emptied_tables():
    """Tests that commit empty all tables afterwards; the audit trail lets only them."""
    empty = TransactionTestCase._fixture_teardown

    def empty_all(case):
        with maintenance():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_all)
        yield


@pytest.fixture
def programme(db):
    return factories.ProgrammeFactory()


@pytest.fixture
def group(programme):
    return factories.GroupFactory(programme=programme, name="Koivu")


@pytest.fixture
def mentor(group):
    return factories.member_of(group, Role.MENTOR, name="Thuy Linh Nguyễn")


@pytest.fixture
def mentee(group):
    return factories.member_of(group, Role.MENTEE, name="Noora Al-Hamdani")


@pytest.fixture
def coordinator(programme):
    return factories.coordinator_of(programme, name="Hannele Ranta")


@pytest.fixture
def outsider(db):
    """Signed in, but in no programme and no organisation."""
    return factories.UserFactory(name="Olli Outsider")


@pytest.fixture
def signed_in():
    """A browser in which the person is signed in."""

    def sign_in(person):
        browser = Client()
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return sign_in
