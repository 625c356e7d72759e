"""python -m tests.faults.sending rate TURNS MAILS | work SECONDS | work_in_line SECONDS

``rate``: by turns, in one process, mails that are only rendered and handed over on one kept
connection, and mails that the engine sends; prints for each turn mails per second and per second
of CPU (the database's included) of both. The others send for so long once the line "go" is read,
and print how many they have sent.
"""

import json
import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from notifications import kinds  # noqa: E402
from notifications.models import Message  # noqa: E402
from notifications.post import Post, in_words_of, written  # noqa: E402
from notifications.round import go_round  # noqa: E402


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
            began = _clocks()
            for _n in range(mails):
                post.take(
                    written(message.kind, letter, to=message.person, message_id="<floor@raanu>")
                )
            return _rates(mails, began)


def engine(mails):
    """Only so many are due."""
    due = Message.objects.due(timezone.now()).order_by("pk").values("pk")
    last = due[mails - 1 : mails].get()["pk"]
    later = timezone.now() + timedelta(days=1)
    rest = Message.objects.filter(state="waiting", pk__gt=last)
    moment = rest.values_list("next_try_at", flat=True).first() or later
    rest.update(next_try_at=later)
    began = _clocks()
    rates = _rates(go_round(seconds=600), began)
    rest.update(next_try_at=moment)
    return rates


def _clocks():
    """Seconds on the wall, and of CPU: ours and the database connection's."""
    pid = connection.connection.info.backend_pid
    return time.perf_counter(), time.process_time() + time.clock_gettime(((~pid) << 3) | 2)


def _rates(mails, began):
    return [mails / (now - before) for now, before in zip(_clocks(), began, strict=True)]


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
    globals()[sys.argv[1]](*sys.argv[2:])
