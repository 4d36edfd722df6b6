"""The worker process of one site: ``python -m jinliang.host.worker inner``."""

from __future__ import annotations

import sys

from .processes import follow_parent
from .site import enter, inside


def main(key: str) -> None:
    enter(key)
    follow_parent()
    inside("work").main()


if __name__ == "__main__":
    main(sys.argv[1])
