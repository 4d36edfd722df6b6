"""Settings that both sites share. A site calls ``settings_for`` and adds its own apps."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from jinliang.base import installation

KERNEL = (
    "outbox", "trace", "org", "trust", "calendar", "figures", "files", "notices", "search",
    "documents", "forms", "flow", "steps", "seals", "exchange", "desk",
)  # fmt: skip
MARK_FONT = "kernel/typesetting/fonts/noto-sans-sc/NotoSansSC_400Regular.ttf"
LIBRARIES = (
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
)
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jinliang.ui.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "jinliang.kernel.org.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jinliang.kernel.files.middleware.SecrecyDoor",
    "jinliang.ui.middleware.Refusals",
]


# All warnings go to the error output, which the host keeps in var/<site>/log: Django's own setting writes them nowhere
# where DEBUG is off. Faults of pages are logged with their number by ``jinliang.ui.faults``.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["errors"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "CRITICAL"},
    },
}


def database(site: str) -> dict[str, Any]:
    """The Django form of the site's address; JINLIANG_ROLE=owner connects as the migrator."""
    parts = conninfo_to_dict(installation.database_url(site, os.environ.get("JINLIANG_ROLE", "app")))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "jinliang"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": f"jinliang-{site}"},
    }


def settings_for(site: str, apps: list[str]) -> dict[str, Any]:
    """All settings of ``site`` with the kernel below ``apps``."""
    return {
        "JINLIANG_SITE": site,
        "JINLIANG_OUTER_ADDRESS": os.environ.get("JINLIANG_OUTER_ADDRESS", "http://127.0.0.1:8000"),
        "JINLIANG_IS_TRIAL": os.environ.get("JINLIANG_TRIAL", "") == "1",
        "SECRET_KEY": installation.secret(site, "secret_key"),
        "DEBUG": False,
        "ALLOWED_HOSTS": os.environ.get("JINLIANG_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(","),
        "INSTALLED_APPS": [*LIBRARIES, "jinliang.ui", *(f"jinliang.kernel.{name}" for name in KERNEL), *apps],
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": [_templates()],
        "FORM_RENDERER": "jinliang.ui.widgets.Renderer",
        "DATABASES": {"default": database(site)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "AUTH_USER_MODEL": "org.User",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "LANGUAGE_CODE": "zh-hans",
        "TIME_ZONE": "Asia/Shanghai",
        "USE_TZ": True,
        "STATIC_URL": "/static/",
        "STATIC_ROOT": installation.var(site) / "static",
        # The institution's own pictures, e.g. its emblem.
        "STATICFILES_DIRS": [brand] if (brand := installation.var() / "brand").is_dir() else [],
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "jinliang.ui.staticfiles.HashedFiles"},
        },
        "PROCRASTINATE_AUTODISCOVER_MODULE_NAME": "jobs",
        "MEDIA_ROOT": installation.var(site) / "files",
        # The reader's mark in pages that may not be printed: a font that has all names.
        "JINLIANG_MARK_FONT": Path(__file__).parents[1] / MARK_FONT,
        "LOGIN_URL": "/sign-in/",
        # Cookies ignore ports: the two sites of one machine need names of their own.
        "SESSION_COOKIE_NAME": f"jinliang_{site}_session",
        "CSRF_COOKIE_NAME": f"jinliang_{site}_csrf",
        "SESSION_ENGINE": "jinliang.kernel.org.sessions",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": os.environ.get("JINLIANG_HTTPS", "") == "1",
        "CSRF_COOKIE_SECURE": os.environ.get("JINLIANG_HTTPS", "") == "1",
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "SAMEORIGIN",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2 * 1024 * 1024,
        "CSRF_FAILURE_VIEW": "jinliang.ui.views.csrf_failure",
        "SILENCED_SYSTEM_CHECKS": [],
        "LOGGING": LOGGING,
    }


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "jinliang.ui.context.shell",
            ],
            "builtins": [
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "jinliang.ui.templatetags.ui",
            ],
        },
    }
