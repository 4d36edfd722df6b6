"""The ferry of the site, for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange import bundles, ferry, queries, receiving
from jinliang.kernel.org import identity
from jinliang.kernel.org import queries as org


def export(route: str, folder: Path) -> list[int]:
    """The numbers of the bundles that were written."""
    return [bundle.seq for bundle in bundles.export(route, folder, by=SYSTEM)]


def receive(folder: Path) -> list[dict[str, Any]]:
    taken = receiving.receive(folder, by=SYSTEM)
    return [{"route": bundle.route, "seq": bundle.seq, "state": bundle.get_state_display()} for bundle in taken]


def card() -> str:
    return ferry.card()


def introduce(card: str, *, by: str = "", approver: str = "", transport: str = "folder") -> str:
    """Believe the node of the card; with the user names of two people, open both routes to it as well."""
    peer = ferry.introduce(card, by=SYSTEM)
    if by and approver:
        ferry.open_routes(peer, by=_person(by), approver=_person(approver), transport=transport)
    return peer


def _person(username: str) -> Actor:
    user = org.user_by_username(username)
    if user is None:
        raise Refusal(f"没有账户“{username}”", way_out="请填写两位有摆渡或线路审批职责的人员的账户")
    return identity.actor_for(user)


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
