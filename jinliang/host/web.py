"""The web process of one site: ``python -m jinliang.host.web inner``."""

from __future__ import annotations

import os
import sys

import uvicorn

from .processes import follow_parent
from .site import SITES, enter


def main(key: str) -> None:
    site = SITES[key]
    enter(key)
    follow_parent()
    uvicorn.run(
        "jinliang.sites.asgi:application",
        host=os.environ.get("JINLIANG_BIND", "127.0.0.1"),
        port=site.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        server_header=False,
        access_log=False,
        timeout_graceful_shutdown=3,  # an open event stream must not hold up a stop
    )


if __name__ == "__main__":
    main(sys.argv[1])
