"""Form the groups that somebody looked at, all of them or none."""

from datetime import datetime

from django.db import IntegrityError, transaction

from matching.candidates import preview, to_seat
from programmes.models import Group, GroupFull, Participant, Programme


class Changed(Exception):
    """The groups would not be those that were looked at any more."""


def form_evenly(
    programme: Programme, *, also_invited: bool, fill_first: bool, seen: str, now: datetime
) -> tuple[int, int]:
    """How many groups were formed and how many people placed; ``seen`` is the fingerprint of
    what was shown. Raises Changed and does nothing if somebody came or left meanwhile.

    The people are held first: whoever wants to seat one of them elsewhere waits, and then
    finds that they have a group.
    """
    try:
        with transaction.atomic():
            free = to_seat(programme, also_invited=also_invited)
            Participant.objects.locked(list(free.values_list("pk", flat=True)))
            found = preview(programme, also_invited=also_invited, fill_first=fill_first)
            if found.fingerprint != seen:
                raise Changed
            for into in found.filled:
                if into.group:
                    into.group.seat([*into.mentors, *into.mentees], now=now)
            for new in found.new:
                Group.form(
                    programme=programme,
                    name=new.name,
                    mentors=new.mentors,
                    mentees=new.mentees,
                    now=now,
                )
    except (GroupFull, IntegrityError) as error:
        raise Changed from error
    placed = sum(len(s.mentors) + len(s.mentees) for s in (*found.filled, *found.new))
    return len(found.new), placed
