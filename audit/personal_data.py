"""What the audit trail knows about people, and why."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import Basis, Erasure, Impersonal, Privacy, Retention


def events_by(person: Any) -> Q:
    """An event knows a pseudonym only; who has none left is in no event."""
    return Q(actor=person.pseudonym) if person.pseudonym else Q(pk__in=[])


TRAIL = Privacy(
    "trail",
    _("What you changed, read in confidence or exported, and when; never what a text said"),
    _("So that misuse can be found, and others’ rights be protected."),
    Basis.INTEREST,
    # The trail is append-only; it removes what is too old by itself.
    Retention("trail", _("two years")),
    Erasure.FORMER,
    whose=events_by,
)
CHAIN = Impersonal(_("Proves that the trail was not changed; no person is in it."))
