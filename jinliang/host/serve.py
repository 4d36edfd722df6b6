"""From nothing to the sites running, and back: clusters, tables, trial, web and worker processes."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from jinliang.base import installation
from jinliang.base.errors import Refusal

from . import clusters, ferrying, filler, schema
from .cluster import Cluster
from .processes import Child, own_command
from .site import SITES, Site
from .terminal import out, say, say_table
from .trial import Account, accounts


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the installation's lock; a second ``serve`` is told which process holds it."""
    top = installation.var()
    top.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (top / "serve.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            file.seek(0)
            raise Refusal("津梁已经在运行", f"进程号 {file.read().strip()}", "请先在那个窗口按 Ctrl-C") from fault
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_serving() -> bool:
    try:
        with only_one():
            return False
    except Refusal:
        return True


def run(sites: Sequence[Site], *, with_trial: bool) -> None:
    """Serve until SIGINT or SIGTERM; everything that was started is stopped, the latest first."""
    stopping = threading.Event()
    for order in (signal.SIGINT, signal.SIGTERM):
        signal.signal(order, lambda *_: stopping.set())
    with only_one():
        for site in sites:
            _check_port(site)
        started: list[Cluster] = []
        children: list[Child] = []
        try:
            _bring_up(sites, started, stopping, with_trial=with_trial)
            if not stopping.is_set():
                children = _children(sites, with_trial=with_trial)
                _start(sites, children, stopping)
                _announce(sites, stopping, with_trial=with_trial)
            filled = filler.Watch(say)
            while not stopping.wait(0.5):
                _tend(children, started)
                filled.look()
        finally:
            _take_down(children, started)


def _check_port(site: Site) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("JINLIANG_BIND", "127.0.0.1"), site.port))
        except OSError as fault:
            raise Refusal(
                f"{site.label}的端口 {site.port} 不能使用",
                fault.strerror or str(fault),
                f"请停止占用它的程序，或用环境变量 JINLIANG_{site.key.upper()}_PORT 换一个端口",
            ) from fault


def _bring_up(sites: Sequence[Site], started: list[Cluster], stopping: threading.Event, *, with_trial: bool) -> None:
    """Databases, then tables, then the trial's first part; the sites side by side."""
    steps: list[tuple[str, Callable[[str], object]]] = [("启动数据库", clusters.start), ("更新数据库结构", _migrate)]
    if with_trial:
        steps += [("装入示例", _load_trial), ("交换名片", ferrying.write_card), ("开通线路", ferrying.connect)]
    with ThreadPoolExecutor(max_workers=len(sites)) as all_of_them:
        for label, step in steps:
            if stopping.is_set():
                return
            begun = time.monotonic()
            with out.status(f"{label} …"):
                found = list(all_of_them.map(step, [site.key for site in sites]))
            started.extend(cluster for cluster in found if isinstance(cluster, Cluster))
            say(f"  ✓ {label}（{time.monotonic() - begun:.1f} 秒）")


def _migrate(key: str) -> None:
    if not schema.is_current(key):
        own_command("migrate", "--site", key)


def _load_trial(key: str) -> None:
    if not ferrying.is_connected(key):
        own_command("trial", "--site", key)


def _children(sites: Sequence[Site], *, with_trial: bool) -> list[Child]:
    """The web processes come first."""
    environment = {"JINLIANG_TRIAL": "1"} if with_trial else {}
    children = [
        Child(f"{site.label}{label}", (f"jinliang.host.{module}", site.key), environment, _log(site.key, module), say)
        for module, label in (("web", "网站"), ("worker", "后台任务"))
        for site in sites
    ]
    if with_trial and not filler.is_done():
        order = ("jinliang.host.filler",)
        children.append(Child("示例业务", order, environment, _log("inner", "filler"), say, ends=True))
    return children


def _log(key: str, name: str) -> Path:
    return installation.var(key) / "log" / f"{name}.log"


def _start(sites: Sequence[Site], children: list[Child], stopping: threading.Event) -> None:
    """The sites answer before the workers take a processor from them."""
    webs = len(sites)
    with out.status("启动网站 …"):
        for child in children[:webs]:
            child.start()
        for site in sites:
            while not stopping.is_set() and not _answers(site):
                stopping.wait(0.1)
                for child in children[:webs]:
                    child.tend()
    if not stopping.is_set():
        for child in children[webs:]:
            child.start()


def _announce(sites: Sequence[Site], stopping: threading.Event, *, with_trial: bool) -> None:
    """Where the sites are, and who may try them."""
    if with_trial:
        _introduce(accounts())
    if not stopping.is_set():
        say_table("津梁已启动，按 Ctrl-C 停止", ("站点", "地址"), [_row(site) for site in sites])


def _introduce(people: list[Account]) -> None:
    places: dict[tuple[str, ...], list[str]] = {}
    for one in people:
        person = (one.login, one.password, f"{one.name}，{one.post}", one.can)
        places.setdefault(person, []).append(SITES[one.site].label[:2])
    rows = [(*person, "、".join(sites)) for person, sites in places.items()]
    say_table("示例账户（仅供试用）", ("账户", "口令", "姓名与岗位", "可以做什么", "站点"), rows)


def _row(site: Site) -> tuple[str, str]:
    return site.label, f"http://localhost:{site.port}/"


def _answers(site: Site) -> bool:
    try:
        socket.create_connection(("127.0.0.1", site.port), timeout=1).close()
    except OSError:
        return False
    return True


def _tend(children: list[Child], started: list[Cluster]) -> None:
    for cluster in started:
        if not cluster.is_running:
            say("数据库意外停止，正在重新启动")
            cluster.start()
    for child in children:
        child.tend()


def _take_down(children: list[Child], started: list[Cluster]) -> None:
    if children or started:
        say("正在停止 …")
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.await_end()
    for cluster in started:
        cluster.stop()
    if children or started:
        say("已停止，数据保留在 " + str(Path(installation.var())))
