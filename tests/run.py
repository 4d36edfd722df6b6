"""Every check and every test, as ``make test`` runs them: ``python -m tests.run``; with ``database``, only the tests
that reach the database.

The tests' database is a throwaway cluster in ``var/test`` without fsync. JINLIANG_TEST_ADMIN_URL names another one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from jinliang.base import installation
from jinliang.host.binaries import state_folder
from jinliang.host.cluster import Cluster

ROOT = installation.ROOT
BIN = Path(sys.executable).parent
# The bare one first: without windows and menus of its own it takes half the processor time for the same pages.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SECRET = "0f" * 32
MEMORY, ROOM = Path("/dev/shm"), 6 << 30
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "archive_mode": "off",
    "summarize_wal": "off",
    "max_connections": "200",
}


def main(only: str = "") -> int:
    began = time.monotonic()
    results = ROOT / "var" / "test"
    results.mkdir(parents=True, exist_ok=True)
    with quick_folder(results) as folder, database(results, folder) as address:
        os.environ |= {
            "JINLIANG_TEST_ADMIN_URL": address,
            "JINLIANG_SECRET_KEY": SECRET,
            "JINLIANG_DATA_KEY": SECRET,
        }
        for site in ("INNER", "OUTER"):
            os.environ.setdefault(f"DATABASE_URL_{site}", address)  # for mypy, which loads the settings
        good = each(suites(results, only)) if only else everything(results)
    print(f"{'全部通过' if good else '没有通过'}，共 {time.monotonic() - began:.0f} 秒", flush=True)
    if good and not only and not browser():
        print("journeys NOT run", flush=True)
    return 0 if good else 1


@contextmanager
def quick_folder(results: Path) -> Iterator[Path]:
    """Where the system's memory has room, everything that the tests put away lies there: a database of its own is a
    copy of 1,500 small files, which takes 0.1 s there and up to 0.9 s on a disk."""
    if not _has_room(MEMORY):
        yield state_folder() if os.geteuid() == 0 else results
        return
    folder = Path(tempfile.mkdtemp(prefix="jl", dir=MEMORY))
    folder.chmod(0o1777)  # as the one in whose place it stands
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_room(folder: Path) -> bool:
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC


@contextmanager
def database(results: Path, folder: Path) -> Iterator[str]:
    if address := os.environ.get("JINLIANG_TEST_ADMIN_URL"):
        yield address
        return
    os.environ["JINLIANG_VAR"] = str(results)
    cluster = Cluster(folder / "cluster" / "pg", settings=FAST)  # its parent becomes its account's
    cluster.start()
    try:
        yield cluster.url()
    finally:
        cluster.stop()


def everything(results: Path) -> bool:
    """In two lanes, so that no processor waits: the journeys, which often wait for a page, and behind them all else,
    the longest last, since it takes both processors as soon as the journeys leave them."""
    inner, outer = suites(results)
    behind = [(name, "nice", "-n", "19", *order) for name, *order in (*checks(), outer, inner)]
    with ThreadPoolExecutor(max_workers=2) as lanes:
        walks, rest = lanes.submit(journeys, results), lanes.submit(each, behind)
        return all((walks.result(), rest.result()))


def each(orders: Sequence[tuple[str, ...]]) -> bool:
    """One after the other, and all of them even after a fault."""
    done = [run(name, *order) for name, *order in orders]
    return all(done)


def checks() -> list[tuple[str, ...]]:
    """What needs no database."""
    outer = [str(path.relative_to(ROOT)) for path in ROOT.glob("jinliang/subsystems/*/outer")]
    orders = (
        # A type checker knows the models of one site at a time.
        ("mypy", "jinliang", "--exclude", "(/tests/|/migrations/|/outer/)"),
        ("mypy", *outer, "--exclude", "(/tests/|/migrations/)"),
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("lint-imports", "--no-cache"),
        ("djlint", "jinliang", "--lint", "--quiet"),
    )
    return [(" ".join(order[:2]), *_site(order), *order) for order in orders]


def _site(order: tuple[str, ...]) -> tuple[str, ...]:
    """The settings under which the tool sees the code that it is given."""
    site = "extranet" if any("/outer" in word for word in order[1:2]) else "intranet"
    return ("env", f"PATH={BIN}:{os.environ['PATH']}", f"DJANGO_SETTINGS_MODULE=jinliang.sites.{site}")


def suites(results: Path, only: str = "") -> list[tuple[str, ...]]:
    marks = "not journey and not device" + (f" and {only}" if only else "")
    pytest = (sys.executable, "-m", "pytest", "-q")
    outer = [str(path) for path in ROOT.glob("jinliang/**/outer/tests")]
    files = (*ROOT.glob("jinliang/**/test_*.py"), *ROOT.glob("tests/**/test_*.py"))
    outer += [str(path) for path in files if "pytestmark = pytest.mark.outer" in path.read_text()]
    inner: tuple[str, ...] = (
        "--processes",
        "2",
        "-m",
        f"{marks} and not outer",
        "--ignore-glob=*/outer/tests",
        "--ignore=tests/journeys",
    )
    if only:  # the trial is written by the same services, in two years' quantity; how code stands asks no database
        inner = (*inner, "--ignore=jinliang/host/trial", "--ignore=tests/architecture")
    extra = ("--ds=jinliang.sites.extranet", "-m", marks)
    return [
        ("pytest 内网", *pytest, *inner, f"--junitxml={results / 'inner.xml'}"),
        ("pytest 外网", *pytest, *extra, f"--junitxml={results / 'outer.xml'}", *outer),
    ]


def journeys(results: Path) -> bool:
    """The browser walks. Without a browser that is a failure, unless JINLIANG_NO_BROWSER=1 admits it."""
    if not browser() and os.geteuid() == 0 and shutil.which("apt-get"):
        run("apt-get update", "apt-get", "update", "-q")
        run("apt-get install", "apt-get", "install", "-y", "-q", "chromium-headless-shell", "fonts-noto-cjk")
    if not browser():
        return os.environ.get("JINLIANG_NO_BROWSER") == "1" or run("浏览器", "chromium", "--version")
    return run(
        "journeys", sys.executable, "-m", "pytest", "-q", f"--junitxml={results / 'journeys.xml'}", "tests/journeys"
    )


def browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def run(label: str, *order: str) -> bool:
    began = time.monotonic()
    try:
        done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=False)
        words, good = done.stdout + done.stderr, done.returncode == 0
    except OSError as fault:
        words, good = str(fault), False
    print(f"{'✓' if good else '✗'} {label}（{time.monotonic() - began:.0f} 秒）", flush=True)
    if not good:
        print(words, flush=True)
    elif "pytest" in order:
        print(f"  {words.strip().splitlines()[-1]}", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
