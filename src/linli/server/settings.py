"""Django's settings; everything that differs between installations comes from the environment.

``LINLI_DATA`` is the data folder, ``LINLI_DATABASE_URL`` the database (without it SQLite in the
data folder), ``LINLI_HOSTS`` the names this installation answers to, with commas between, and
``LINLI_HTTPS=1`` says that a proxy speaks HTTPS for it and sets X-Forwarded-Proto.
"""

import os
from pathlib import Path

import platformdirs
from django.utils.translation import gettext_lazy as _

from linli.server.database import database
from linli.server.secrets import load_or_make

SOURCE = Path(__file__).resolve().parent.parent

LINLI_DATA = Path(os.environ.get("LINLI_DATA") or platformdirs.user_data_path("linli")).absolute()

_secrets = load_or_make(LINLI_DATA)
SECRET_KEY = _secrets.secret_key
REPLAY_TOKEN = _secrets.replay_token
GRANT_KEY = bytes.fromhex(_secrets.grant_key)
PHONE_KEY = bytes.fromhex(_secrets.phone_key)
CODES_KEY = bytes.fromhex(_secrets.codes_key)

DEBUG = False
_HOSTS = os.environ.get("LINLI_HOSTS", "127.0.0.1,localhost,[::1]")
ALLOWED_HOSTS = [host.strip() for host in _HOSTS.split(",") if host.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "linli.ledger",
    "linli.places",
    "linli.people",
    "linli.notices",
    "linli.web",
    "linli.lockers",
    "linli.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.web.headers.HeadersMiddleware",
    "linli.web.look.LookMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "linli.web.problems.ProblemsMiddleware",
]

ROOT_URLCONF = "linli.server.urls"
WSGI_APPLICATION = None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
        },
    },
]

DATABASES = {"default": database(os.environ.get("LINLI_DATABASE_URL", ""), LINLI_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英语"))]
LOCALE_PATHS = [SOURCE / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = LINLI_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "linli.web.storage.StaticFiles"},
}

_HTTPS = os.environ.get("LINLI_HTTPS") == "1"
SESSION_COOKIE_NAME = "linli_session"
SESSION_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "linli_csrf"
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "linli.web.problems.out_of_date"
LANGUAGE_COOKIE_NAME = "linli_language"
LANGUAGE_COOKIE_SECURE = _HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
"""Bytes a form may have. No page here asks for more than a few hundred."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
