#!/usr/bin/env python
"""Commands of the platform. Without a SECRET_KEY in the environment they run the demo."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_platform.settings")
    os.environ.setdefault("MODE", "production" if os.environ.get("SECRET_KEY") else "demo")
    execute_from_command_line(sys.argv)
