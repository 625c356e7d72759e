"""What the platform keeps of the messages it owes to people, and why."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import Basis, Privacy, days

MESSAGE = Privacy(
    "message",
    _("Which messages you were sent, and whether they arrived"),
    _("So that nothing is told twice, and a lost message is noticed."),
    Basis.SERVICE,
    days(365, _("one year")),
)
NOTICE = Privacy(
    "notice",
    _("What stands in your list of notices"),
    _("So that you find again what you were told."),
    Basis.SERVICE,
    days(365, _("one year")),
)
PREFERENCE = Privacy(
    "preference",
    _("How you want to be told: by mail or not, when, and about which programmes"),
    _("So that no more comes than you want."),
    Basis.SERVICE,
)
KEPT_MAIL = Privacy(
    "kept_mail",
    _("Mails that were kept instead of sent, where there is no mail server"),
    _("So that the platform can be tried out."),
    Basis.INTEREST,
    days(30, _("30 days")),
    export=False,
)
ACCOUNT_MAIL = Privacy(
    "account_mail",
    _("Mails with a code or link for signing in, until they are sent"),
    _("So that you get them even if the mail server is slow."),
    Basis.SERVICE,
    days(1, _("one day at most")),
    export=False,
)
BAD_ADDRESS = Privacy(
    "bad_address",
    _("That mail to your address did not arrive"),
    _("So that nobody waits for an answer to a lost mail."),
    Basis.INTEREST,
    days(365, _("one year")),
)


def mails_to(person: Any) -> Q:
    """A kept mail knows an address only."""
    return Q(to__iexact=person.email)


def address_of(person: Any) -> Q:
    return Q(email__iexact=person.email)
