"""Who reads the words of a reminder."""

from django.utils.translation import gettext_lazy as _

from mentoring_platform.readers import Readers
from programmes.readers import in_programme

ADDRESSED = Readers(
    "addressed", _("everybody who gets this reminder, and the coordinators."), in_programme
)
