"""Django's settings; what differs between installations comes from ``server.registry`` alone."""

import os
from pathlib import Path

import platformdirs
from django.utils.translation import gettext_lazy as _

from linli.server import forwarding, hosts, logs, systems
from linli.server.configuration import read
from linli.server.database import database
from linli.server.registry_messages import as_channels_read
from linli.server.secrets import FILE as SECRETS
from linli.server.secrets import load_or_make

SOURCE = Path(__file__).resolve().parent.parent

LINLI_DATA = Path(os.environ.get("LINLI_DATA") or platformdirs.user_data_path("linli")).absolute()

_CONFIGURATION = read(os.environ)

_secrets = load_or_make(LINLI_DATA)
SECRET_KEY = _CONFIGURATION.secret_key or _secrets.secret_key
REPLAY_TOKEN = _secrets.replay_token
GRANT_KEY = bytes.fromhex(_secrets.grant_key)
SEALING_FILE = LINLI_DATA / SECRETS
CODES_KEY = bytes.fromhex(_secrets.codes_key)

DEBUG = False
LINLI_SYSTEMS = systems.known(_CONFIGURATION.systems)
ALLOWED_HOSTS = [*_CONFIGURATION.hosts, *hosts.LOOPBACK]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "linli.web.files.OnlyOurs",
    "django_htmx",
    "linli.ledger",
    "linli.places",
    "linli.people",
    "linli.notices",
    "linli.web",
    *systems.apps(_CONFIGURATION.systems),
    "linli.portal",
    "django.contrib.messages",
    "django.contrib.admin.apps.SimpleAdminConfig",
]

MIDDLEWARE = [
    "linli.server.proxies.ProxiesMiddleware",
    "linli.server.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "linli.web.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.web.look.LookMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "linli.server.shedding.SheddingMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.people.signing_in.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database(_CONFIGURATION.database_url, LINLI_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
"""Nobody has a password; if a later way of signing in brings one, it is kept by this alone."""

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

_HTTPS = _CONFIGURATION.https
_HOST_ONLY = "__Host-" if _HTTPS else ""
"""By this name a browser takes a cookie from this very host over HTTPS, and from nobody else."""
SESSION_COOKIE_NAME = f"{_HOST_ONLY}linli_session"
SESSION_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_HOST_ONLY}linli_csrf"
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "linli.web.problems.out_of_date"
LANGUAGE_COOKIE_NAME = f"{_HOST_ONLY}linli_language"
LANGUAGE_COOKIE_SECURE = _HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LARGE_COOKIE_NAME = f"{_HOST_ONLY}linli_large"
SCHEME_COOKIE_NAME = f"{_HOST_ONLY}linli_scheme"
SCREEN_COOKIE_NAME = f"{_HOST_ONLY}linli_screen"
BEHIND_HTTPS = _HTTPS
PROXIES = _CONFIGURATION.proxies
SECURE_PROXY_SSL_HEADER = (forwarding.PROTO, "https") if _HTTPS else None
OIDC = _CONFIGURATION.oidc
WECHAT_SITE = (_CONFIGURATION.wechat_site_id, _CONFIGURATION.wechat_site_secret)
WECHAT_ACCOUNT = (_CONFIGURATION.wechat_account_id, _CONFIGURATION.wechat_account_secret)
STRANGERS_JOIN = _CONFIGURATION.strangers == "join"
OUTGOING_INSIDE = _CONFIGURATION.outgoing_inside
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked for by this machine, without a proxy
SECURE_HSTS_SECONDS = _CONFIGURATION.hsts_seconds if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]
"""To be on browsers' preload lists is for who owns the domain to ask for, not for a program."""
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

STAFF_SECOND_FACTOR = _CONFIGURATION.second_factor == "required" or (
    _CONFIGURATION.second_factor == "auto" and _HTTPS
)
PHONE_MESSENGER = _CONFIGURATION.phone_codes
MESSAGES = as_channels_read(_CONFIGURATION)

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
"""Bytes a form may have. No page here asks for more than a few hundred."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
FILE_UPLOAD_HANDLERS = [
    "linli.web.uploads.NoMore",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

AT_ONCE = {
    "doors": _CONFIGURATION.threads,
    "pages": _CONFIGURATION.pages_at_once,
    "reports": _CONFIGURATION.reports_at_once,
}
REMOTE_OPENINGS = {
    "alone": _CONFIGURATION.remote_opens_alone,
    "operator": _CONFIGURATION.remote_opens_operator,
    "cabinet": _CONFIGURATION.remote_opens_cabinet,
    "fleet": _CONFIGURATION.remote_opens_fleet,
}
METRICS_TOKEN = _CONFIGURATION.metrics_token
SECURITY_CONTACT = _CONFIGURATION.security_contact

LOGGING = logs.settings(_CONFIGURATION.log_format, _CONFIGURATION.log_level)
