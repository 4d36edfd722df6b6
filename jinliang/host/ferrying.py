"""The ferry of the trial: both sites of one machine know each other and carry by themselves."""

from __future__ import annotations

from pathlib import Path

import psycopg

from jinliang.base import installation

from .processes import own_command
from .site import SITES

# Two people of the trial, as the routes of a real installation are opened by two.
PROPOSES, APPROVES = "approver", "approver2"


def write_card(key: str) -> None:
    if not is_connected(key):
        own_command("ferry", "card", str(_card(key)), "--site", key)


def connect(key: str) -> None:
    """Believe the other site and open both routes; does nothing when they are open."""
    if is_connected(key):
        return
    for peer in SITES:
        if peer != key:
            people = ("--by", PROPOSES, "--approver", APPROVES)
            own_command("ferry", "introduce", str(_card(peer)), *people, "--transport", "loopback", "--site", key)


def _card(key: str) -> Path:
    return installation.var("ferry") / f"{key}.card"


def is_connected(key: str) -> bool:
    """The routes are opened last of all, so the trial is loaded then too."""
    with psycopg.connect(installation.database_url(key)) as connection:
        found = connection.execute("SELECT count(*) FROM exchange_route").fetchone()
    return found == (2,)
