"""One site's part of the preparations, in a process of its own: ``python -m tests.journeys.inside inner``."""

from __future__ import annotations

import sys
from importlib import import_module

from jinliang.host.site import enter

if __name__ == "__main__":
    site = sys.argv[1]
    enter(site)
    found = import_module("tests.journeys.settling").settle(site)
    import_module("tests.journeys.sessions").open_for(found)
    if site == "inner":
        for part in ("applied", "office"):
            import_module(f"tests.journeys.{part}").open_for(found)
