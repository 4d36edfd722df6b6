"""A table as its page shows it: one line a row, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinliang.kernel.flow.declare import Branch, Choice, End, Find, Flow, Fork, Join, Mode, Node, Operator, Rule, Step
from jinliang.kernel.flow.soundness import Fault, name_of
from jinliang.kernel.flow.variation import VERBS, Latitude, is_own

from .forms import OPERATORS, VERB_NAMES
from .queries import who_words
from .table import MODES, neighbour


@dataclass(frozen=True, slots=True)
class Line:
    """``ways`` are (move or condition, where it leads); ``holders`` the people who would hold it today."""

    key: str
    kind: str
    name: str
    who: str
    holders: str
    mode: str
    verbs: str
    days: str
    ways: tuple[tuple[str, str], ...]
    is_own: bool
    can_edit: bool
    can_drop: bool
    up: str
    down: str
    faults: tuple[Fault, ...]


def lines(
    flow: Flow, latitude: Latitude, held: Mapping[str, Sequence[str]] | None = None, faults: Sequence[Fault] = ()
) -> list[Line]:
    return [
        _line(flow, latitude, node, held or {}, [one for one in faults if one.node == node.key]) for node in flow.nodes
    ]


def _line(
    flow: Flow, latitude: Latitude, node: Node, held: Mapping[str, Sequence[str]], faults: Sequence[Fault]
) -> Line:
    own = is_own(node.key)
    step = node if isinstance(node, Step) else None
    return Line(
        key=node.key,
        kind=kind_of(node),
        name=name_of(flow, node.key),
        who=who_words(flow, step) if step else "",
        holders=_names(held.get(node.key)) if step else "",
        mode=mode_words(step) if step else "",
        verbs=verb_words(step) if step else "",
        days=str(step.period) if step and step.period else "",
        ways=tuple(ways_of(flow, latitude, node)),
        is_own=own,
        can_edit=step is not None or (own and not isinstance(node, End)),
        can_drop=own or node.key in latitude.spare,
        up=neighbour(flow, node.key, is_before=True),
        down=neighbour(flow, node.key, is_before=False),
        faults=tuple(faults),
    )


def kind_of(node: Node) -> str:
    if isinstance(node, Step):
        return "环节"
    return {Choice: "条件", Fork: "并行", Join: "汇合", End: "结束"}.get(type(node), "自动")


def _names(names: Sequence[str] | None) -> str:
    if names is None:
        return ""
    shown = "、".join(names[:3]) + (f"等{len(names)}人" if len(names) > 3 else "")
    return shown or "现在没有人"


def mode_words(step: Step) -> str:
    own = "一人签收办理" if step.mode is Mode.ONE and step.who.find in (Find.DUTY, Find.HOME) else MODES[step.mode]
    return f"{own}，{step.quorum}人意见一致即通过" if step.quorum else own


def verb_words(step: Step) -> str:
    return "、".join(VERB_NAMES[verb] for verb in VERBS if verb not in step.forbids) or "无"


def ways_of(flow: Flow, latitude: Latitude, node: Node) -> Iterator[tuple[str, str]]:
    match node:
        case Step():
            for move in node.moves:
                yield move.name, name_of(flow, move.to)
        case Choice():
            for branch in node.branches:
                yield condition_words(branch, latitude), name_of(flow, branch.to)
            yield "否则", name_of(flow, node.otherwise)
        case Fork():
            for branch in node.branches:
                yield condition_words(branch, latitude) if branch.when else "同时", name_of(flow, branch.to)
        case Join():
            words = {Rule.ALL: "各路都办完", Rule.ANY: "任一路办完", Rule.QUORUM: f"办完{node.quorum}路"}
            yield words[node.rule], name_of(flow, node.to)


def condition_words(branch: Branch, latitude: Latitude) -> str:
    fields = {one.key: one for one in latitude.fields}
    if any(row.field not in fields for row in branch.when):
        return "由业务情况决定"
    said = []
    for row in branch.when:
        field = fields[row.field]
        known = dict(field.values)
        values = row.value if isinstance(row.value, tuple) else (row.value,)
        shown = "、".join(known.get(value, str(value)) for value in values)
        operator = "属于" if row.operator is Operator.IN else OPERATORS[row.operator.value]
        said.append(f"{field.name}{operator}{shown}")
    return "，且".join(said) or "没有条件"
