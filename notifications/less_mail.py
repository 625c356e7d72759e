"""The "less mail" link of every mail: a signed address that needs no sign-in.

It stops one kind of mail to one person and mutes one programme for them, and opens nothing
else, so it does not expire. Mail programs use it for their own button (RFC 8058): they POST to
it. Opening it only shows a page.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from notifications import kinds
from notifications.kinds import Kind, Weight
from notifications.models.preference import Preference
from notifications.ways import Channel

if TYPE_CHECKING:
    from notifications.models import Message

SALT = "notifications.less"
BUNDLE = "digest"


@dataclass(frozen=True)
class Wish:
    """What a link is about: the person, the kind of the mail, and the programme, if any."""

    person: User
    kind: Kind
    programme: int | None

    @property
    def is_of_bundle(self) -> bool:
        return self.kind.name == BUNDLE

    def stop(self) -> None:
        """No more mails of this kind; the bundled mail is a kind of its own."""
        if self.is_of_bundle:
            self._set_rhythm(Preference.Rhythm.NEVER)
        else:
            Preference.objects.choose(self.person, kind=self.kind.name, channel=Channel.HERE)

    def go_on(self) -> None:
        """As if nothing had been chosen."""
        if self.is_of_bundle:
            self._set_rhythm(Preference.Rhythm.DAILY)
        else:
            Preference.objects.forget(self.person, kind=self.kind.name)

    def _set_rhythm(self, rhythm: str) -> None:
        Preference.objects.update_or_create(person=self.person, defaults={"rhythm": rhythm})


def token_for(message: "Message") -> str:
    return signing.dumps([message.person_id, message.kind, message.programme], salt=SALT)


def url(message: "Message") -> str:
    """The link of a mail; none where the mail cannot be switched off."""
    if message.weight == Weight.MANDATORY and message.kind != BUNDLE:
        return ""
    return settings.SITE_URL + reverse("notifications:less", args=[token_for(message)])


def wish(token: str) -> Wish | None:
    """What the bearer of a link may ask for; None if it is forged or the person is gone."""
    try:
        person_id, kind, programme = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not kinds.is_known(kind):
        return None
    return Wish(person, kinds.kind(kind), programme)
