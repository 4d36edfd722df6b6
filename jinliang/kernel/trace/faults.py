"""What a check can find, in words for the auditor."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    SWAPPED = "swapped"
    CUT = "cut"
    SEAL_BROKEN = "seal broken"
    EXPORT_DIFFERS = "export differs"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.CHANGED: "被修改",
    Kind.DELETED: "被删除",
    Kind.INSERTED: "被插入",
    Kind.SWAPPED: "被调换",
    Kind.CUT: "尾部被截去",
    Kind.SEAL_BROKEN: "封存损坏",
    Kind.EXPORT_DIFFERS: "与审计导出不符",
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Either an entry (``stream`` and ``seq``) or a seal (``seal``); ``detail`` says more."""

    kind: Kind
    stream: str = ""
    seq: int = 0
    seal: int = 0
    detail: str = ""

    def __str__(self) -> str:
        where = (
            f"第 {self.seal} 次封存" if self.seal else f"{self.stream} 第 {self.seq} 条" if self.stream else "导出文件"
        )
        return f"{where}：{self.kind.label}" + (f"（{self.detail}）" if self.detail else "")


@dataclass
class Report:
    """``entries`` and ``seals`` were checked, ``waiting`` entries are not sealed yet; ``notes`` are no faults."""

    entries: int = 0
    seals: int = 0
    waiting: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults
