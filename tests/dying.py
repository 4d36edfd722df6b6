"""Something that a test does in a process of its own, which ends in the middle of it.

The test's process divides: what it has loaded, two seconds of a processor, need not be loaded again. The databases are
closed before, so that the two share no connection.
"""

from __future__ import annotations

import os
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import SIGKILL

from django.db import connections


@contextmanager
def beside(act: Callable[[], object]) -> Iterator[None]:
    """Another process does it; at the end of the block it is killed if it goes on."""
    child = _divided(act)
    try:
        yield
    finally:
        os.kill(child, SIGKILL)
        os.waitpid(child, 0)


def death_in(act: Callable[[], object]) -> int:
    """The signal that another process died of while it did this; 0 if it did not die."""
    return os.WTERMSIG(os.waitpid(_divided(act), 0)[1])


def kill_myself(*_: object) -> None:
    os.kill(os.getpid(), SIGKILL)


def _divided(act: Callable[[], object]) -> int:
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads
        if child := os.fork():
            return child
    try:
        act()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)
