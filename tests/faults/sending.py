"""python -m tests.faults.sending rate TURNS MAILS | work SECONDS | work_in_line SECONDS

``rate``: by turns, in one process, mails that are only rendered and handed over on one kept
connection, and mails that the engine sends; prints both rates of each turn. The others send for
so long once the line "go" is read, and print how many they have sent.
"""

import json
import sys
import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from notifications import kinds
from notifications.models import Message
from notifications.post import Post, in_words_of, written
from notifications.round import go_round
from tests.faults import naive  # sets Django up


def rate(turns, mails):
    found = []
    for _turn in range(int(turns)):
        found.append((bare(int(mails)), engine(int(mails))))
    print(json.dumps(found))


def bare(mails):
    """The floor: the same letter rendered and sent again and again; no database."""
    message = Message.objects.due(timezone.now()).select_related("person").first()
    with in_words_of(message.person):
        letter = kinds.compose(message)
        with Post() as post:
            post.take(written(message.kind, letter, to=message.person, message_id="<floor@raanu>"))
            began = time.perf_counter()
            for _n in range(mails):
                post.take(
                    written(message.kind, letter, to=message.person, message_id="<floor@raanu>")
                )
            return mails / (time.perf_counter() - began)


def engine(mails):
    """Only so many are due."""
    due = Message.objects.due(timezone.now()).order_by("pk").values("pk")
    last = due[mails - 1 : mails].get()["pk"]
    later = timezone.now() + timedelta(days=1)
    rest = Message.objects.filter(state="waiting", pk__gt=last)
    moment = rest.values_list("next_try_at", flat=True).first() or later
    rest.update(next_try_at=later)
    began = time.perf_counter()
    sent = go_round(seconds=600)
    spent = time.perf_counter() - began
    rest.update(next_try_at=moment)
    return sent / spent


def work(seconds):
    print("ready", flush=True)
    sys.stdin.readline()
    print(go_round(seconds=float(seconds)))


def work_in_line(seconds):
    """The control: whoever claims waits for the one before instead of passing by."""
    print("ready", flush=True)
    sys.stdin.readline()
    ends, sent = time.monotonic() + float(seconds), 0
    with Post() as post:
        while time.monotonic() < ends:
            with transaction.atomic():
                due = Message.objects.due(timezone.now()).order_by("pk")
                message = due.select_related("person").select_for_update(of=("self",)).first()
                if message is not None:
                    message.address_is_bad = False
                    message.say(post, now=timezone.now())
                    sent += 1
    print(sent)


if __name__ == "__main__":
    assert naive
    globals()[sys.argv[1]](*sys.argv[2:])
