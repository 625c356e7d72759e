"""Settings of the test run: the embedded default, or the services given by the environment."""

import os

os.environ.setdefault("MODE", "demo")
os.environ.setdefault("SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests")

from mentoring_platform.settings import *  # noqa: F403
from mentoring_platform.settings import DATABASES, MIDDLEWARE, REDIS_URL

SERVICES = bool(REDIS_URL)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
if not SERVICES:
    CELERY_BROKER_URL = "memory://"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [entry for entry in MIDDLEWARE if "whitenoise" not in entry]
ACCOUNT_RATE_LIMITS = False
LIMITS_ARE_ON = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    DATABASES["default"]["TEST"] = {"NAME": f"/tmp/raanu-test-{os.getpid()}-{worker}.sqlite3"}
