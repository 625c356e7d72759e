"""The ways on which a message reaches a person, and which of them a kind may take."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Weight


class Channel(models.TextChoices):
    """Every message stands in the person's list; this is what comes by mail besides."""

    NOW = "now", _("By mail, at once")
    DIGEST = "digest", _("In the summary")
    HERE = "here", _("Only in my list")


class Outcome(models.TextChoices):
    """What becomes of a message that is due and true; values are states of Message."""

    SENT = "sent"
    WAITING = "waiting"
    HELD = "held"
    IN_APP = "in_app"


@dataclass(frozen=True)
class Way:
    """What becomes of a message now, and when it is looked at again; ``is_muted``: no bell."""

    outcome: Outcome
    at: datetime | None = None
    is_muted: bool = False


def choices(weight: str) -> list[Channel]:
    """What a person may choose; the first is what they get if they choose nothing.

    A routine message is never mailed at once: that is why nobody gets two routine mails a day.
    """
    if weight == Weight.MANDATORY:
        return [Channel.NOW]
    if weight == Weight.PROMPT:
        return [Channel.NOW, Channel.DIGEST, Channel.HERE]
    return [Channel.DIGEST, Channel.HERE]
