"""The mail and notice of an announcement."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models import Announcement
from conversations.models.announcement import KIND as NAME
from notifications.kinds import Kind, Letter, Weight
from notifications.models import Message
from programmes.models import Participant, Programme


def compose(message: Message) -> Letter | None:
    """Nothing to say to somebody who has left the programme meanwhile."""
    found = Announcement.objects.select_related("programme", "written_by")
    announcement = found.filter(pk=message.about).first()
    if announcement is None:
        return None
    people = Participant.objects.counted().filter(user=message.person_id)
    if not people.filter(programme=announcement.programme_id).exists():
        return None
    programme, writer = announcement.programme, announcement.written_by
    return Letter(
        {
            "announcement": announcement,
            "programme": programme,
            "writer": writer,
            "seed": programme.band_seed,
        },
        title=announcement.title,
        url=announcement.get_absolute_url(),
        reason=reason(writer, programme),
        reply_to=writer.email if writer else "",
    )


def reason(writer: User | None, programme: Programme) -> str:
    """Why it came, in the language that is active."""
    who = writer.get_full_name() if writer else gettext("a coordinator")
    text = gettext("You get this because %(name)s, who coordinates “%(programme)s”, wrote to you.")
    return text % {"name": who, "programme": programme}


KIND = Kind(NAME, _("Word from a coordinator"), compose, weight=Weight.PROMPT)
