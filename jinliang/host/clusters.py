"""The sites' own clusters, for commands that need one running for a while."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from . import cluster, database


def start(site: str) -> cluster.Cluster | None:
    """Start the site's own cluster and prepare it; None when the site uses a server of an administrator's."""
    database.make_secrets(site)
    if database.is_external(site):
        return None
    own = cluster.of_site(site)
    own.listen, own.port = _tcp(site)
    own.start()
    database.prepare_own(site, own)
    return own


@contextmanager
def running(site: str) -> Iterator[cluster.Cluster | None]:
    """The site's database, reachable inside the block; stopped afterwards if it was not running before."""
    own = None if database.is_external(site) else cluster.of_site(site)
    was_running = own is not None and own.is_running
    found = start(site)
    try:
        yield found
    finally:
        if found is not None and not was_running:
            found.stop()


def _tcp(site: str) -> tuple[str, int]:
    """JINLIANG_PG_LISTEN_INNER=127.0.0.1:5433 asks for TCP besides the socket."""
    asked = os.environ.get(f"JINLIANG_PG_LISTEN_{site.upper()}", "")
    address, _, port = asked.rpartition(":")
    return (address, int(port)) if asked else ("", cluster.PORT)
