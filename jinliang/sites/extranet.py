"""The outer site: what citizens and enterprises see. No ``inner`` app is in it."""

from pathlib import Path

from .common import settings_for

JINLIANG_SITE = "outer"
JINLIANG_MARK_FONT: Path

globals().update(settings_for(JINLIANG_SITE, ["jinliang.subsystems.disclosure.outer"]))

ROOT_URLCONF = "jinliang.sites.extranet_urls"
