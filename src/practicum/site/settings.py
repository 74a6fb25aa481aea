"""Django's settings, from the environment and the data folder. Nothing here is secret."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from practicum.site import databases, discovery, places
from practicum.site.apps import PackageConfig

SITE = Path(__file__).resolve().parent
DEBUG = os.environ.get("PRACTICUM_DEBUG") == "1"
HTTPS = os.environ.get("PRACTICUM_HTTPS") == "1"
DATA = places.data_folder()
SECRET_KEY = places.secret()

# Migrations and Django's own commands need the owner of the tables; nothing else may be it.
AS_OWNER = os.environ.get("PRACTICUM_AS_OWNER") == "1"
DATABASES = {"default": databases.owner_database() if AS_OWNER else databases.app_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS: list[str] = [
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    *(PackageConfig(package) for package in discovery.packages()),
    "practicum.site",
]

_hosts = [name.strip() for name in os.environ.get("PRACTICUM_HOSTS", "").split(",") if name.strip()]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", socket.gethostname().lower(), *_hosts]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in _hosts if name != "*"]

MIDDLEWARE = [
    "practicum.site.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "practicum.kernel.authority.middleware.SignInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "practicum.site.urls"
ASGI_APPLICATION = "practicum.site.asgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": discovery.template_folders(),
        "APP_DIRS": False,
        "OPTIONS": {"environment": "practicum.site.templating.environment"},
    }
]

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [SITE / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 300  # modules name each other without a mark

# Only what we serve ourselves runs in a page: no inline script or style, no other host.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
IDLE_MINUTES = int(os.environ.get("PRACTICUM_IDLE_MINUTES") or 15)  # without activity, signed out
CSRF_FAILURE_VIEW = "practicum.site.errors.forged"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # mail leaves through the outbox only
LOGGING_CONFIG = None  # practicum.site.logs sets it up, without patient data
