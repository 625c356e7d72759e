"""The invitation mail: who gets it, what it says, and the link in it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, Letter, Weight, kind
from notifications.models import Message
from programmes.models import Participant, Programme

SALT = "programmes.invitation"
LINK_DAYS = 60
BATCH = 2000


def token_for(participant: Participant) -> str:
    """What proves that the bearer got the mail. Of no use once the person left or was removed."""
    return signing.dumps(participant.pk, salt=SALT)


def participant_for(token: str) -> Participant | None:
    """The invited person behind a link; None if it is forged, too old, or they are shut out."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    invited = Participant.objects.select_related("programme", "user", "organisation")
    return invited.filter(pk=pk, user__is_active=True).first()


def link_for(participant: Participant) -> str:
    return settings.SITE_URL + reverse("programmes:invitation", args=[token_for(participant)])


def owe(now: datetime) -> None:
    """Write the invitations whose ten minutes of grace are over."""
    due = Participant.objects.to_invite(now).order_by("invite_at", "pk")
    with transaction.atomic():  # held, so that nobody is taken back while the mail is written
        participants = list(due.select_for_update(of=("self",))[:BATCH])
        Message.objects.owe(
            Message.intend(
                "invitation",
                person_id=who.user_id,
                about=who.pk,
                due_at=who.invite_at or now,
                programme=who.programme_id,
            )
            for who in participants
        )
        Participant.objects.filter(pk__in=[who.pk for who in participants]).update(invited_at=now)


def compose(message: Message) -> Letter | None:
    """Nothing to say to somebody who has answered meanwhile, or whose programme is over."""
    invited = Participant.objects.select_related("programme__created_by", "people_import__by")
    participant = invited.filter(pk=message.about).first()
    if participant is None or participant.state != Participant.State.INVITED:
        return None
    if participant.programme.is_over:
        return None
    return letter(participant)


def letter(participant: Participant) -> Letter:
    """What the invitation says to this person, and who says it."""
    programme, listed = participant.programme, participant.people_import
    by = (listed and listed.by) or programme.created_by
    inviters = [by.get_full_name()] if by else []
    return Letter(
        {
            "participant": participant,
            "programme": programme,
            "inviters": ", ".join([*inviters, *map(str, programme.owners())]),
            "link": link_for(participant),
            "until": timezone.localdate() + timedelta(days=LINK_DAYS),
            "seed": programme.band_seed,
        },
        title=gettext("You are invited: %(programme)s") % {"programme": programme},
        url=link_for(participant),
        page=reverse("programmes:my_invitation", args=[participant.pk]),
        reason=gettext("You get this because a coordinator of “%(programme)s” added your address.")
        % {"programme": programme},
    )


def is_about_the_past(message: Message) -> bool:
    """Whether the programme is closed, which ends every message about it but a few."""
    if message.programme is None or kind(message.kind).outlives_programme:
        return False
    over = [Programme.State.CLOSED, Programme.State.ARCHIVED]
    return Programme.objects.filter(pk=message.programme, state__in=over).exists()


KIND = Kind("invitation", _("Invitation to a programme"), compose, owe, Weight.MANDATORY)
