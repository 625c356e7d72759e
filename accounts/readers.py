"""Who reads what people and organisations write about themselves."""

from django.utils.translation import gettext_lazy as _

from mentoring_platform.readers import EVERYONE, NOBODY, Readers

ANYBODY = Readers("anybody", _("everybody who opens the page."), lambda person, at: EVERYONE)
NO_ONE = Readers("no_one", _("nobody but you."), lambda person, at: NOBODY)
