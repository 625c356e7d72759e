"""Under every field for words stands who reads them, and the query agrees."""

import inspect
from importlib import import_module

import pytest
from django import forms
from django.core.validators import EmailValidator

from accounts.models import User
from accounts.readers import ACQUAINTED
from tests import factories

FORMS = (
    "accounts.forms",
    "accounts.organisation_forms",
    "conversations.forms",
    "meetings.forms",
    "mentoring_platform.monday_forms",
    "programmes.forms.group",
    "programmes.forms.people",
    "programmes.forms.programme",
    "reminders.forms",
)
NOT_WORDS = {
    "username",
    "login",
    "email",
    "password",
    "password1",
    "password2",
    "oldpassword",
    "code",
}


def shown_fields(form):
    """The fields as a page shows them; a form that needs more to begin, as it is declared."""
    try:
        return form().fields
    except (TypeError, AttributeError, ValueError, LookupError):
        return form.base_fields


def fields_for_words():
    for module in map(import_module, FORMS):
        for form in vars(module).values():
            if inspect.isclass(form) and issubclass(form, forms.BaseForm):
                if form.__module__ != module.__name__:
                    continue
                for name, field in shown_fields(form).items():
                    is_mail = any(isinstance(v, EmailValidator) for v in field.validators)
                    if type(field) is forms.CharField and name not in NOT_WORDS and not is_mail:
                        yield form, name, field


def test_every_field_for_words_names_its_readers():
    found = list(fields_for_words())

    silent = [
        f"{form.__name__}.{name}"
        for form, name, field in found
        if getattr(field, "readers", None) is None
    ]
    assert silent == []
    assert len(found) >= 18


@pytest.mark.django_db
def test_the_line_is_on_the_page(client):
    assert str(ACQUAINTED.sentence) in client.get("/accounts/signup/").content.decode()


@pytest.mark.django_db
def test_names_are_read_by_those_the_line_tells(
    group, mentor, mentee, coordinator, outsider, programme
):
    elsewhere = factories.member_of(factories.GroupFactory(programme=programme))
    admin = factories.AffiliationFactory(role="admin").user
    colleague = factories.AffiliationFactory(
        user=mentee, organisation=admin.affiliations.get().organisation
    ).user

    def reads(person):
        return User.objects.visible_to(person)

    assert colleague in reads(admin)
    assert mentee in reads(mentor)
    assert mentee in reads(coordinator)
    assert mentee not in reads(elsewhere)
    assert mentee not in reads(outsider)
    assert coordinator in reads(elsewhere)
    assert outsider in reads(outsider)
