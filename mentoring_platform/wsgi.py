"""Pages: gunicorn with threads and kept database connections."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_platform.settings")
application = get_wsgi_application()
