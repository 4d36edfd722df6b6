"""Both sites as an installation runs them: ``jinliang serve`` in a process of its own, on two databases of the test
cluster, with the small cast."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from jinliang.base import installation
from tests import tables
from tests.addresses import SECRET, url

VAR = installation.ROOT / "var" / "test" / "journeys"
SITES = ("inner", "outer")
PATIENCE = 180.0
# Of everybody in the cast.
PASSWORD = "Xingcheng-2026"


@dataclass(frozen=True)
class House:
    """``addresses`` of the two sites by name; ``environment`` makes a process one of the house."""

    addresses: dict[str, str]
    environment: dict[str, str]

    @property
    def inner(self) -> str:
        return self.addresses["inner"]

    @property
    def outer(self) -> str:
        return self.addresses["outer"]

    def let_sessions_end(self, who: str) -> None:
        """As if ``who`` had not touched the inner site for longer than it allows."""
        with psycopg.connect(self.environment["DATABASE_URL_INNER"]) as inner:
            inner.execute(
                "UPDATE org_session SET expire_date = now() - interval '1 second'"
                " FROM org_user WHERE org_user.id = org_session.user_id AND username = %s",
                [who],
            )


@contextmanager
def open_house() -> Iterator[House]:
    shutil.rmtree(VAR, ignore_errors=True)
    VAR.mkdir(parents=True)
    ports = dict(zip(SITES, _free_ports(), strict=True))
    house = House({site: f"http://127.0.0.1:{ports[site]}" for site in SITES}, _environment(ports))
    _make_databases()
    with (VAR / "serve.log").open("wb") as log:
        serving = subprocess.Popen(
            [sys.executable, "-m", "jinliang.host.console", "serve"],
            cwd=installation.ROOT, env=house.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_until(lambda: _is_up(ports, serving), "两站启动")
        _settle(house)
        yield house
    finally:
        serving.send_signal(signal.SIGINT)
        code = serving.wait(20)
        _drop_databases()
    assert code == 0, (VAR / "serve.log").read_text()


def wait_until(is_so: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"{what}：等了 {seconds:g} 秒；日志在 {VAR}"
        time.sleep(0.1)


def _settle(house: House) -> None:
    """The cast on both sites, which then believe each other and open their routes."""
    order = [sys.executable, "-m", "tests.journeys.inside"]
    both = [subprocess.Popen([*order, site], cwd=installation.ROOT, env=house.environment) for site in SITES]
    assert [one.wait(PATIENCE) for one in both] == [0, 0]


def _environment(ports: dict[str, int]) -> dict[str, str]:
    own = {"JINLIANG_VAR": str(VAR), "JINLIANG_TRIAL": "1", "JINLIANG_SECRET_KEY": SECRET, "JINLIANG_DATA_KEY": SECRET}
    for site in SITES:
        own[f"DATABASE_URL_{site.upper()}"] = url("jinliang_app", _name(site))
        own[f"DATABASE_OWNER_URL_{site.upper()}"] = url("jinliang_owner", _name(site))
        own[f"JINLIANG_{site.upper()}_PORT"] = str(ports[site])
    own["JINLIANG_OUTER_ADDRESS"] = f"http://127.0.0.1:{ports['outer']}"
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | own


def _name(site: str) -> str:
    return f"jinliang_journeys_{os.environ.get('JINLIANG_TEST_LABEL', 'local')}_{site}"


def _make_databases() -> None:
    with tables.admin() as admin:
        for site, of in zip(SITES, tables.ready(*SITES), strict=True):
            tables.copy(admin, _name(site), of=of)


def _drop_databases() -> None:
    with tables.admin() as admin:
        for site in SITES:
            tables.drop(admin, _name(site))


def _free_ports() -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in SITES]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _is_up(ports: dict[str, int], serving: subprocess.Popen[bytes]) -> bool:
    assert serving.poll() is None, Path(VAR / "serve.log").read_text()
    return all(_answers(port) for port in ports.values())


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
