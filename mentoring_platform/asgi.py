"""Streams below /live/, and the demo: uvicorn.

Each request has its own thread here, so a kept connection would never be found again.
"""

import os

from django.core.asgi import get_asgi_application

os.environ["CONN_MAX_AGE"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_platform.settings")
application = get_asgi_application()
