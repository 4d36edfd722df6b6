"""Checking the site's trace, and writing down in it that the database was set back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from jinliang.base.actor import SYSTEM
from jinliang.kernel.trace import sealing, verification
from jinliang.kernel.trace.faults import Report
from jinliang.kernel.trust import services as trust


def verify(export: Path | None, progress: Callable[[int, int], None]) -> Report:
    return verification.verify(export, progress=progress)


def record_restore(to: datetime) -> None:
    sealing.record_restore(to, trust.node_key("trace"), by=SYSTEM)
