"""Bringing a site back from its backup, to the last moment archived or to a chosen one. The old data is kept aside."""

from __future__ import annotations

import os
import shlex
import shutil
from datetime import datetime
from pathlib import Path

from jinliang.base import clock, installation
from jinliang.base.errors import Refusal

from . import backup, binaries
from .backup import Base, Say
from .cluster import Cluster
from .database import write_private


def restore(site: str, cluster: Cluster, source: Path, say: Say, *, to: datetime | None = None) -> Base:
    """Check the chain of backups, put it together, replay WAL up to ``to``; leaves the cluster running on it.

    Returns the base backup that was used. When anything fails, the old data is where it was.
    """
    backup.refuse_external(site)
    folder = source.resolve() / site
    last = choose(folder, to)
    links = backup.chain(folder, last)
    for link in links:
        say(f"正在核对备份 {link.stamp}")
        backup.verify(folder, link)
    flush(cluster)
    cluster.stop()
    cluster.prepare_home()
    fresh = cluster.home.with_name(f"{cluster.home.name}.restoring")
    _assemble(folder, links, fresh, cluster)
    aside = cluster.home / f"data.before-{clock.now():%Y%m%d-%H%M%S-%f}"
    if cluster.is_made:
        cluster.data.rename(aside)
    fresh.rename(cluster.data)
    say("正在重放归档")
    try:
        _recover(cluster, folder / "wal", to)
    except Refusal:
        cluster.stop()
        shutil.rmtree(cluster.data)
        if aside.exists():
            aside.rename(cluster.data)
        raise
    count = backup.copy_missing(backup.contents(folder / "files"), installation.var(site) / "files")
    _bring_back_keys(site, folder / "keys")
    say(f"数据库已恢复，补回文件 {count} 个；原数据保留在 {aside.name}")
    return last


def choose(folder: Path, to: datetime | None) -> Base:
    """The newest base backup that was complete at ``to``: recovery only goes forward."""
    fitting = [base for base in backup.bases(folder) if to is None or base.ended <= to]
    if not fitting:
        raise Refusal(f"{folder} 中没有可用的备份", "没有在该时刻之前完成的备份", "请检查目录，或选择较晚的时刻")
    return fitting[-1]


def flush(cluster: Cluster) -> None:
    """Archive what the running cluster has not yet, so that "the last moment" is now."""
    if not cluster.is_running:
        return
    with cluster.admin() as admin:
        # A byte back: where nothing was written since the last switch, the answer is where the next segment begins.
        row = admin.execute("SELECT pg_walfile_name(pg_switch_wal() - 1)").fetchone()
        if row is None or not (cluster.home / "archive-to").exists():
            return
        for _ in range(300):
            done = admin.execute("SELECT last_archived_wal >= %s FROM pg_stat_archiver", row).fetchone()
            if done == (True,):
                return
            admin.execute("SELECT pg_sleep(0.1)")
    raise Refusal("最新的归档没有写完", "归档目录可能已满或不可写", "请检查备份目录后重试")


def _assemble(folder: Path, links: list[Base], fresh: Path, cluster: Cluster) -> None:
    """One data folder from a full backup and what follows it; outside the account's reach until it is whole."""
    shutil.rmtree(fresh, ignore_errors=True)
    paths = [str(folder / "base" / link.stamp) for link in links]
    if len(paths) == 1:
        shutil.copytree(paths[0], fresh)
    else:
        order = ["--output", str(fresh), *paths]
        binaries.run(backup.ourselves(), "pg_combinebackup", order, cwd=folder, what="增量备份不能合并")
    (fresh / "recovery.signal").touch()
    fresh.chmod(0o700)
    if cluster.owner.is_other:
        for path in (fresh, *fresh.rglob("*")):
            os.chown(path, cluster.owner.uid, cluster.owner.gid, follow_symlinks=False)


def _recover(cluster: Cluster, wal: Path, to: datetime | None) -> None:
    backup.make_readable(wal, cluster.owner)
    segment = shlex.quote(str(wal)) + "/%f.gz"
    settings = {
        "restore_command": f'test -f {segment} && gunzip -c {segment} >"%p"',
        "recovery_target_action": "promote",
        "hot_standby": "off",  # "ready" is to mean that the recovery has ended
        **({"recovery_target_time": to.isoformat(sep=" ")} if to else {}),
    }
    usual, cluster.settings = cluster.settings, {**cluster.settings, **settings}
    try:
        cluster.start()
    finally:
        cluster.settings = usual


def _bring_back_keys(site: str, keys: Path) -> None:
    """The keys of the backup are those of its data; different ones that are here now are set aside."""
    top = installation.var(site)
    stamp = f"{clock.now():%Y%m%d-%H%M%S}"
    for path in sorted(path for path in keys.rglob("*") if path.is_file()):
        place, text = top / path.relative_to(keys), path.read_text()
        if place.exists() and place.read_text() != text and place.name != "database.json":
            place.rename(place.with_name(f"{place.name}.before-{stamp}"))
        if not place.exists():
            write_private(place, text)
