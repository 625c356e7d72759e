"""What will come to a person, in sentences: made from the same rules that send."""

from collections.abc import Iterator
from datetime import time

from django.utils.formats import time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from notifications import kinds
from notifications.kinds import Weight
from notifications.models import Preference
from notifications.ways import Channel


def hour(at: int) -> str:
    """A whole hour as it is written in the language that is spoken."""
    return time_format(time(at), "TIME_FORMAT")


def _lower(words: str) -> str:
    """As in the middle of a sentence."""
    return words[:1].lower() + words[1:]


def sentences(preference: Preference) -> Iterator[str]:
    """When mails come, which come at once, and when none does."""
    at = {"hour": hour(preference.hour)}
    if preference.rhythm == Preference.Rhythm.NEVER:
        yield _("What can wait stands in your list and is not mailed.")
    elif preference.rhythm == Preference.Rhythm.WEEKLY:
        yield _("What can wait comes in one mail a week at most, on Mondays at %(hour)s.") % at
    else:
        yield _("What can wait comes in one mail a day at most, at %(hour)s.") % at
    prompt = [
        _lower(str(kind.label))
        for kind in kinds.registered()
        if kind.weight == Weight.PROMPT
        and preference.channel(kind.name, kind.weight) == Channel.NOW
    ]
    if prompt:
        names = get_text_list(prompt, _("and"))
        yield _("What cannot wait comes at once: %(kinds)s.") % {"kinds": names}
    if preference.quiet_from != preference.quiet_until:
        yield _(
            "From %(begin)s to %(end)s nothing comes, unless it would be too late afterwards."
        ) % {"begin": hour(preference.quiet_from), "end": hour(preference.quiet_until)}
