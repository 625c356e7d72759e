"""Who reads what is written in a programme and in a group."""

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring_platform.readers import Readers
from programmes.readers import coordinating


def addressed(person: User, at: str = "") -> Q:
    """What was written to the person."""
    written = apps.get_model("notifications", "Message").objects.filter(kind="announcement")
    return Q(**{f"{at}pk__in": written.filter(person=person).values("about")})


ADDRESSEES = Readers(
    "addressees",
    _("the people it is written to, and the coordinators of the programme."),
    lambda person, at: addressed(person, at) | coordinating(person, f"{at}programme__"),
)
