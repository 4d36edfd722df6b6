"""The inner site: what civil servants work on."""

from .common import settings_for

globals().update(settings_for("inner", ["jinliang.subsystems.disclosure.inner"]))

ROOT_URLCONF = "jinliang.sites.intranet_urls"
