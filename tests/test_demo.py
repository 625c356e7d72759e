"""The demo tells the same story every time, and its people can sign in."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from accounts.models import Organisation, User
from meetings.models import Log, Meeting
from mentoring_platform.demo.accounts import ACCOUNTS
from programmes.models import Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(db):
    call_command("seed_demo")


def test_three_organisations_five_programmes_and_about_300_people(told):
    assert Organisation.objects.count() == 3
    assert sorted(Programme.objects.values_list("practice_key", "state")) == [
        ("alumni", "running"),
        ("as_course", "archived"),
        ("as_course", "running"),
        ("company", "closing"),
        ("in_course", "open"),
    ]
    assert 280 <= User.objects.count() <= 330
    assert Log.objects.count() > 100
    assert Meeting.objects.filter(state="planned").exists()


def test_groups_keep_their_sizes(told):
    for programme in Programme.objects.all():
        for group in programme.groups.annotate(people=Count("memberships")):
            assert group.people <= programme.group_size


def test_each_account_signs_in_over_the_page(told, client):
    for account in ACCOUNTS:
        answer = client.post(
            "/accounts/login/", {"login": account.email, "password": account.password}
        )
        assert answer.status_code == 302, account.email
        assert client.get("/").status_code == 200, account.email
        client.post("/accounts/logout/")


def test_accounts_are_printed_for_machines(capsys):
    call_command("demo_accounts")

    rows = json.loads(capsys.readouterr().out)
    assert {"email", "password", "roles", "note"} <= rows[0].keys()
    roles = {role for row in rows for role in row["roles"]}
    assert roles >= {
        "coordinator", "mentee", "mentor", "teacher", "organisation_admin", "head", "contact",
        "operator",
    }  # fmt: skip
    assert any(len(row["roles"]) > 2 for row in rows)


def test_a_story_is_not_told_over_another(told):
    with pytest.raises(CommandError):
        call_command("seed_demo")
