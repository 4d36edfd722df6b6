"""Backing up a site's own cluster, its files and its keys into a folder; WAL goes there each minute from then on.

    DIR/<site>/base/<stamp>/        a base backup with its SHA-256 manifest; full, or since the one before
    DIR/<site>/base/<stamp>.json    what it is; written last, so that what lacks it is no backup
    DIR/<site>/wal/                 archived segments, compressed
    DIR/<site>/files/  keys/        the contents by their hash; the secrets and database addresses

The folder holds the keys: guard it as the installation itself.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jinliang.base import clock, installation
from jinliang.base.errors import Refusal

from . import binaries
from .binaries import Account
from .cluster import Cluster
from .database import is_external, write_private

FULL_EVERY = timedelta(days=7)
KEYS = ("secrets", "keys")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Base:
    """One base backup. ``parent`` is the stamp of the one that it continues, "" for a full one."""

    stamp: str
    parent: str
    started_at: str
    finished_at: str

    @property
    def ended(self) -> datetime:
        return datetime.fromisoformat(self.finished_at)


def ourselves() -> Account:
    """The user who runs this program: the backup is his, whoever owns the cluster."""
    return Account(os.geteuid(), os.getegid(), "")


def refuse_external(site: str) -> None:
    if is_external(site):
        raise Refusal(
            "这个站点使用管理员提供的数据库",
            "本命令只备份津梁自带的数据库",
            "请用该数据库的备份工具，如 pgBackRest（见 docs/howto/backup.md）",
        )


def bases(folder: Path) -> list[Base]:
    """All complete base backups of a site's backup folder, oldest first."""
    found = [Base(**json.loads(path.read_text())) for path in sorted((folder / "base").glob("*.json"))]
    return [base for base in found if (folder / "base" / base.stamp).is_dir()]


def chain(folder: Path, last: Base) -> list[Base]:
    """``last`` with all that it builds on, the full one first."""
    known = {base.stamp: base for base in bases(folder)}
    links = [last]
    while links[0].parent:
        if links[0].parent not in known:
            raise Refusal(f"备份 {last.stamp} 不完整", f"缺少 {links[0].parent}", "请改用较早的完整备份")
        links.insert(0, known[links[0].parent])
    return links


def back_up(site: str, cluster: Cluster, target: Path, say: Say, *, full: bool = False) -> Base:
    """Take and verify a base backup, copy new files and the keys. The cluster runs on meanwhile."""
    refuse_external(site)
    folder = target.resolve() / site
    (folder / "base").mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_foreign(cluster, folder)
    archive_to(cluster, folder / "wal")
    base = _take(cluster, folder, full=full)
    say(f"{'增量' if base.parent else '完整'}备份 {base.stamp}，正在核对")
    verify(folder, base)
    write_private(folder / "base" / f"{base.stamp}.json", json.dumps(asdict(base)) + "\n")
    count = copy_missing(contents(installation.var(site) / "files"), folder / "files")
    _copy_keys(site, folder / "keys")
    say(f"新增文件 {count} 个，密钥已复制")
    note = {"folder": str(target.resolve()), "at": base.finished_at}
    write_private(installation.var(site) / "backup.json", json.dumps(note) + "\n")
    return base


def _refuse_foreign(cluster: Cluster, folder: Path) -> None:
    """The logs of two databases have the same names: in one folder neither could be restored."""
    if not (known := bases(folder)):
        return
    manifest = json.loads((folder / "base" / known[-1].stamp / "backup_manifest").read_text())
    with cluster.admin() as admin:
        own = admin.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
    if own != (manifest["System-Identifier"],):
        raise Refusal(
            f"{folder} 里是另一套数据库的备份",
            "两套数据库的归档放在一起，哪一套都恢复不了",
            "请换一个目录；要用那里的备份，请先运行 jinliang restore",
        )


def archive_to(cluster: Cluster, wal: Path) -> None:
    """Let the cluster archive into ``wal`` from its next segment on; its account must be able to reach that folder."""
    wal.mkdir(mode=0o700, exist_ok=True)
    make_readable(wal, cluster.owner)
    try:
        binaries.write(cluster.owner, wal / ".probe", "")
        (wal / ".probe").unlink()
    except (OSError, subprocess.CalledProcessError) as fault:
        raise Refusal(
            f"数据库账户 {cluster.owner.name} 不能写入 {wal}",
            "归档由数据库自己写入",
            "请换一个该账户能够进入的目录，如 /var/backups/jinliang",
        ) from fault
    binaries.write(cluster.owner, cluster.home / "archive-to", str(wal))
    with cluster.admin() as admin:
        admin.execute("SELECT pg_switch_wal()")


def make_readable(wal: Path, owner: Account) -> None:
    """The archive belongs to the account that writes and reads it."""
    if owner.is_other:
        for path in (wal, *wal.iterdir()):
            os.chown(path, owner.uid, owner.gid, follow_symlinks=False)


def _take(cluster: Cluster, folder: Path, *, full: bool) -> Base:
    parent = None if full else _parent(folder)
    started = clock.now()
    stamp = f"{started:%Y%m%d-%H%M%S-%f}"
    half = folder / "base" / f"{stamp}.part"
    order = ["--dbname", cluster.url(), "--pgdata", str(half), "--checkpoint", "fast", "--wal-method", "stream"]
    order += ["--manifest-checksums", "SHA256", "--no-password"]
    if parent:
        order += ["--incremental", str(folder / "base" / parent.stamp / "backup_manifest")]
    try:
        binaries.run(ourselves(), "pg_basebackup", order, cwd=folder, what="备份没有完成")
    except Refusal:
        shutil.rmtree(half, ignore_errors=True)
        raise
    half.rename(folder / "base" / stamp)
    return Base(stamp, parent.stamp if parent else "", started.isoformat(), clock.now().isoformat())


def _parent(folder: Path) -> Base | None:
    """The newest backup, if the full one under it is not too old: a long chain takes long to restore."""
    known = bases(folder)
    if not known or clock.now() - chain(folder, known[-1])[0].ended > FULL_EVERY:
        return None
    return known[-1]


def verify(folder: Path, base: Base) -> None:
    """Every file of the backup against the SHA-256 of its manifest, and its WAL read through."""
    path = folder / "base" / base.stamp
    binaries.run(ourselves(), "pg_verifybackup", ["--quiet", str(path)], cwd=folder, what=f"备份 {base.stamp} 已损坏")


def drop_old(folder: Path, keep: int) -> list[str]:
    """Keep the ``keep`` newest full backups with what builds on them; drop the rest and the WAL before them."""
    known = bases(folder)
    fulls = [base for base in known if not base.parent]
    if len(fulls) <= keep:
        return []
    first = fulls[-keep]
    gone = [base.stamp for base in known if base.stamp < first.stamp]
    for stamp in gone:
        (folder / "base" / f"{stamp}.json").unlink()
        shutil.rmtree(folder / "base" / stamp)
    label = (folder / "base" / first.stamp / "backup_label").read_text()
    segment = label.split("(file ", 1)[1].split(")", 1)[0]
    order = ["--strip-extension", ".gz", str(folder / "wal"), segment]
    binaries.run(ourselves(), "pg_archivecleanup", order, cwd=folder, what="旧归档没有清理")
    return gone


def contents(folder: Path) -> list[Path]:
    """Stored contents, named by their hash; not the uploads under way nor the page images beside them."""
    return [path for path in folder.glob("[0-9a-f][0-9a-f]/*/*") if path.is_file()]


def copy_missing(paths: Iterable[Path], target: Path) -> int:
    """Copy contents that ``target`` lacks: a content never changes under its hash. Whole or not at all."""
    count = 0
    for path in paths:
        place = target.joinpath(*path.parts[-3:])
        if place.exists():
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = place.with_name(f"{place.name}.part")
        shutil.copyfile(path, half)
        half.replace(place)
        count += 1
    return count


def _copy_keys(site: str, target: Path) -> None:
    top = installation.var(site)
    paths = [path for name in KEYS for path in (top / name).rglob("*") if path.is_file()]
    for path in [*paths, top / "database.json"]:
        write_private(target / path.relative_to(top), path.read_text())
