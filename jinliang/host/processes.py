"""Child processes that are kept alive, told to stop, and never outlive their supervisor."""

from __future__ import annotations

import math
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from jinliang.base import installation
from jinliang.base.errors import Refusal

STEADY = 60.0  # seconds after which a process counts as healthy and its backoff starts anew
LONGEST = 30.0
LARGE = 20 * 1024 * 1024


@dataclass
class Child:
    """One ``python -m <module> <arguments>``, started again with growing pauses when it dies."""

    label: str
    order: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    say: Callable[[str], None]
    # Work that ends: when it has ended well, it is not started again.
    ends: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _born: float = field(default=0.0, init=False)
    _due: float = field(default=0.0, init=False)
    _pause: float = field(default=0.5, init=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self.order],
                cwd=installation.ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.PIPE,  # the lifeline: see ``follow_parent``
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._born = time.monotonic()

    def shorten_log(self) -> None:
        """Twice ``LARGE`` at most. The process holds its log open for adding: it goes on at the beginning."""
        if self.log.exists() and self.log.stat().st_size > LARGE:
            # Where there is no room for the old one it goes: a full disk must not stop the site.
            with suppress(OSError):
                shutil.copyfile(self.log, self.log.with_suffix(".old.log"))
            os.truncate(self.log, 0)

    def tend(self) -> None:
        """Notice a death, say so, and start again when the pause is over."""
        self.shorten_log()
        if self._process is not None and self._process.poll() is not None:
            code, self._process = self._process.returncode, None
            if self.ends and code == 0:
                self._due = math.inf
                return
            if time.monotonic() - self._born > STEADY:
                self._pause = 0.5
            self._due = time.monotonic() + self._pause
            self.say(f"{self.label} 意外停止（代码 {code}），{self._pause:g} 秒后重新启动；日志：{self.log}")
            self._pause = min(self._pause * 2, LONGEST)
        if self._process is None and time.monotonic() >= self._due:
            self.start()

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def await_end(self, seconds: float = 10.0) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.say(f"{self.label} 没有按时结束，已强制停止")
            self._process.kill()
            self._process.wait()


def follow_parent() -> None:
    """End when the supervisor is gone, however it died: its end of our standard input closes."""

    def watch() -> None:
        # The raw file: a thread blocked in the buffered one would hold its lock at interpreter exit.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def own_command(*order: str) -> None:
    """A command of our own in a process of its own: Django knows one site in a process."""
    done = subprocess.run(
        [sys.executable, "-m", "jinliang.host.console", *order],
        cwd=installation.ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    if done.returncode:
        raise Refusal(f"jinliang {' '.join(order)} 失败", done.stderr.strip()[-1500:])
