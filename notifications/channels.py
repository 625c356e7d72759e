"""How a message reaches somebody: in the app always, by mail now, later, or not at all."""

from datetime import datetime
from typing import TYPE_CHECKING

from notifications import kinds
from notifications.kinds import Letter, Weight
from notifications.models.notice import Notice
from notifications.models.preference import Preference
from notifications.ways import Outcome, Way

if TYPE_CHECKING:
    from notifications.models import Message


def tell(message: "Message", letter: Letter, *, now: datetime) -> Way:
    """Put it on the person's list, and say what becomes of the mail.

    Called in the transaction that has claimed the message, possibly more than once (a mail that
    was refused for the moment is tried again), so what it writes is there once only.
    """
    way = Way(Outcome.SENT if letter.by_mail else Outcome.IN_APP)
    if message.weight != Weight.MANDATORY:
        way = Preference.objects.of(message.person).way(message, letter, now=now)
    if kinds.kind(message.kind).is_told_here:
        Notice.objects.tell(message, letter, now=now, is_muted=way.is_muted)
    return way
