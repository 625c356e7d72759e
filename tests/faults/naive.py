"""What the engine guards against, as workers that do not: the controls of the fault tests."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
django.setup()

from django.core.mail import EmailMessage  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from notifications.models import Message  # noqa: E402
from notifications.post import Post  # noqa: E402
from programmes.models import Participant  # noqa: E402
from tests.faults.running import app  # noqa: E402

State = Message.State


def _mail(message):
    return EmailMessage("Invitation", "…", to=[message.person.email], headers=_headers(message))


def _headers(message):
    return {"Message-ID": message.message_id}


def _due():
    return Message.objects.due(timezone.now()).order_by("pk").select_related("person")


@app.task(acks_late=False)
def mark_then_send():
    """Marks first, each in a transaction of its own: who dies in between has lost it."""
    with Post() as post:
        while message := _due().first():
            Message.objects.filter(pk=message.pk).update(state=State.SENT)
            post.take(_mail(message))


@app.task(acks_late=False)
def all_in_one():
    """All mails in one transaction: who dies sends them all again."""
    with Post() as post, transaction.atomic():
        for message in _due().select_for_update(of=("self",)):
            post.take(_mail(message))
            Message.objects.filter(pk=message.pk).update(state=State.SENT)


@app.task(acks_late=False)
def mark_all_then_send():
    """Marks all, then sends from memory, and gives up when the database is gone."""
    due = list(_due())
    Message.objects.filter(pk__in=[message.pk for message in due]).update(state=State.SENT)
    with Post() as post:
        for message in due:
            Message.objects.filter(pk=message.pk).update(sent_at=timezone.now())
            post.take(_mail(message))


@app.task(acks_late=False)
def one_after_the_other():
    """No care for what goes wrong: the first refusal ends it for all who come after."""
    with Post() as post:
        for message in _due():
            post.take(_mail(message))
            Message.objects.filter(pk=message.pk).update(state=State.SENT)


@app.task(acks_late=False)
def from_the_queue(participant):
    """The intention is a message in the queue and nothing else."""
    person = Participant.objects.select_related("user").get(pk=participant).user
    EmailMessage("Invitation", "…", to=[person.email]).send()


def owe_by_the_clock():
    """The key holds the moment at which the worker looked, not the one that was promised."""
    now = timezone.now()
    Message.objects.owe(
        Message.intend("invitation", person_id=who.user_id, about=who.pk, due_at=now)
        for who in Participant.objects.filter(state="invited")
    )


if __name__ == "__main__":
    globals()[sys.argv[1]]()
