"""The outbox and the jobs of the site, until a signal says stop."""

from __future__ import annotations

import signal
import threading

from jinliang.kernel.outbox import worker


def main() -> None:
    stop = threading.Event()
    for order in (signal.SIGINT, signal.SIGTERM):
        signal.signal(order, lambda *_: stop.set())
    worker.run(stop)
