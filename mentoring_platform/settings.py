"""Settings. The environment is read at the top; a wrong or missing value stops the start.

MODE is ``production`` unless said otherwise. ``demo`` (the default of ``manage.py`` when no
SECRET_KEY is set) runs on SQLite with an embedded broker and keeps its mails in the database.
"""

from pathlib import Path
from secrets import token_urlsafe

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from accounts.sign_in_settings import *  # noqa: F403
from mentoring_platform.browser_policy import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
MODE = env.str("MODE", "production")
if MODE not in {"production", "demo"}:
    raise ImproperlyConfigured(f"MODE is {MODE!r}, but must be production or demo")
DEMO = MODE == "demo"
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
REDIS_URL = env.str("REDIS_URL", "")
EMAIL_URL = env.str("EMAIL_URL", "")
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.str('PORT', '8000')}").rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Raanu <raanu@localhost>")
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", "")
BACKUP_DAYS = env.int("BACKUP_DAYS", 35)
MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR_DIR / "media"))
CONN_MAX_AGE = env.int("CONN_MAX_AGE", 60)

if not DEMO:
    if len(SECRET_KEY) < 32:
        raise ImproperlyConfigured("Set SECRET_KEY to a random text of at least 32 characters")
    if DEBUG:
        raise ImproperlyConfigured("DEBUG shows secrets to visitors: never with MODE=production")
    for name in ("DATABASE_URL", "EMAIL_URL", "SITE_URL", "ALLOWED_HOSTS"):
        if not env.str(name, ""):
            raise ImproperlyConfigured(f"Set {name}, see docs/operations.md")
elif not SECRET_KEY:
    VAR_DIR.mkdir(exist_ok=True)
    secret_file = VAR_DIR / "demo-secret"
    if not secret_file.exists():
        secret_file.write_text(token_urlsafe(48))
    SECRET_KEY = secret_file.read_text()

INSTALLED_APPS = [
    "mentoring_platform",
    "accounts",
    "audit",
    "notifications",
    "privacy",
    "programmes",
    "reminders",
    "conversations",
    "matching",
    "meetings",
    "quality_criteria",
    "quality_carpet",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "rest_framework",
]

MIDDLEWARE = [
    "mentoring_platform.headers.strict_headers",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    *(["django.middleware.gzip.GZipMiddleware"] if DEMO else []),
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.limits",
    "mentoring_platform.middleware.SignedIn",
    "mentoring_platform.middleware.person",
    "accounts.second_factor.second_step",
    "privacy.middleware.closed_accounts",
    "audit.middleware.trail_of_requests",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mentoring_platform.middleware.calm_refusals",
]

ROOT_URLCONF = "mentoring_platform.urls"
WSGI_APPLICATION = "mentoring_platform.wsgi.application"
ASGI_APPLICATION = "mentoring_platform.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mentoring_platform.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "mentoring_platform.forms.PageRenderer"

# Database ------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'demo.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": CONN_MAX_AGE,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "options": "-c lock_timeout=10s -c statement_timeout=60s -c jit=off"
            " -c idle_in_transaction_session_timeout=60s",
        },
    }

# Background work -----------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or f"sqla+sqlite:///{VAR_DIR / 'broker.sqlite3'}"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Mail ----------------------------------------------------------------------------------

if EMAIL_URL:
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "notifications.mailbox.EmailBackend"
# A mail server that hangs must not hold SQLite's one lock for as long as others wait for it.
EMAIL_TIMEOUT = 8 if "sqlite3" in DATABASES["default"]["ENGINE"] else 20
POSTMEN = 1 if "sqlite3" in DATABASES["default"]["ENGINE"] else env.int("POSTMEN", 2)
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")
BOUNCES_URL = env.str("BOUNCES_URL", "")

# People --------------------------------------------------------------------------------

MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", True) and not DEMO
SECOND_FACTOR_GRACE_DAYS = env.int("SECOND_FACTOR_GRACE_DAYS", 14)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 8 * 60)
SESSION_HOURS = env.int("SESSION_HOURS", 14 * 24)

# Language and time ---------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fi", "Suomi"), ("sv", "Svenska")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
FORMAT_MODULE_PATH = "mentoring_platform.formats"
TIME_ZONE = "Europe/Helsinki"
PRODUCT_NAME = "Raanu"
PRODUCT_MOTTO = _("Mentoring that schools and workplaces weave together")

# Files ---------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Log: failures with their reference, heads of the audit chain -------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        name: {"handlers": ["console"], "level": "INFO"} for name in ("audit", "mentoring_platform")
    },
}

# Security ------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "mentoring_platform.views.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if not DEMO:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    # A browser takes these names only over TLS, from this very host, for the whole site.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 1)  # limits count per address
