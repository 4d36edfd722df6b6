"""The two sites as the host sees them: settings, ports, and the way into one."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import django

from jinliang.base import installation


@dataclass(frozen=True)
class Site:
    """``key`` is also the name of the folder under ``var`` and the ending of the DATABASE_URL variables."""

    key: str
    label: str
    settings: str
    standard_port: int

    @property
    def port(self) -> int:
        return int(os.environ.get(f"JINLIANG_{self.key.upper()}_PORT", self.standard_port))


INNER = Site("inner", "内网（办公）", "jinliang.sites.intranet", 8001)
OUTER = Site("outer", "外网（公众）", "jinliang.sites.extranet", 8000)
SITES = {site.key: site for site in (OUTER, INNER)}


def here() -> list[Site]:
    """The sites that live on this machine. The two networks share no wire: where it is in earnest, each has a host of
    its own, on which only its site was ever started. A new installation has none yet: then both, the inner one last."""
    return [site for site in SITES.values() if installation.var(site.key).is_dir()] or list(SITES.values())


def enter(key: str) -> None:
    """Make this process one of the site's. Once in a process: Django knows one set of settings."""
    gc.disable()  # while it loads there is no waste to be found: a tenth of the start was spent on looking for it
    os.environ["DJANGO_SETTINGS_MODULE"] = SITES[key].settings
    django.setup()
    keep_loaded()


def keep_loaded() -> None:
    """What is loaded by now stays to the end: looking through it for waste, as Python does again and again, was an
    eighth of the processor time of the tests of pages."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 50)


def inside(name: str) -> Any:
    """A module of ``jinliang.host.inside``, which may import kernels: so only after ``enter``."""
    return import_module(f"jinliang.host.inside.{name}")
