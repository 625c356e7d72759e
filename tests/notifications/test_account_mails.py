"""Mails about signing in leave once, and wait while the mail server does not answer."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from notifications import tasks
from notifications.models import AccountMail

SIGN_UP = {"name": "Aino", "email": "aino@lakeland.example", "password1": "woven-cloth-77"}


@pytest.fixture
def owed(db):
    return AccountMail.objects.create(to="aino@lakeland.example", subject="Your code", text="AB12")


def refuse(self, messages):
    raise SMTPServerDisconnected


def test_it_leaves_once_and_its_secret_is_gone(owed):
    assert owed.send() is True
    assert AccountMail(pk=owed.pk).send() is False

    [letter] = mail.outbox
    assert (letter.to, letter.subject, letter.body) == ([owed.to], "Your code", "AB12")
    assert not AccountMail.objects.exists()


def test_a_server_that_refuses_is_asked_again_later(owed, monkeypatch):
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    tasks.send_account_mails()
    monkeypatch.undo()
    tasks.send_account_mails()
    assert mail.outbox == []

    waiting = AccountMail.objects.get()
    assert waiting.attempts == 1
    AccountMail.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    tasks.send_account_mails()

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_when_the_queue_is_down_the_page_answers_and_the_clock_sends(monkeypatch):
    def fail():
        raise OperationalError

    monkeypatch.setattr(tasks.send_account_mails, "delay", fail)

    answer = Client().post("/accounts/signup/", SIGN_UP)
    assert (answer.status_code, mail.outbox) == (302, [])
    tasks.send_account_mails()

    assert [letter.to for letter in mail.outbox] == [["aino@lakeland.example"]]
