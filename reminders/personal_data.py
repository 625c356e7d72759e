"""What reminders know about people, and why."""

from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import Basis, Privacy, days

TRIAL = Privacy(
    "trial",
    _("Which mails of a programme a coordinator had sent to themselves to look at"),
    _("So that a rehearsal cannot become a flood."),
    Basis.SERVICE,
    days(30, _("30 days")),
)
