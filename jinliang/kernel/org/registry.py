"""Duties that posts can carry. An app writes its own down in its ``flow.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

DUTIES: dict[str, Duty] = {}
_hindrances: list[Callable[[int], str]] = []


@dataclass(frozen=True, slots=True)
class Duty:
    """职责: registered under its key (``app.role``) when it is written down.

    The three administrators' duties (``is_admin``) come with the person's role and are never granted to a post.
    """

    key: str
    name: str
    is_admin: bool = False

    def __post_init__(self) -> None:
        if DUTIES.get(self.key, self) != self:
            raise ValueError(f"duty {self.key} is written down twice")
        DUTIES[self.key] = self


SYSTEM_ADMIN = Duty("org.system_admin", "系统管理", is_admin=True)
SECURITY_ADMIN = Duty("org.security_admin", "安全管理", is_admin=True)
AUDIT_ADMIN = Duty("org.audit_admin", "审计管理", is_admin=True)


def name_of(key: str) -> str:
    return DUTIES[key].name if key in DUTIES else key


def hinders_dissolution(check: Callable[[int], str]) -> Callable[[int], str]:
    """Let an app object to the end of a unit: ``check(unit_id)`` answers why not (Chinese), or an empty text."""
    _hindrances.append(check)
    return check


def hindrances(unit_id: int) -> list[str]:
    return [reason for check in _hindrances if (reason := check(unit_id))]
