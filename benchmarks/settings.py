"""The platform with production settings, and one page more: the control."""

import os

os.environ |= {
    "MODE": "production",
    "SECRET_KEY": "measures-only-measures-only-measures-only",
    "SITE_URL": "https://raanu.example",
    "ALLOWED_HOSTS": "raanu.example",
    "EMAIL_URL": "dummymail://",
    "BEHIND_PROXY": "true",
}

from mentoring_platform.settings import *  # noqa: F403
from mentoring_platform.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.urls"
TEMPLATES[0]["DIRS"] += [BASE_DIR / "benchmarks" / "templates"]
