"""What the platform knows about people who sign in, and why. Apps above use these too."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import Basis, Erasure, Impersonal, Privacy, days

ACCOUNT = Privacy(
    "account",
    _("Your name, mail address, language and time zone"),
    _("So that you can sign in and others know with whom they work."),
    Basis.SERVICE,
    erasure=Erasure.CONTENT,
)
SIGN_IN = Privacy(
    "sign_in",
    _("How and from where you sign in: proven addresses, second factors, sessions"),
    _("So that nobody else gets into your account."),
    Basis.INTEREST,
)
SECRET = replace(SIGN_IN, export=False)
PASSWORD = replace(
    SECRET, key="password", what=_("Your password, unreadable"), erasure=Erasure.CONTENT
)
SESSION = replace(
    SECRET,
    key="session",
    what=_("That you are signed in"),
    purpose=_("So that you need not sign in on every page."),
    retention=days(0, _("until you sign out, two weeks at most")),
)
BELONGING = Privacy(
    "belonging",
    _("To which organisation and unit you belong, and as what"),
    _("So that each organisation knows its own people."),
    Basis.PUBLIC_TASK,
)
AUTHORSHIP = Privacy(
    "authorship",
    _("That you set something up, planned or changed it"),
    _("So that others know whom to ask."),
    Basis.SERVICE,
    erasure=Erasure.FORMER,
)
OPERATING = Privacy(
    "operating",
    _("What operators changed by hand"),
    _("So that changes to the platform can be traced."),
    Basis.INTEREST,
    days(365, _("one year")),
    Erasure.CONTENT,
    export=False,
)
ABOUT_ORGANISATION = Impersonal(_("Tells about an organisation."))
TECHNICAL = Impersonal(_("Runs the platform; no person is in it."))
HASHED = Impersonal(_("Holds a keyed hash that leads to nobody, for minutes or hours."))
