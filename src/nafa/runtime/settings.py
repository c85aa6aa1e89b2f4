"""Django's settings, all from one typed environment. Importing them changes nothing on disk."""

import os
import re
import secrets
import sys

from nafa.runtime.configuration.databases import database_settings
from nafa.runtime.configuration.environment import MASTER_KEY_BYTES, read_environment
from nafa.runtime.configuration.mail import mail_settings
from nafa.runtime.configuration.secret_files import with_kept_secrets
from nafa.runtime.words import LOCALE_FOLDER

ENVIRONMENT = with_kept_secrets(read_environment(os.environ))

# Secrets that nobody gave last as long as the process: enough for tests and for checks of types.
# `require_lasting_secrets` stops every server, job and command that has none.
SECRET_KEY = ENVIRONMENT.secret_key or secrets.token_urlsafe(48)
NAFA_MASTER_KEY = ENVIRONMENT.master_key or secrets.token_bytes(MASTER_KEY_BYTES)
NAFA_OLD_MASTER_KEYS = ENVIRONMENT.old_master_keys
NAFA_KEY_HOLDERS = ENVIRONMENT.key_holders
NAFA_DATA = ENVIRONMENT.data
NAFA_FILES = ENVIRONMENT.data / "files"
NAFA_LOG_FOLDER = ENVIRONMENT.log_folder or ENVIRONMENT.data / "journal-log"
NAFA_LOG_MAIL = ENVIRONMENT.log_mail
NAFA_FULL_CHECK = ENVIRONMENT.full_check
NAFA_KEEPS_COPIES = ENVIRONMENT.backup is not None
NAFA_DRILL_DAYS = ENVIRONMENT.exposure.drill_days

NAFA_PASSKEY_DOMAIN = ENVIRONMENT.passkey_domain
NAFA_ORIGINS = ENVIRONMENT.origins
NAFA_PROXIES = ENVIRONMENT.exposure.proxies
NAFA_TRUSTED_PROXIES = ENVIRONMENT.exposure.trusted_proxies
NAFA_API_CALLS_PER_MINUTE = ENVIRONMENT.exposure.api_calls_per_minute
NAFA_METRICS_TOKEN = ENVIRONMENT.exposure.metrics_token
NAFA_BUREAU_URL = ENVIRONMENT.bureau_url
NAFA_BUREAU_TOKEN = ENVIRONMENT.bureau_token or ""
NAFA_SMS_URL = ENVIRONMENT.sms_url
NAFA_SMS_SENDER = ENVIRONMENT.sms_sender
NAFA_PUBLIC_SIMULATOR = ENVIRONMENT.has_public_simulator

DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ENVIRONMENT.allowed_hosts]
ROOT_URLCONF = "nafa.runtime.urls"
WSGI_APPLICATION = "nafa.runtime.wsgi.application"

INSTALLED_APPS = [
    "nafa.kernel",
    "nafa.ledger",
    "nafa.clients",
    "nafa.payments",
    "nafa.lending",
    "nafa.savings",
    "nafa.assets",
    "nafa.recovery",
    "nafa.interfaces.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    "nafa.runtime",
]

MIDDLEWARE = [
    "nafa.runtime.observation.Observed",
    "nafa.runtime.headers.ForwardedHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, and tokens are masked: no BREACH
    "nafa.runtime.headers.SecureHeaders",
    "nafa.runtime.admission.Admission",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "nafa.interfaces.consultations.Consultations",
    "nafa.interfaces.web.door.middleware.Door",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database_settings(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "kernel.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []  # kernel/access/passwords.py, by the gate

LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_CODE = ENVIRONMENT.language
LOCALE_PATHS = [LOCALE_FOLDER]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 60
_HASHED_FILE = re.compile(r"^/static/dist/.*[-.][A-Za-z0-9_-]{8,}\.\w+$")


def WHITENOISE_IMMUTABLE_FILE_TEST(path: str, url: str) -> bool:  # noqa: N802, ARG001
    """Built files carry a hash in their name: a browser need never ask for them again."""
    return _HASHED_FILE.match(url) is not None


SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENVIRONMENT.allowed_hosts]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.exposure.has_proxy_with_tls:
    # `ForwardedHeaders` takes this header away unless one of the trusted proxies sent it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if NAFA_TLS := ENVIRONMENT.exposure.speaks_tls:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-nafa_session", "__Host-nafa_csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # of a form or a JSON body, without its files

globals().update(mail_settings(ENVIRONMENT))

# Where the tasks of the job process are defined.
PROCRASTINATE_IMPORT_PATHS = ["nafa.journeys.jobs", "nafa.runtime.wiring"]

# Lines for a person who looks on, JSON for programs that collect; neither holds personal data.
_FORM = "Lines" if sys.stderr.isatty() else "JsonLines"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ours": {"()": f"nafa.runtime.logs.{_FORM}"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "nafa": {"level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["stderr"], "propagate": False},
        "nafa.requests": {"level": "WARNING" if sys.stderr.isatty() else "INFO"},
    },
}
