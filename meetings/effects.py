"""Which meetings a change of the programme affects. None is deleted by any change."""

from collections.abc import Iterator
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import ngettext

from meetings.models import Meeting
from programmes.models import Programme
from programmes.modules import Module


def told(before: Programme, after: Programme) -> Iterator[str]:
    """Meetings that are out of sight, after the new end, or ahead of a programme that closes."""
    ahead = Meeting.objects.filter(group__programme=before.pk).coming(timezone.now())
    hides = before.uses(Module.MEETINGS) and not after.uses(Module.MEETINGS)
    if hides and (count := ahead.count()):
        text = ngettext(
            "%(n)d planned meeting is hidden, with all logs, until meetings are on again.",
            "%(n)d planned meetings are hidden, with all logs, until meetings are on again.",
            count,
        )
        yield text % {"n": count}
    new_end = timezone.make_aware(datetime.combine(after.ends_on, time.max))
    is_cut = after.ends_on < before.ends_on
    if is_cut and (count := ahead.filter(starts_at__gt=new_end).count()):
        text = ngettext(
            "%(n)d meeting lies after the new end and stays planned.",
            "%(n)d meetings lie after the new end and stay planned.",
            count,
        )
        yield text % {"n": count}
    closes = after.is_over and not before.is_over
    if closes and (count := ahead.count()):
        text = ngettext(
            "%(n)d meeting is still ahead and stays planned.",
            "%(n)d meetings are still ahead and stay planned.",
            count,
        )
        yield text % {"n": count}
