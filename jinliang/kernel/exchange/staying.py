"""What is brought in from years ago was told to the other side long since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_stays: ContextVar[bool] = ContextVar("messages_stay", default=False)


@contextmanager
def staying_here() -> Iterator[None]:
    """Send nothing inside the block."""
    token = _stays.set(True)
    try:
        yield
    finally:
        _stays.reset(token)


def is_staying() -> bool:
    return _stays.get()
