"""The worker process of one site: ``python -m jinliang.host.worker inner``."""

from __future__ import annotations

import logging
import sys

from .processes import follow_parent
from .site import enter, inside


def main(key: str) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    enter(key)
    follow_parent()
    inside("work").main()


if __name__ == "__main__":
    main(sys.argv[1])
