"""What people of the demo have said about their data."""

from datetime import datetime, timedelta

from accounts.models import User
from privacy.bundle import bundle
from privacy.consents import NOTICE_VERSION
from privacy.models import Acknowledgement, Consent, DataCopy


def claim_rights(known: dict[str, User], *, now: datetime) -> None:
    """A student who has taken a copy and agreed to something, a mentor who changed her mind."""
    noora, mentor = known["Noora"], known["Thuy"]
    began = now - timedelta(days=20)
    for person in (noora, mentor):
        Acknowledgement.objects.create(
            user=person, version=NOTICE_VERSION, language=person.language, at=began
        )
    _agree(noora, "later_programmes", began)
    _agree(mentor, "research", began).withdraw(now=began + timedelta(days=4))
    _old_copy(noora, now - timedelta(days=12))
    copy, _is_new = DataCopy.ask(noora, now=now - timedelta(hours=3))
    copy.begin(now=now)
    copy.finish(bundle(noora, now=now))


def _agree(person: User, question: str, at: datetime) -> Consent:
    return Consent.give(person, question, version=1, language=person.language, now=at)


def _old_copy(person: User, asked_at: datetime) -> None:
    DataCopy.objects.create(user=person, state=DataCopy.State.EXPIRED, asked_at=asked_at)
