"""How a message reaches somebody: in the app, by mail now, by mail later, or not by mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from notifications.kinds import Letter

if TYPE_CHECKING:
    from notifications.models import Message


@dataclass(frozen=True)
class Way:
    """Whether a mail goes out, and if not now, when to ask again."""

    by_mail: bool = True
    ask_again_at: datetime | None = None


def tell(message: "Message", letter: Letter, *, now: datetime) -> Way:
    """Tell what can be told at once, and say what becomes of the mail.

    Called in the transaction that has claimed the message, possibly more than once (a mail that
    was refused for the moment is tried again), so what it writes must be there once only.
    """
    return Way()
