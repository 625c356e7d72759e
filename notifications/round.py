"""A round of the postman: everything that is due, one after the other, each in a transaction."""

import logging
from time import monotonic

from django.db import transaction
from django.utils import timezone

from notifications.models import Heartbeat, Message
from notifications.models.message import Place
from notifications.post import Post

logger = logging.getLogger(__name__)
SECONDS = 55  # then the next round begins, and other work has had its turn


def go_round(*, seconds: float = SECONDS) -> int:
    """Say what is due until nothing is left or time is up; how many mails were taken.

    Any number may go round at the same time: whoever claims a row first says it. A round that
    is killed loses nothing, its row is unclaimed again. What goes wrong with one message puts
    off that one only.
    """
    ends = monotonic() + seconds
    place: Place | None = None
    with Post() as post:
        while monotonic() < ends:
            message = _say_next(post, place)
            if message is None:
                break
            place = message.place
    if post.is_down:
        Heartbeat.objects.fail(Heartbeat.Part.MAIL, post.failure, now=timezone.now())
    elif post.taken:
        Heartbeat.objects.beat(Heartbeat.Part.MAIL, now=timezone.now())
    return post.taken


def _say_next(post: Post, place: Place | None) -> Message | None:
    message, now = None, timezone.now()
    try:
        with transaction.atomic():
            message = Message.objects.claim_next(now, after=place)
            if message is not None:
                message.say(post, now=now)
    except Exception as error:
        if message is None:
            raise
        logger.exception("Message %s cannot be said", message.pk)
        message.put_off(now=now, failure=f"{type(error).__name__}: {error}")
    return message
