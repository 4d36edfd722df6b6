"""Real clusters, as an ordinary user and as root. pytest's own folders cannot be reached by another account."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from jinliang.host import binaries, cluster, database
from jinliang.host.cluster import Cluster

FAST = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB"}
# For those that are not backed up.
BARE = FAST | {"archive_mode": "off", "summarize_wal": "off"}
Act = Callable[[], None]
RUN = binaries.run
KINDS = ["ordinary", "root"] if os.geteuid() == 0 else ["ordinary"]


@pytest.fixture(scope="session")
def programs() -> Iterator[Path]:
    """A copy of PostgreSQL's programs that every account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="jl"))
    folder.chmod(0o711)
    binaries._copy_programs(folder / "wheel")
    (folder / "fresh").mkdir()
    (folder / "fresh").chmod(0o777)
    yield folder / "wheel"
    shutil.rmtree(folder)


def _quickly(first: Path) -> Callable[..., str]:
    """PostgreSQL's own programs flush some thousand files each time; the tests need no durability. A new cluster is a
    copy of the account's first one: initdb makes the same each time, at half a second of a processor."""

    def run(owner: binaries.Account, program: str, order: Sequence[str], *, cwd: Path, what: str) -> str:
        if program in {"initdb", "pg_basebackup", "pg_combinebackup"}:
            order = ["--no-sync", *order]
        if program != "initdb":
            return RUN(owner, program, order, cwd=cwd, what=what)
        fresh = first / str(os.geteuid())
        order, made = ["--wal-segsize", "1", *order], order[order.index("--pgdata") + 1]
        if fresh.exists():
            subprocess.run(["cp", "-a", str(fresh), made], check=True)
            return ""
        said = RUN(owner, program, order, cwd=cwd, what=what)
        subprocess.run(["cp", "-a", made, str(fresh)], check=True)
        return said

    return run


@pytest.fixture
def place(programs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with place_of_its_own(programs, monkeypatch) as folder:
        yield folder


@contextmanager
def place_of_its_own(programs: Path, patch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a short path that every account can pass through; ``var`` and ``state`` lie in it."""
    # In place of a copy: 35 MB for each test would take longer than the tests.
    patch.setattr(binaries, "_copy_programs", lambda copy: copy.symlink_to(programs))
    folder = Path(tempfile.mkdtemp(prefix="jl"))
    folder.chmod(0o711)
    patch.setenv("JINLIANG_VAR", str(folder / "var"))
    patch.setenv("JINLIANG_STATE", str(folder / "state"))
    patch.setattr(binaries, "run", _quickly(programs.parent / "fresh"))
    for name in ("DATABASE_URL_INNER", "DATABASE_URL_OUTER", "JINLIANG_SECRET_KEY", "JINLIANG_DATA_KEY"):
        patch.delenv(name, raising=False)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def prepared(settings: dict[str, str]) -> Iterator[Cluster]:
    """The inner site's cluster with its database, its addresses and its keys."""
    made = cluster.of_site("inner")
    made.settings = settings
    made.start()
    try:
        database.make_secrets("inner")
        database.prepare_own("inner", made)
        yield made
    finally:
        made.stop()


@pytest.fixture(params=KINDS)
def as_kind(
    request: pytest.FixtureRequest, place: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Act], None]:
    """Run an act as root, or as an ordinary user (when the tests run as root: in a fork that gives root up)."""
    if request.param == "root" or os.geteuid() != 0:
        return lambda act: act()
    nobody = pwd.getpwnam("nobody")
    monkeypatch.setattr(binaries, "wheel", lambda: programs)
    (place / "var").mkdir()
    os.chown(place / "var", nobody.pw_uid, nobody.pw_gid)
    return lambda act: _in_fork(act, nobody)


def _in_fork(act: Act, user: pwd.struct_passwd) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads
        child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            act()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0, "the ordinary user's part failed; see stderr"
