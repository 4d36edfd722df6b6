"""What is looked at before a content is kept: its kind, whether it can be read, secrecy marks, viruses."""

from __future__ import annotations

import contextvars
import json
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from django.db import connection, transaction

from jinliang.base import secrecy
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.base.workers import Refused, Workers, WorkFailed
from jinliang.kernel.outbox import services as outbox
from jinliang.kernel.trace import services as trace

from . import kinds, registry, rules
from .disk import Incoming

readers = Workers("jinliang.kernel.files.reader", count=2, timeout=20)

_FAULTS = {
    "locked": ("设有打开密码，办理人员无法阅读", "请去除密码后重新上传"),
    "broken": ("已损坏，无法打开", "请重新导出或扫描后上传"),
    "pixels": (f"图片超过 {rules.PIXEL_LIMIT // 10_000} 万像素", "请降低扫描分辨率后重新上传"),
    "no page": ("没有这一页", "请返回第一页"),
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a content that may be kept."""

    name: str
    kind: kinds.Kind
    pages: int
    is_scanned: bool


def inspect(incoming: Incoming, name: str, allowed: frozenset[str], *, subject: str, by: Actor) -> Findings:
    """Refuse what must not be kept; answer what the content is."""
    kind = kinds.sniff(incoming.path)
    fitting = kinds.fitting_name(name, kind, allowed)
    found = _read(incoming.path, fitting, kind)
    if secrecy.carries_mark(f"{found['text']}\n{name}", top=found["top"]):
        _alarm("security.secrecy_mark", incoming.sha256, subject, by)
        raise secrecy_refusal()
    verdicts = [scan(incoming.path) for scan in registry.scanners()]
    if any(verdicts):
        _alarm("security.malware", incoming.sha256, subject, by)
        raise Refusal(f"文件“{fitting}”没有通过病毒检查", "文件含有恶意程序", "请换用干净的文件", field="file")
    return Findings(fitting, kind, int(found["pages"]), "" in verdicts)


def secrecy_refusal() -> Refusal:
    return Refusal(
        "内容带有国家秘密标志，系统没有接收",
        "本系统不是涉密信息系统，严禁处理国家秘密（保守国家秘密法第三十一条）",
        "请立即联系本单位保密工作机构，按涉密渠道办理",
        field="file",
    )


def refuse_secrecy_mark(text: str, *, field: str, subject: str, by: Actor) -> None:
    """The same door for typed text: ``text`` of a form field, an import row, a message."""
    if secrecy.carries_mark(text, top=text):
        tell_of_mark(subject=subject, by=by)
        refusal = secrecy_refusal()
        refusal.field = field
        raise refusal


def tell_of_mark(*, subject: str, by: Actor) -> None:
    """That somebody tried to put marked text there; never the text."""
    _alarm("security.secrecy_mark", "", subject, by)


def _read(path: Path, name: str, kind: kinds.Kind) -> dict[str, str]:
    try:
        answer = readers.call(act="inspect", path=str(path), kind=kind.key, pixel_limit=rules.PIXEL_LIMIT)
    except Refused as fault:
        raise fault_of(name, fault) from fault
    except WorkFailed as fault:
        raise Refusal(f"文件“{name}”无法读取", "读取时出错或超时", "请重新导出后上传", field="file") from fault
    found: dict[str, str] = json.loads(answer)
    return found


def fault_of(name: str, fault: Refused) -> Refusal:
    why, way_out = _FAULTS[fault.args[0]["fault"]]
    return Refusal(f"文件“{name}”{why}", way_out=way_out, field="file")


def _alarm(topic: str, sha256: str, subject: str, by: Actor) -> None:
    """Keep the event and the digest, never the title, in a transaction of its own: the refusal that follows
    rolls the caller's back, and the alarm must outlive it. A thread has its own connection."""

    def write() -> None:
        with transaction.atomic():
            facts = {"sha256": sha256, "subject": subject}
            trace.append(f"files.alarm/{sha256[:16] or 'text'}", topic, by=by, facts=facts)
            outbox.send(topic, {**facts, "by": by.as_fact()}, key=sha256)
        connection.close()

    # The held clock of tests and of the trial goes with the context.
    thread = Thread(target=contextvars.copy_context().run, args=(write,))
    thread.start()
    thread.join()
