"""The one time that an operator of the demo had to read what a group wrote."""

from datetime import datetime, timedelta

from accounts.models import User
from meetings.models import Log, Opening

REASON = "A former member asked us to correct her name in this log, and could not reach you."


def open_a_log(known: dict[str, User], *, now: datetime) -> None:
    logs = Log.objects.visible_to(known["Noora"]).order_by("meeting__starts_at")
    begun = now - timedelta(days=6)
    Opening.objects.create(
        meeting=logs[0].meeting,
        by=known["Olivia"],
        reason=REASON,
        opened_at=begun,
        ends_at=begun + timedelta(hours=1),
    )
