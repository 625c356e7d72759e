"""Links in mails that do one thing for one person, and nothing when merely looked at.

A token says purpose, thing, person, mark and expiry, and is signed. The mark is what the mail
saw of the thing: once the thing has changed (moved, answered, logged), the link is void; so it
works once. Apps register their purposes in ``AppConfig.ready``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from accounts.models import User

SALT = "reminders.link"
DAYS = 30


@dataclass(frozen=True)
class Purpose:
    """One thing a link can do. All of it is asked anew whenever the link is opened.

    ``find`` gives the thing as long as this person may do that to it, or None; ``mark`` what
    must not have changed since; ``question`` and ``button`` are on the page; ``act`` does it;
    ``page`` is where to go on after signing in.
    """

    name: str
    find: Callable[[int, User], Any]
    mark: Callable[[Any], str]
    question: Callable[[Any], Any]
    button: Any
    act: Callable[[Any, User, datetime], None]
    done: Any
    page: Callable[[Any], str]


_purposes: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    _purposes[purpose.name] = purpose


@dataclass(frozen=True)
class Nudge:
    """A link as it was opened: whose it is, and whether it still does something."""

    purpose: Purpose
    person: User
    thing: Any
    is_fresh: bool

    @property
    def question(self) -> Any:
        return self.purpose.question(self.thing)

    @property
    def page(self) -> str:
        return self.purpose.page(self.thing)

    def act(self, *, now: datetime) -> None:
        self.purpose.act(self.thing, self.person, now)


def link(name: str, thing: Any, person: User, *, until: datetime | None = None) -> str:
    """An address for a mail. It dies at ``until``, and after a month in any case."""
    latest = timezone.now() + timedelta(days=DAYS)
    expires = int(min(until or latest, latest).timestamp())
    told = [name, thing.pk, person.pk, _purposes[name].mark(thing), expires]
    token = signing.dumps(told, salt=SALT)
    return settings.SITE_URL + reverse("reminders:nudge", args=[token])


def opened(token: str, now: datetime) -> Nudge | None:
    """What a link does now; None if it is forged, too old, or not for this person any more."""
    try:
        name, pk, person_pk, mark, expires = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    purpose = _purposes.get(name)
    person = User.objects.listed().filter(pk=person_pk, is_active=True).first()
    if purpose is None or person is None or now.timestamp() > expires:
        return None
    thing = purpose.find(pk, person)
    if thing is None:
        return None
    return Nudge(purpose, person, thing, is_fresh=purpose.mark(thing) == mark)
