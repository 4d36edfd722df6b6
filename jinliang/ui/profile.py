"""What this installation calls itself: ``profile.json`` in its data folder (or JINLIANG_PROFILE), read once."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinliang.base import installation


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """The name and particulars in masthead and footer.

    ``emblem`` is the address of a picture below the static files (the folder ``brand`` beside ``profile.json`` is
    served there). None is shipped: an institution puts its own, where the law allows it one.
    """

    government: str = "人民政府"
    english: str = ""
    platform: str = "政务协同平台"
    emblem: str = ""
    host: str = ""
    operator: str = ""
    telephone: str = ""
    address: str = ""
    site_code: str = ""
    icp: str = ""
    police: str = ""
    domain: str = ""


@cache
def current() -> SiteProfile:
    """A field that the file lacks keeps its plain default; one that it misspells is an error at the start."""
    path = Path(os.environ.get("JINLIANG_PROFILE", installation.var() / "profile.json"))
    return SiteProfile(**json.loads(path.read_text())) if path.exists() else SiteProfile()
