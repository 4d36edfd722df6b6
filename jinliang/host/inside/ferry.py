"""The ferry of the site, for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinliang.base.actor import SYSTEM
from jinliang.kernel.exchange import bundles, queries, receiving


def export(route: str, folder: Path) -> list[int]:
    """The numbers of the bundles that were written."""
    return [bundle.seq for bundle in bundles.export(route, folder, by=SYSTEM)]


def receive(folder: Path) -> list[dict[str, Any]]:
    taken = receiving.receive(folder, by=SYSTEM)
    return [{"route": bundle.route, "seq": bundle.seq, "state": bundle.get_state_display()} for bundle in taken]


def status() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(routes, open alarms)."""
    routes = [
        {
            "route": state.route.name,
            "direction": state.route.get_direction_display(),
            "waiting": state.waiting,
            "unanswered": state.unanswered,
            "held": state.held,
        }
        for state in queries.routes(SYSTEM)
    ]
    return routes, [{"at": alarm.raised_at, "text": alarm.text} for alarm in queries.open_alarms(SYSTEM)]
