"""Fills the trial behind the running sites: ``python -m jinliang.host.filler``. Broken off, it goes on next time."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from jinliang.base import installation

from .processes import follow_parent
from .site import enter

MODULE = "jinliang.host.trial.filling"
KINDNESS = 10  # people at the desk come first


def main() -> None:
    os.nice(KINDNESS)
    enter("inner")
    follow_parent()
    filling = import_module(MODULE)
    filling.fill(_note)
    _note(*filling.progress())


def is_done() -> bool:
    done, count = _noted()
    return 0 < count <= done


@dataclass
class Watch:
    """Tells how far it is, at every tenth."""

    say: Callable[[str], None]
    _told: int = -1

    def look(self) -> None:
        done, count = _noted()
        tenth = 10 * done // count if count else -1
        if self._told < 0:
            self._told = tenth
        elif tenth > self._told:
            self._told = tenth
            self.say(f"示例业务 {done}/{count}" + ("，已全部装入" if done >= count else ""))


def _file() -> Path:
    return installation.var("inner") / "trial.json"


def _note(done: int, count: int) -> None:
    half = _file().with_suffix(".part")
    half.write_text(json.dumps([done, count]))
    half.replace(_file())


def _noted() -> tuple[int, int]:
    try:
        done, count = json.loads(_file().read_text())
    except (OSError, ValueError):
        return 0, 0
    return int(done), int(count)


if __name__ == "__main__":
    main()
