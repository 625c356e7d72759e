"""What people write to each other, and why it is kept."""

from django.utils.translation import gettext_lazy as _

from mentoring_platform.personal_data import Basis, Erasure, Privacy
from programmes.personal_data import AFTER_PROGRAMME

WORDS = Privacy(
    "words",
    _("What you write to your group, or as a coordinator to people of a programme"),
    _("So that those you write to can read it."),
    Basis.SERVICE,
    AFTER_PROGRAMME,
    Erasure.CONTENT,
)
