"""What becomes of somebody's programmes when they go for good."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from privacy.departures import Departure
from programmes.models import Participant, Programme, Role


def hindrances(person: User) -> list[Any]:
    """Programmes that nobody would run any more."""
    led = Participant.objects.present().filter(role=Role.COORDINATOR)
    mine = led.filter(user=person).exclude(programme__state=Programme.State.ARCHIVED)
    others = led.exclude(user=person).filter(user__is_active=True).values("programme")
    return [
        _("Nobody else runs %(name)s. Make somebody else coordinator first.")
        % {"name": participant.programme}
        for participant in mine.exclude(programme__in=others).select_related("programme")
    ]


@transaction.atomic
def leave(person: User, now: datetime) -> None:
    """Every seat and every place is free again; what was written together stays."""
    for participant in Participant.objects.filter(user=person).counted():
        if participant.state == Participant.State.INVITED:
            participant.decline(now=now)
        else:
            participant.leave(now=now)


DEPARTURE = Departure(hindrances, leave)
