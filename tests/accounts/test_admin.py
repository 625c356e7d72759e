"""Operators look into the admin, and what people wrote in confidence is not there."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from meetings.models import Log, Meeting
from mentoring_platform.fields import CharField, TextField
from notifications.models import KeptMail
from programmes.models import PeopleImport
from tests import world as worlds

CANARY = "canary-in-confidence"


@pytest.fixture
def world(db):
    world = worlds.build(2)
    Meeting.objects.update(theme=f"{CANARY}-theme")
    Log.objects.create(
        meeting=world.meeting, written_by=world.member, written_at="2026-01-01T00:00Z"
    )
    Log.objects.update(
        themes=f"{CANARY}-themes", insights=f"{CANARY}-insights", decisions=f"{CANARY}-decisions"
    )
    KeptMail.objects.update(
        subject=f"{CANARY}-subject", text=f"{CANARY}-text", html=f"{CANARY}-html"
    )
    PeopleImport.objects.update(source=CANARY.encode(), file_name=f"{CANARY}.csv")
    world.join_link.token = CANARY[:32]
    world.join_link.save()
    Authenticator.objects.create(
        user=world.member, type="totp", data={"secret": f"{CANARY}-secret"}
    )
    return world


@pytest.fixture
def browser(signed_in, world):
    return signed_in(world.operator)


def pages(world):
    """Every list, every change page of one row, and every page for adding."""
    yield reverse("admin:index")
    for model, options in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        for row in model._default_manager.all()[:2]:
            yield reverse(f"{name}_change", args=[row.pk])
            yield reverse(f"{name}_history", args=[row.pk])
        if options.__class__.has_add_permission is admin.ModelAdmin.has_add_permission:
            yield reverse(f"{name}_add")


def test_no_page_shows_what_was_written_in_confidence(browser, world):
    seen = {address: browser.get(address) for address in pages(world)}

    assert {answer.status_code for answer in seen.values()} == {200}
    assert [url for url, answer in seen.items() if CANARY in answer.content.decode()] == []
    assert len(seen) > 30


def test_a_registered_text_would_be_noticed(browser, world, monkeypatch):
    """The control: one field more, and the test above finds it."""
    options = admin.site.get_model_admin(Meeting)
    monkeypatch.setattr(options, "fields", ("theme",))

    found = [url for url in pages(world) if CANARY in browser.get(url).content.decode()]

    assert {url.split("/")[-4] for url in found} == {"meeting"}


def test_texts_with_readers_are_on_no_form_of_the_admin(rf, world):
    """Whatever a later model writes in confidence: registering it shows up here."""
    public = {"anybody", "public", "acquainted"}
    request = rf.get("/admin/")
    request.user = world.operator
    confidential = [
        (model.__name__, field.name)
        for model, options in admin.site._registry.items()
        for field in model._meta.get_fields()
        if isinstance(field, CharField | TextField)
        and field.readers
        and field.readers.key not in public | {"group_and_coordinators"}
        and field.name
        in [
            name
            for fieldset in options.get_fieldsets(request, model())
            for name in fieldset[1]["fields"]
        ]
    ]

    assert confidential == []


def test_logs_are_not_registered():
    assert not admin.site.is_registered(Log)


@pytest.mark.parametrize("who", ["coordinator", "admin", "member"])
def test_only_operators_come_in(signed_in, world, who):
    browser = signed_in(getattr(world, who))

    for address in ("/admin/", "/admin/login/", reverse("admin:accounts_user_changelist")):
        assert browser.get(address).status_code == 404


def test_the_way_in_is_the_sign_in_of_the_site(client, db):
    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_people_are_not_deleted(browser, world):
    member = world.member

    page = browser.get(reverse("admin:accounts_user_change", args=[member.pk])).content.decode()
    deleted = browser.post(reverse("admin:accounts_user_delete", args=[member.pk]), {"post": "yes"})
    many = {"action": "delete_selected", "_selected_action": [member.pk], "post": "yes"}
    browser.post(reverse("admin:accounts_user_changelist"), many)

    assert "/delete/" not in page
    assert deleted.status_code == 403
    assert User.objects.filter(pk=member.pk).exists()


def test_an_organisation_with_programmes_is_not_deleted(browser, world):
    address = reverse("admin:accounts_organisation_delete", args=[world.organisation.pk])

    browser.post(address, {"post": "yes"})

    world.organisation.refresh_from_db()


def test_a_person_is_added_by_address_whatever_its_spelling(browser):
    form = {
        "email": "New@Lakeland.example",
        "name": "Newcomer",
        "usable_password": "true",
        "password1": "woven-cloth-77",
        "password2": "woven-cloth-77",
    }

    browser.post(reverse("admin:accounts_user_add"), form)

    added = User.objects.get(email="new@lakeland.example")
    assert added.check_password("woven-cloth-77")
    again = browser.post(
        reverse("admin:accounts_user_add"), form | {"email": "NEW@lakeland.example"}
    )
    assert list(again.context["adminform"].form.errors) == ["email"]


def test_a_person_is_switched_off(browser, world):
    person = world.outsider
    form = {"email": person.email, "name": person.name, "language": "fi", "time_zone": "UTC"}

    answer = browser.post(reverse("admin:accounts_user_change", args=[person.pk]), form)

    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.is_active, person.language) == (False, "fi")
    assert person.check_password("correct horse")


def test_a_lost_second_step_is_taken_away_but_never_shown(browser, world):
    step = Authenticator.objects.get()

    browser.post(reverse("admin:mfa_authenticator_delete", args=[step.pk]), {"post": "yes"})

    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "model", ["programmes_programme", "meetings_meeting", "notifications_message"]
)
def test_programmes_and_meetings_are_looked_at_only(browser, world, model):
    key = {
        "programmes_programme": world.programme,
        "meetings_meeting": world.meeting,
        "notifications_message": world.message,
    }[model].pk

    assert browser.post(reverse(f"admin:{model}_change", args=[key]), {}).status_code == 403
    assert browser.get(reverse(f"admin:{model}_add")).status_code == 403
    assert (
        browser.post(reverse(f"admin:{model}_delete", args=[key]), {"post": "yes"}).status_code
        == 403
    )
