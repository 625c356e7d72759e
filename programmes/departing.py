"""What becomes of somebody's programmes when they go for good."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from privacy.departures import Departure
from privacy.upcoming import Farewell
from programmes.models import Participant, Programme, Role


def hindrances(person: User, programme: Programme | None = None) -> list[Any]:
    """Programmes that nobody would run any more; of all the person's, or of one."""
    led = Participant.objects.present().filter(role=Role.COORDINATOR)
    mine = led.filter(user=person).exclude(programme__state=Programme.State.ARCHIVED)
    if programme:
        mine = mine.filter(programme=programme)
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


def places(person: User) -> list[tuple[Any, str]]:
    """Programmes that the person takes part in, with the page for leaving."""
    mine = Participant.objects.present().filter(user=person)
    found = {one.programme_id: one.programme for one in mine.select_related("programme")}
    return [(one, reverse("programmes:leave", args=[one.pk])) for one in found.values()]


def farewells(person: User) -> list[Farewell]:
    """Until when each of the person's programmes remembers who took part."""
    parts = Participant.objects.filter(user=person).select_related("programme")
    programmes = {one.programme_id: one.programme for one in parts}
    return [Farewell(one.name, one.forget_on) for one in programmes.values()]


DEPARTURE = Departure(hindrances, leave, places)
