"""A throwaway installation: the clusters of both sites as the host makes them, in ``var/bench``, and clones of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from jinliang.base import installation
from jinliang.host import binaries, cluster, clusters, database

# Written durably as in service: fsync, full pages and synchronous commit stay as PostgreSQL has them.
SETTINGS = {"max_wal_size": "4GB", "log_min_duration_statement": "-1"}


@contextmanager
def throwaway(sites: set[str]) -> Iterator[dict[str, cluster.Cluster]]:
    """The running clusters of ``sites``, migrated; nothing of them is left behind."""
    top = installation.ROOT / "var" / "bench"
    os.environ["JINLIANG_VAR"] = str(top)
    remove(top)
    started = {site: cluster.of_site(site) for site in sites}
    try:
        for site in sites:
            # The first start makes it and its roles; the second has the settings of the measurement.
            clusters.start(site)
            started[site].stop()
            started[site].settings = SETTINGS
            started[site].start()
            command("jinliang.host.console", "migrate", "--site", site)
        yield started
    finally:
        for one in started.values():
            one.stop()
        remove(top)


def remove(top: Path) -> None:
    shutil.rmtree(top, ignore_errors=True)
    if os.geteuid() == 0:
        shutil.rmtree(binaries.state_folder(), ignore_errors=True)


@contextmanager
def clone(of: cluster.Cluster, site: str) -> Iterator[dict[str, str]]:
    """A fresh copy of the migrated database; answers the environment in which a process uses it."""
    name = sql.Identifier("jinliang_bench")
    with of.admin() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER jinliang_owner TEMPLATE jinliang").format(name))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO jinliang_app").format(name))
    addresses = json.loads(database.record_of(site).read_text())
    try:
        yield {
            f"DATABASE_URL_{site.upper()}": addresses["app"].replace("/jinliang?", "/jinliang_bench?"),
            "BENCH_ADMIN_URL": of.url(name="jinliang_bench"),
            "BENCH_PROGRAMS": str(binaries.programs(of.owner)),
        }
    finally:
        with of.admin() as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def command(module: str, *arguments: str, environment: dict[str, str] | None = None) -> str:
    """Run a module to its end; answers what it printed."""
    order = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    environment = os.environ | (environment or {})
    return subprocess.run(
        order, cwd=installation.ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def admin() -> psycopg.Connection[Any]:
    """The superuser in the figure's own database, for filling tables and reading sizes."""
    return psycopg.connect(os.environ["BENCH_ADMIN_URL"], autocommit=True)
