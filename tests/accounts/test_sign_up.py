import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.forms import SignupForm as LibrarySignupForm
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, connection
from django.test import Client

from accounts.forms import SignupForm
from accounts.models import User

FORM = {
    "name": "Aino Virtanen",
    "email": "aino@lakeland.example",
    "password1": "woven-cloth-77",
}
SPELLINGS = ["aino@lakeland.example", "Aino@Lakeland.example", " AINO@LAKELAND.EXAMPLE "]


def sign_up(browser=None, **changes):
    return (browser or Client()).post("/accounts/signup/", FORM | changes)


def test_a_new_person_is_kept_with_name_language_and_zone(db):
    browser = Client(headers={"Accept-Language": "fi"})

    sign_up(browser, email="Aino@Lakeland.EXAMPLE")

    person = User.objects.get()
    assert (person.name, person.email) == ("Aino Virtanen", "aino@lakeland.example")
    assert (person.language, person.time_zone) == ("fi", "Europe/Helsinki")
    assert [address.email for address in EmailAddress.objects.all()] == ["aino@lakeland.example"]


def test_two_spellings_are_one_account_and_the_answers_do_not_differ(db):
    answers = [sign_up(email=spelling) for spelling in SPELLINGS]

    assert User.objects.count() == EmailAddress.objects.count() == 1
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/accounts/confirm-email/")
    }
    assert {tuple(letter.to) for letter in mail.outbox} == {("aino@lakeland.example",)}


def test_the_second_one_changes_neither_name_nor_password(db):
    sign_up()
    sign_up(name="Somebody Else", password1="another-cloth-88")

    person = User.objects.get()
    assert person.name == "Aino Virtanen"
    assert person.check_password("woven-cloth-77")


def test_somebody_on_a_list_who_signs_up_is_told_by_mail(db):
    User.objects.ensure("aino@lakeland.example", name="Aino")

    answer = sign_up()

    assert answer["Location"] == "/accounts/confirm-email/"
    assert User.objects.get().has_usable_password() is False
    assert len(mail.outbox) == 1


def test_what_does_not_fit_is_told_and_stays(db):
    answer = sign_up(name="Ai\x07no", email="aino", password1="12345678")

    assert set(answer.context["form"].errors) == {"name", "email", "password1"}
    assert 'value="aino"' in answer.content.decode()
    assert not User.objects.exists()


def test_the_link_in_the_mail_verifies_the_address_and_signs_in(db):
    browser = Client()
    sign_up(browser)
    link = re.search(r"https?://[^/\s]+(/accounts/confirm-email/\S+)", mail.outbox[0].body)[1]
    assert EmailAddress.objects.get().verified is False

    answer = browser.post(link, follow=True)

    assert EmailAddress.objects.get().verified is True
    assert answer.wsgi_request.user == User.objects.get()


def test_somebody_on_a_list_chooses_a_password_by_the_link_in_the_mail(db):
    User.objects.ensure("aino@lakeland.example", name="Aino")
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": "Aino@lakeland.example"})
    link = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]

    form = browser.get(link, follow=True)
    browser.post(
        form.redirect_chain[-1][0], {"password1": "woven-cloth-77", "password2": "woven-cloth-77"}
    )
    answer = browser.post(
        "/accounts/login/", {"login": "aino@lakeland.example", "password": "woven-cloth-77"}
    )

    assert answer.wsgi_request.user == User.objects.get()


def at_once(count=16):
    """So many people press the button at the same moment; their answers."""
    together = Barrier(count)

    def press(n):
        try:
            together.wait()
            answer = sign_up(email=SPELLINGS[n % len(SPELLINGS)])
            return answer.status_code, answer.get("Location")
        except IntegrityError:
            return 500, None
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return set(pool.map(press, range(count)))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_give_one_account_and_one_answer(promise):
    answers = at_once()
    accounts = User.objects.count()
    assert EmailAddress.objects.count() == accounts
    assert answers == {(302, "/accounts/confirm-email/")}

    promise(
        f"Accounts after 16 sign-ups with one address in three spellings, {connection.vendor}",
        accounts,
        "accounts",
        goal=1,
        control=accounts_without_the_constraint() if connection.vendor == "postgresql" else None,
    )


def accounts_without_the_constraint():
    """Most of three rounds, with nothing but the look before."""
    [name] = [
        name
        for name, found in constraints().items()
        if found["unique"] and found["columns"] == ["email"] and not found["primary_key"]
    ]
    table = User._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    most = 0
    for _ in range(3):
        User.objects.all().delete()
        at_once()
        most = max(most, User.objects.count())
    User.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" UNIQUE (email)')
    return most


def constraints():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, User._meta.db_table)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_without_catching_the_clash_somebody_sees_an_error(monkeypatch):
    """The control: the library's own way of saving."""
    monkeypatch.setattr(SignupForm, "try_save", LibrarySignupForm.try_save)

    assert (500, None) in set().union(*(at_once_of_another(n) for n in range(5)))


def at_once_of_another(round_number):
    User.objects.all().delete()
    return at_once()
