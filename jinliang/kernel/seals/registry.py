"""What the owners of documents tell this kernel: what allows a seal to be pressed on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinliang.base.actor import Actor

if TYPE_CHECKING:
    from .models import Seal


@dataclass(frozen=True, slots=True)
class Ground:
    """用印依据: whose wish and whose approval stand behind this use, and of which document."""

    title: str
    asked_by: int | None
    approved_by: int


Asked = Callable[[str, "Seal", str, Actor], "Ground | None"]
"""``fn(key, seal, digest, by)``: what allows ``seal`` on the document with this SHA-256; None when nothing does."""

_grounds: dict[str, Asked] = {}


@dataclass(frozen=True, slots=True)
class Automatic:
    """Documents of one prefix that a seal of ``kind`` may be pressed on by the system, if its keeper says so."""

    prefix: str
    kind: str
    label: str


AUTOMATIC: dict[str, Automatic] = {}


def automatic(prefix: str, kind: str, label: str) -> None:
    AUTOMATIC[prefix] = Automatic(prefix, kind, label)


def ground(prefix: str, asked: Asked) -> None:
    """Let ``asked`` answer for approvals that are named ``prefix/key``."""
    if _grounds.get(prefix, asked) is not asked:
        raise ValueError(f"ground {prefix} is registered twice")
    _grounds[prefix] = asked


def ground_of(approval: str, seal: Seal, digest: str, by: Actor) -> Ground | None:
    prefix, _, key = approval.partition("/")
    asked = _grounds.get(prefix)
    return asked(key, seal, digest, by) if asked else None
