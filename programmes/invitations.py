"""The invitation mail: who gets it, what it says, and the link in it."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, Letter
from notifications.models import Message
from programmes.models import Participant

SALT = "programmes.invitation"
LINK_DAYS = 60
BATCH = 2000


def token_for(participant: Participant) -> str:
    """What proves that the bearer got the mail. Of no use once the person left or was removed."""
    return signing.dumps(participant.pk, salt=SALT)


def participant_for(token: str) -> Participant | None:
    """The invited person behind a link, or None if it is forged or too old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    invited = Participant.objects.select_related("programme", "user", "organisation")
    return invited.filter(pk=pk).first()


def link_for(participant: Participant) -> str:
    return settings.SITE_URL + reverse("programmes:invitation", args=[token_for(participant)])


def owe(now: datetime) -> None:
    """Write the invitations whose ten minutes of grace are over."""
    due = Participant.objects.to_invite(now).order_by("invite_at", "pk")
    with transaction.atomic():  # held, so that nobody is taken back while the mail is written
        participants = list(due.select_for_update(of=("self",))[:BATCH])
        Message.objects.owe(
            Message.intend(
                "invitation", person_id=who.user_id, about=who.pk, due_at=who.invite_at or now
            )
            for who in participants
        )
        Participant.objects.filter(pk__in=[who.pk for who in participants]).update(invited_at=now)


def compose(message: Message) -> Letter | None:
    """Nothing to say to somebody who has answered meanwhile, or whose programme is over."""
    participant = (
        Participant.objects.select_related("programme", "user").filter(pk=message.about).first()
    )
    if participant is None or participant.state != Participant.State.INVITED:
        return None
    if participant.programme.is_over:
        return None
    return letter(participant)


def letter(participant: Participant) -> Letter:
    """What the invitation says to this person."""
    return Letter(
        {
            "participant": participant,
            "programme": participant.programme,
            "link": link_for(participant),
            "seed": participant.programme.band_seed,
        }
    )


KIND = Kind("invitation", _("Invitation to a programme"), compose, owe)
