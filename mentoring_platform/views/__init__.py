from mentoring_platform.views.group import group
from mentoring_platform.views.health import healthz
from mentoring_platform.views.language import set_language
from mentoring_platform.views.monday import monday_alike, monday_item
from mentoring_platform.views.my_mentoring import my_mentoring
from mentoring_platform.views.overview import groups_to_help, overview

__all__ = [
    "group",
    "groups_to_help",
    "healthz",
    "monday_alike",
    "monday_item",
    "my_mentoring",
    "overview",
    "set_language",
]
