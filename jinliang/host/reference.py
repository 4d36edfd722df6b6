"""Writes the part of docs/reference that is read out of the code: ``make reference``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from jinliang.base.days import Period
from jinliang.base.installation import ROOT

DEADLINES = ROOT / "docs" / "reference" / "deadlines.md"
HEAD = """# 期限一览

本页由 `make reference` 从各 `rules.py` 生成，请勿手工修改。怎样修改期限见[修改期限](../howto/change-a-deadline.md)。

期间从事件次日起算；“工作日”按办件单位所在地区的工作日历计算。

| 业务 | 名称 | 期限 | 依据 | 位置 |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A period at module level: where it is written down, and what it says."""

    path: Path
    line: int
    name: str
    period: Period

    @property
    def app(self) -> str:
        return ".".join(self.path.parent.relative_to(ROOT / "jinliang").parts)

    def row(self) -> str:
        place = self.path.relative_to(ROOT)
        link = f"[{place}:{self.line}](../../{place}#L{self.line})"
        return f"| {self.app} | `{self.name}` | {self.period} | {self.period.basis} | {link} |"


def periods() -> Iterator[Found]:
    """Every period of every rules module, in the order of the files and lines."""
    for path in sorted((ROOT / "jinliang").glob("**/*rules.py")):
        if "tests" in path.parts:
            continue
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for node in ast.parse(path.read_text("utf-8")).body:
            for name in _names(node):
                value = getattr(module, name, None)
                if isinstance(value, Period):
                    yield Found(path, node.lineno, name, value)


def deadlines() -> str:
    return HEAD + "".join(f"{found.row()}\n" for found in periods())


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


if __name__ == "__main__":
    DEADLINES.parent.mkdir(parents=True, exist_ok=True)
    DEADLINES.write_text(deadlines(), "utf-8")
