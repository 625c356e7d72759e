"""Streams below /live/, and the demo: uvicorn.

Each request has its own thread here, so a kept connection would never be found again.
"""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ["CONN_MAX_AGE"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_platform.settings")
# Small static files are sent at once; Django warns of every one.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
application = get_asgi_application()
