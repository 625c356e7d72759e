"""Tell a group at once that an operator has opened one of its logs."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.models import Opening
from notifications.kinds import Kind, Letter, Weight
from notifications.models import Message


def compose(message: Message) -> Letter | None:
    """For those who are members still."""
    openings = Opening.objects.visible_to(message.person).select_related("meeting__group")
    opening = openings.filter(pk=message.about).first()
    if opening is None:
        return None
    meeting = opening.meeting
    words = {"group": meeting.group.name, "n": meeting.number}
    text = gettext("Somebody who runs the platform can read it for one hour. The reason given:")
    return Letter(
        {"words": f"{text}\n\n{opening.reason}", "label": gettext("See the meeting")},
        title=gettext("An operator has opened the log of meeting %(n)s, %(group)s") % words,
        url=meeting.get_absolute_url(),
        reason=gettext("You get this because you are a member of group %(group)s.") % words,
    )


KIND = Kind("log_opened", _("Log opened by an operator"), compose, None, Weight.MANDATORY, "notice")
