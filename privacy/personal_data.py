"""What the keeping of promises about privacy itself knows about people."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import Basis, Impersonal, Privacy, days

AGREED = Privacy(
    "agreed",
    _("To what you agreed and what you took back, and which privacy notice you have read"),
    _("So that we can show what you allowed."),
    Basis.DUTY,
)
COPY = Privacy(
    "copy",
    _("The copies of your data that you asked for"),
    _("So that you can take your data with you."),
    Basis.DUTY,
    days(30, _("the file for 7 days, that you asked for 30 days")),
)
COPY_FILE = replace(COPY, export=False)
TOMBSTONES = Impersonal(_("A hash that leads to nobody who is still here."))
