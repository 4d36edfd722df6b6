"""One PostgreSQL cluster of our own: made, started, found again, stopped.

A cluster's home holds ``data``, ``run`` (its socket), ``log`` and ``lock``. Every process of the cluster inherits the
open lock, so the lock is held exactly as long as one of them lives: a process id left by a crash proves nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from jinliang.base import installation
from jinliang.base.errors import Refusal

from . import binaries

ADMIN = "postgres"
PORT = 5432
LEAST_DISK = 300 * 1024 * 1024
SOCKET_PATH = 103  # bytes: Linux allows 107, other systems 103

ACCESS = """\
local all,replication postgres peer map=admin
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
"""
SETTINGS = {
    "timezone": "'Asia/Shanghai'",
    "log_timezone": "'Asia/Shanghai'",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    "summarize_wal": "on",
    "archive_mode": "on",
    "archive_timeout": "60",
    # Open items, the outbox and what is not yet sealed come and go by the minute: their pages are used again sooner.
    "autovacuum_naptime": "15s",
    "logging_collector": "on",
    "log_filename": "'postgresql-%d.log'",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "'%m [%p] %q%u@%d '",
    "log_min_duration_statement": "1000",
}
# Written to the side, flushed, then renamed: a half copy never bears a segment's name. No target, nothing kept.
ARCHIVE = """\
#!/bin/sh
set -e
home=$(dirname "$0")
[ -f "$home/archive-to" ] || exit 0
to=$(cat "$home/archive-to")
gzip -n1 <"$1" >"$to/$2.part"
if [ -f "$to/$2.gz" ]; then cmp -s "$to/$2.part" "$to/$2.gz"; rm "$to/$2.part"; exit 0; fi
sync "$to/$2.part"
mv "$to/$2.part" "$to/$2.gz"
sync "$to"
"""


@dataclass
class Cluster:
    """``listen`` is "" (socket only) or an address for TCP; ``settings`` override for this start only."""

    home: Path
    port: int = PORT
    listen: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.owner = binaries.account()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket_folder(self) -> Path:
        """``run`` in the home, or where its path is too long for a socket, a private folder in /tmp."""
        folder = self.home / "run"
        if len(os.fsencode(folder / f".s.PGSQL.{self.port}")) <= SOCKET_PATH:
            return folder
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"jinliang-{self.owner.uid}-{mark}"  # noqa: S108 made 0700 and its owner checked

    def url(self, user: str = ADMIN, password: str = "", name: str = "postgres") -> str:
        login = f"{user}:{quote(password, safe='')}" if password else user
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://{login}@/{name}?host={host}&port={self.port}"

    def admin(self, name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """An autocommit connection of the superuser: by peer on the socket, there is no password to lose."""
        return psycopg.connect(self.url(name=name), autocommit=True)

    @property
    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def make(self) -> None:
        """initdb beside the final place, renamed when whole: a killed first start leaves nothing half made."""
        half = self.home / "data.part"
        shutil.rmtree(half, ignore_errors=True)
        order = ["--pgdata", str(half), "--username", ADMIN, "--encoding", "UTF8", "--locale", "C.UTF-8"]
        order += ["--data-checksums", "--auth-local", "peer", "--auth-host", "scram-sha-256"]
        binaries.run(self.owner, "initdb", order, cwd=self.home, what="数据库不能初始化")
        names = {self.owner.name, "root"} if self.owner.is_other else {self.owner.name}
        standard = (half / "postgresql.conf").read_text()
        own = "".join(f"{name} = {value}\n" for name, value in SETTINGS.items())
        binaries.write(self.owner, half / "pg_hba.conf", ACCESS)
        binaries.write(self.owner, half / "pg_ident.conf", "".join(f'admin "{name}" {ADMIN}\n' for name in names))
        binaries.write(self.owner, half / "postgresql.conf", standard + own)
        half.rename(self.data)

    def prepare_home(self) -> None:
        free = shutil.disk_usage(_existing(self.home)).free
        if free < LEAST_DISK:
            raise Refusal(f"磁盘空间不足：{self.home}", f"只剩 {free >> 20} MB", "请至少留出 300 MB 后重试")
        try:
            if self.owner.is_other:
                binaries.reachable_folder(self.home.parent, self.owner)
            else:
                self.home.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise Refusal(f"文件夹不能使用：{self.home}", str(fault), "请检查磁盘是否已满、该目录是否可写") from fault
        for folder in (self.home, self.home / "log", self.socket_folder):
            binaries.private_folder(folder, self.owner)
        binaries.write(self.owner, self.home / "archive.sh", ARCHIVE)

    def start(self, *, wait: float = 600) -> bool:
        """Make the cluster if needed and start it; False when it runs already. Returns when it takes connections."""
        self.prepare_home()
        lock = self._take_lock()
        if lock is None:
            return False
        try:
            if not self.is_made:
                self.make()
            self._clear_stale()
            self._check_port()
            self._process = self._spawn(lock)
        finally:
            os.close(lock)
        self._await_ready(wait)
        return True

    def _take_lock(self) -> int | None:
        """The open lock, or None when a cluster that takes connections holds it. Waits for one that is just ending."""
        for _ in range(100):
            if (lock := self._lock()) is not None:
                return lock
            if self._status() == "ready" and self.pid() is not None:
                return None
            time.sleep(0.1)
        raise Refusal(
            f"数据库目录正被别的进程使用：{self.home}",
            "同一目录只能由一个 PostgreSQL 使用（也可能在另一个容器中）",
            "请先停止那个进程",
        )

    def _lock(self) -> int | None:
        handle = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return handle

    @property
    def is_running(self) -> bool:
        if self._process is not None:
            self._process.poll()  # reaps it when it has ended
        if not self.home.exists():
            return False
        if (lock := self._lock()) is None:
            return True
        os.close(lock)
        return False

    def pid(self) -> int | None:
        """The postmaster's process id, if the process of that number is ours."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        command = Path(f"/proc/{number}/cmdline")
        if Path("/proc/self").exists() and os.fsencode(self.data) not in _read(command):
            return None
        return number

    def _status(self) -> str:
        """What the postmaster wrote in the eighth line: starting, ready, standby, stopping."""
        lines = _read(self.data / "postmaster.pid").decode(errors="replace").splitlines()
        return lines[7].strip() if len(lines) > 7 else ""

    def _clear_stale(self) -> None:
        """Our lock was free, so these are of a process that is gone, even if its number lives on in another."""
        name = f".s.PGSQL.{self.port}"
        for left in (self.data / "postmaster.pid", self.socket_folder / name, self.socket_folder / f"{name}.lock"):
            left.unlink(missing_ok=True)

    def _check_port(self) -> None:
        if not self.listen:
            return
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.listen, self.port))
            except OSError as fault:
                raise Refusal(
                    f"数据库端口 {self.port} 不能使用",
                    f"{self.listen}：{fault.strerror}",
                    "请换一个端口，或停止占用它的程序",
                ) from fault

    def _spawn(self, lock: int) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": self.listen,
            "port": str(self.port),
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "log_directory": str(self.home / "log"),
            "archive_command": f'sh "{self.home / "archive.sh"}" %p %f',
            **self.settings,
        }
        order = [str(binaries.programs(self.owner) / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            order += ["-c", f"{name}={value}"]
        with open(self.home / "log" / "start.log", "wb", opener=_no_link) as log:
            return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
                order,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is ours to hand on
                pass_fds=(lock,),
                **binaries.as_owner(self.owner),
            )

    def _await_ready(self, wait: float) -> None:
        process = self._process
        for _ in range(int(wait / 0.05)):
            if self._status() == "ready":
                return
            if process is not None and process.poll() is not None:
                raise Refusal("数据库没有启动", self.last_words(), f"请按原因处理；日志在 {self.home / 'log'}")
            time.sleep(0.05)
        raise Refusal("数据库启动超时", self.last_words(), f"请查看日志 {self.home / 'log'}")

    def last_words(self, limit: int = 800) -> str:
        """The end of the newest log that says something."""
        logs = [path for path in (self.home / "log").glob("*.log") if path.stat().st_size]
        newest = max(logs, key=lambda path: path.stat().st_mtime_ns, default=None)
        return newest.read_text(errors="replace").strip()[-limit:] if newest else "没有日志"

    def stop(self, *, wait: float = 60) -> None:
        """Fast shutdown: open transactions are rolled back, everything is on disk; after ``wait`` seconds, at once."""
        number = self.pid() if self.is_running else None
        if number is None:
            return
        for order, patience in ((signal.SIGINT, wait), (signal.SIGQUIT, 10.0)):
            os.kill(number, order)
            for _ in range(int(patience / 0.05)):
                if not self.is_running:
                    if self._process is not None:
                        self._process.wait()  # the lock falls a moment before the process is gone
                    return
                time.sleep(0.05)
        raise Refusal("数据库没有停止", self.last_words(), f"进程号 {number}，请人工检查")


def of_site(site: str) -> Cluster:
    """The site's own cluster: ``var/<site>/pg``; for root that is a link to the folder of the system account."""
    link = installation.var(site) / "pg"
    if os.geteuid() != 0:
        return Cluster(link.resolve())
    home = binaries.state_folder() / site
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists() and not link.is_symlink():
        link.symlink_to(home)
    return Cluster(link.resolve())


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
