"""Settings of the demo as it is served, with a folder of its own for collected files."""

import os

from mentoring_platform.settings import *  # noqa: F403

STATIC_ROOT = os.environ["STATIC_ROOT"]
