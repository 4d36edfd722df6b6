"""What is looked at before a content is kept: its kind, whether it can be read, secrecy marks, viruses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from jinliang.base import secrecy
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.base.workers import Refused, Workers, WorkFailed
from jinliang.kernel.trace import alarms

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
        alarms.tell_of_mark(subject=subject, by=by, sha256=incoming.sha256)
        raise secrecy.Marked
    verdicts = [scan(incoming.path) for scan in registry.scanners()]
    if any(verdicts):
        alarms.tell("security.malware", subject=subject, by=by, sha256=incoming.sha256)
        raise Refusal(f"文件“{fitting}”没有通过病毒检查", "文件含有恶意程序", "请换用干净的文件", field="file")
    return Findings(fitting, kind, int(found["pages"]), "" in verdicts)


def refuse_secrecy_mark(text: str, *, field: str, subject: str, by: Actor) -> None:
    """The same door for typed text: ``text`` of a form field, an import row, a message."""
    if secrecy.carries_mark(text, top=text):
        alarms.tell_of_mark(subject=subject, by=by)
        raise secrecy.Marked(field=field)


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
