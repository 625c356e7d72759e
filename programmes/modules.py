"""What a programme can switch on. An app says which modules it has built; the rest stay unseen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Module(TextChoices):
    PEOPLE_LIST = "people_list", _("People from a list")
    JOIN_LINK = "join_link", _("Join link")
    APPLICATIONS = "applications", _("Applications and waiting list")
    DIRECTORY = "directory", _("Mentor directory")
    HELP_REQUESTS = "help_requests", _("Help requests")
    GROUPS = "groups", _("Groups")
    MATCHING = "matching", _("Matching")
    AGREEMENT = "agreement", _("Mentoring agreement")
    CREDITS = "credits", _("Credits and assignments")
    ASSESSMENT = "assessment", _("Teacher’s assessment")
    TRAINING = "training", _("Training")
    MEETINGS = "meetings", _("Meetings and logs")
    EVENTS = "events", _("Joint events")
    CARPET = "carpet", _("Digital quality carpet")
    CRITERIA = "criteria", _("Evaluation with quality criteria")
    CERTIFICATES = "certificates", _("Certificates and badges")
    REPORTS = "reports", _("Reports")


EFFECTS = {
    Module.PEOPLE_LIST: _("Coordinators paste or drop a list of people and invite them."),
    Module.JOIN_LINK: _("One link or QR code lets people join by themselves."),
    Module.GROUPS: _("People work in groups; a pair is a group of two."),
    Module.MEETINGS: _("Groups plan meetings, answer, meet by video and keep a log."),
}

_built: set[Module] = set()


def build(module: Module) -> None:
    """Called in ``AppConfig.ready`` of the app that has built it."""
    _built.add(module)


def built() -> list[Module]:
    """The modules that work here, in the order of the enumeration."""
    return [module for module in Module if module in _built]
