"""The platform in the hands of the fault tests: everything real, time-outs short."""

import os

os.environ |= {
    "MODE": "production",
    "SECRET_KEY": "only-for-faults-only-for-faults-only-for-faults",
    "SITE_URL": "https://raanu.example",
    "ALLOWED_HOSTS": "raanu.example",
    "REDIS_URL": "",
}

from mentoring_platform.settings import *  # noqa: F403

CELERY_BROKER_URL = os.environ["BROKER_URL"]
EMAIL_TIMEOUT = 2
