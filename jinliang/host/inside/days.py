"""The working-day calendar of the site, for the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from jinliang.base.actor import SYSTEM
from jinliang.kernel.calendar import importing, queries, services


def add(day: date, number: int, region: str) -> tuple[date, bool]:
    """The due day, and whether it lies beyond what is published."""
    days = queries.working_days(region)
    due = days.add(day, number)
    return due, days.is_provisional(due)


def publish(file: Path | None, region: str, years: tuple[int, ...]) -> tuple[list[int], list[dict[str, Any]]]:
    """All years of the file or none: (years published, bad rows)."""
    if file is None:
        draft = importing.national()
    else:
        with file.open("rb") as content:
            draft = importing.read(content, file.name, by=SYSTEM)
    if draft.bad:
        return [], [{"row": row.number, "fault": row.fault} for row in draft.bad]
    chosen = [year for year in draft.years if not years or year in years]
    with transaction.atomic():
        for year in chosen:
            services.publish(year, region, draft.of(year), by=SYSTEM)
    return chosen, []
