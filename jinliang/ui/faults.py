"""A fault of the program: it gets a number, which its person is shown, goes whole into the log of the process, and in
short to those who keep it for the administrator."""

from __future__ import annotations

import logging
import secrets
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.http import HttpRequest

from jinliang.base import installation
from jinliang.base.actor import Actor

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """``page`` is the pattern of the address and nothing is kept of the words of the exception: what is filled in there
    may name people, or be the key that somebody was sent."""

    number: str
    method: str
    page: str
    kind: str
    place: str


class Keeper(Protocol):
    """``by`` is for whom the page broke; nobody before he is known."""

    def __call__(self, fault: Fault, *, by: Actor | None) -> None: ...


_keepers: list[Keeper] = []


def keep_with(keeper: Keeper) -> None:
    _keepers.append(keeper)


def note(request: HttpRequest, raised: BaseException | None) -> str:
    """Its number, eight hexadecimal digits."""
    page = f"/{request.resolver_match.route}" if request.resolver_match else ""
    kind, place = type(raised).__name__[:80], place_of(raised)
    fault = Fault(secrets.token_hex(4), (request.method or "")[:10], page[:200], kind, place)
    log.error("fault %s: %s %s", fault.number, fault.method, fault.page, exc_info=raised)
    for keep in _keepers:
        try:
            keep(fault, by=getattr(request, "actor", None))
        except Exception:
            # The database may be what is broken; the log has it.
            log.exception("fault %s is not kept", fault.number)
    return fault.number


def place_of(raised: BaseException | None) -> str:
    """The last line of the platform's own code on the way to it, e.g. "jinliang/ui/views.py:12 counts"."""
    frames = traceback.extract_tb(raised.__traceback__) if raised else []
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(installation.ROOT / "jinliang")]
    for frame in reversed(own):
        return f"{Path(frame.filename).relative_to(installation.ROOT)}:{frame.lineno} {frame.name}"[:200]
    return ""
