"""What a table changes against what is in force, row by row, in words."""

from __future__ import annotations

from dataclasses import dataclass

from jinliang.kernel.flow.declare import Flow, Node, Step
from jinliang.kernel.flow.soundness import name_of
from jinliang.kernel.flow.variation import Latitude

from .lines import mode_words, verb_words, ways_of
from .queries import who_words


@dataclass(frozen=True, slots=True)
class Change:
    """``tone``: "new", "gone" or "changed"; ``parts`` are (what, before, now)."""

    tone: str
    name: str
    parts: tuple[tuple[str, str, str], ...] = ()

    @property
    def label(self) -> str:
        return {"new": "增加", "gone": "去掉", "changed": "修改"}[self.tone]


def compare(before: Flow, now: Flow, latitude: Latitude) -> list[Change]:
    found = [
        _changed(before, now, latitude, node) if before.has(node.key) else Change("new", _title(now, node))
        for node in now.nodes
    ]
    gone = [Change("gone", _title(before, node)) for node in before.nodes if not now.has(node.key)]
    return [one for one in found if one] + gone


def _title(flow: Flow, node: Node) -> str:
    return f"环节“{node.name}”" if isinstance(node, Step) else name_of(flow, node.key)


def _changed(before: Flow, now: Flow, latitude: Latitude, node: Node) -> Change | None:
    old, new = _facts(before, latitude, before.node(node.key)), _facts(now, latitude, node)
    parts = tuple((name, old.get(name, ""), new.get(name, "")) for name in new if old.get(name, "") != new[name])
    return Change("changed", _title(now, node), parts) if parts else None


def _facts(flow: Flow, latitude: Latitude, node: Node) -> dict[str, str]:
    ways = "；".join(f"{name} → {goal}" for name, goal in ways_of(flow, latitude, node))
    if not isinstance(node, Step):
        return {"去向": ways}
    return {
        "名称": node.name,
        "谁办理": who_words(flow, node),
        "办理方式": mode_words(node),
        "允许的操作": verb_words(node),
        "时限": str(node.period or "不限"),
        "须填意见": "、".join(move.name for move in node.moves if "opinion" in move.asks) or "无",
        "去向": ways,
    }
