"""What is wrong with a flow that an office has written, in its own words: which step, which rule, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinliang.kernel.org.registry import DUTIES

from .checking import Unsound
from .declare import Choice, End, Find, Flow, Fork, Join, Mode, Node, Operator, Rule, Step, ways

if TYPE_CHECKING:
    from .variation import Field

MOST_NODES, MOST_MOVES, MOST_DAYS, LONGEST = 40, 8, 365, 20
_VERBS = {"send_back": "退回", "refer": "转办", "add_countersigner": "加签"}
_KINDS = {Choice: "条件", Fork: "并行", Join: "汇合"}
_ORDERED = (Operator.AT_LEAST, Operator.LESS)


@dataclass(frozen=True, slots=True)
class Fault:
    """``node`` is the row that it belongs to, "" for the whole table."""

    node: str
    what: str
    why: str = ""
    way_out: str = ""

    def __str__(self) -> str:
        return "。".join(part for part in (self.what, self.why, self.way_out) if part)


def name_of(flow: Flow, key: str) -> str:
    """What a node is called on the page: what stands between steps by the steps that it leads to."""
    node = flow.node(key) if flow.has(key) else None
    if isinstance(node, Step):
        return node.name
    if isinstance(node, End):
        return f"结束（{node.result}）" if node.result else "结束"
    if node is None:
        return key
    goals = [flow.node(target) for target in ways(node) if flow.has(target)]
    names = "、".join(goal.name if isinstance(goal, Step) else _kind(goal) for goal in goals)
    return f"{_kind(node)}（{names}）"


def _kind(node: Node) -> str:
    return "结束" if isinstance(node, End) else _KINDS.get(type(node), "自动环节")


def verbs(keys: Iterable[str]) -> str:
    return "、".join(_VERBS.get(key, key) for key in sorted(keys))


def broken(flow: Flow) -> list[Fault]:
    """What makes it no graph at all: nothing else can be asked then."""
    if len(flow.nodes) > MOST_NODES:
        return [Fault("", f"环节太多：{len(flow.nodes)}个", f"最多{MOST_NODES}个", "请合并或去掉一些环节")]
    twice = [key for key, times in Counter(node.key for node in flow.nodes).items() if times > 1]
    found = [Fault(key, f"“{name_of(flow, key)}”的标识重复", "", "请删除其中一个重新添加") for key in twice]
    for node in flow.nodes:
        for target in ways(node):
            if not flow.has(target):
                found.append(Fault(node.key, f"“{name_of(flow, node.key)}”的下一环节不存在", "", "请重新选择下一环节"))
        if isinstance(node, Step):
            found += _words(node)
    if not flow.has(flow.start):
        found.append(Fault("", "没有起点", "", "请恢复原来的起点"))
    return found


def _words(step: Step) -> Iterator[Fault]:
    who = f"“{step.name}”"
    if not step.name.strip() or len(step.name) > LONGEST:
        yield Fault(step.key, f"{who}的名称应当有1至{LONGEST}个字", "", "请修改名称")
    if not 1 <= len(step.moves) <= MOST_MOVES:
        yield Fault(step.key, f"{who}应当有1至{MOST_MOVES}个动作", "没有动作就办不下去", "请添加或删除动作")
    if any(not move.name.strip() or len(move.name) > LONGEST for move in step.moves):
        yield Fault(step.key, f"{who}的动作名称应当有1至{LONGEST}个字", "", "请修改动作名称")
    if len({move.key for move in step.moves}) < len(step.moves):
        yield Fault(step.key, f"{who}有重复的动作", "", "请删除重复的动作")
    if len({move.name.strip() for move in step.moves}) < len(step.moves):
        yield Fault(step.key, f"{who}有两个同名的动作", "办理人分不清", "请改名")
    if step.period and not 1 <= step.period.days <= MOST_DAYS:
        yield Fault(step.key, f"{who}的时限应当是1至{MOST_DAYS}天", "", "请修改天数，或留空表示不限")


def is_whole(flow: Flow) -> bool:
    """Every way leads somewhere, so that it can be drawn."""
    return flow.has(flow.start) and all(flow.has(target) for node in flow.nodes for target in ways(node))


def reach(flow: Flow) -> Iterator[Fault]:
    """Every step is reached, and from every one an end."""
    onward = {node.key: ways(node) for node in flow.nodes}
    reached = closure({flow.start}, onward)
    finishing = closure({key for key, targets in onward.items() if not targets}, backward(onward))
    resting = {node.key: () if isinstance(node, Step) else ways(node) for node in flow.nodes}
    for node in flow.nodes:
        name = f"“{name_of(flow, node.key)}”"
        if node.key not in reached:
            yield Fault(node.key, f"{name}永远到不了", "没有动作通向它", "请让前面的一个动作到这里，或删除这一行")
        elif node.key not in finishing:
            yield Fault(node.key, f"{name}之后没有出口", "循环里没有通向结束的动作", "请让其中一个动作通向后面的环节")
        elif node.key in closure(set(resting[node.key]), resting):
            yield Fault(node.key, f"{name}绕回自己而不经过环节", "会无休止地循环", "请在循环中加入有人办理的环节")


def meets(flow: Flow, fork: Fork) -> Iterator[Fault]:
    """Each way of a fork can arrive at a join without going round through the fork again; and the join waits for no
    more ways than there are."""
    onward = {node.key: ways(node) if node.key != fork.key else () for node in flow.nodes}
    joins = [node for node in flow.nodes if isinstance(node, Join)]
    name = f"“{name_of(flow, fork.key)}”"
    for branch in fork.branches:
        if joins and not any(join.key in closure({branch.to}, onward) for join in joins):
            way = name_of(flow, branch.to)
            yield Fault(fork.key, f"{name}的一路“{way}”到不了汇合", "汇合永远等不齐", "请让这一路的动作到汇合")
    after = [join for join in joins if all(join.key in closure({one.to}, onward) for one in fork.branches)]
    if not after:
        yield Fault(fork.key, f"{name}没有汇合", "各路没有共同的去处", "请在各路之后加一个汇合")
    elif (join := after[0]).rule is Rule.QUORUM and join.quorum > len(fork.branches):
        what = f"“{name_of(flow, join.key)}”要等{join.quorum}路，而只有{len(fork.branches)}路"
        yield Fault(join.key, what, "汇合永远等不齐", "请把数目改小")


def holders(flow: Flow, step: Step) -> Iterator[Fault]:
    """Who holds a step that an office has added can be found when the case comes there."""
    name, who = f"“{step.name}”", step.who
    if who.find in (Find.DUTY, Find.HOME) and (who.duty not in DUTIES or DUTIES[who.duty].is_admin):
        yield Fault(step.key, f"{name}没有选定职责", "到了这里没有人能办", "请选择一项职责")
    if who.find is Find.CHOSEN and who.duty and who.duty not in DUTIES:
        yield Fault(step.key, f"{name}选人所限的职责不认识", "", "请重新选择职责")
    if who.unit:
        yield Fault(step.key, f"{name}不能按业务数据找单位", "", "请改为本单位的职责")
    if step.mode is Mode.ONE and step.quorum:
        yield Fault(step.key, f"{name}只由一人办理，没有“几人同意”", "", "请把人数留空，或改为多人办理")
    if step.mode is not Mode.ONE and who.find is not Find.CHOSEN:
        yield Fault(
            step.key, f"{name}由多人办理", "多人须由送件人逐一选定", "请把办理人改为“由送件人选定”，或改为一人办理"
        )
    if who.find is Find.HELD:
        yield from _held(flow, step)


def _held(flow: Flow, step: Step) -> Iterator[Fault]:
    before = step.who.step
    if not (flow.has(before) and isinstance(flow.node(before), Step)) or before == step.key:
        yield Fault(step.key, f"“{step.name}”由办理过另一环节的人办理，但那个环节不存在", "", "请重新选择环节")
        return
    onward = {node.key: ways(node) if node.key != before else () for node in flow.nodes}
    if step.key in closure({flow.start}, onward):
        why = f"有一条路不经过“{name_of(flow, before)}”就到了这里，那时没有人可找"
        yield Fault(step.key, f"“{step.name}”的办理人找不到", why, "请选择必定先经过的环节，或改为按职责办理")


def conditions(flow: Flow, node: Choice | Fork, fields: Mapping[str, Field]) -> Iterator[Fault]:
    name = f"“{name_of(flow, node.key)}”"
    if isinstance(node, Fork) and (len(node.branches) < 2 or not 0 <= node.otherwise < len(node.branches)):
        yield Fault(node.key, f"{name}应当有两路以上", "只有一路不必并行", "请再加一路，或删除这一行")
    if isinstance(node, Choice) and (not node.branches or any(not branch.when for branch in node.branches)):
        yield Fault(node.key, f"{name}有一路没有条件", "没有条件就总是走这一路", "请填写条件；其余情况走“否则”")
    for branch in node.branches:
        for row in branch.when:
            known = fields.get(row.field)
            if known is None:
                yield Fault(node.key, f"{name}的条件所问的“{row.field}”不在本流程中", "", "请从列出的项目中选择")
            elif not _is_asked(row.operator, row.value, [value for value, _ in known.values]):
                yield Fault(node.key, f"{name}的条件对“{known.name}”不适用", "", "请从列出的内容中选择")


def _is_asked(operator: Operator, value: object, values: Collection[str | int]) -> bool:
    if operator in (Operator.FILLED, Operator.EMPTY):
        return value == ""
    if operator is Operator.IN:
        return isinstance(value, tuple) and bool(value) and all(one in values for one in value)
    if operator in _ORDERED and not isinstance(value, int):
        return False
    return value in values and not isinstance(value, bool)


def chosen_next(flow: Flow, key: str, found: Collection[str] = ()) -> str:
    """The first step at which a case may come to rest from here, of those whose holders the sender chooses; or "".
    Those of ``found`` the app finds itself."""
    seen, left = {key}, [key]
    while left:
        node = flow.node(left.pop(0))
        if isinstance(node, Step):
            if node.who.find is Find.CHOSEN and node.key not in found:
                return node.key
            continue
        fresh = [target for target in ways(node) if target not in seen]
        seen.update(fresh)
        left += fresh
    return ""


def beyond(flow: Flow, *gates: str | tuple[str, str]) -> frozenset[str]:
    """The steps that a case reaches only by leaving one of these: a step, or (a step, by this move)."""
    onward = {node.key: () if node.key in gates else ways(node) for node in flow.nodes}
    for node in flow.steps:
        if onward[node.key]:
            onward[node.key] = tuple(move.to for move in node.moves if (node.key, move.key) not in gates)
    return frozenset(step.key for step in flow.steps) - closure({flow.start}, onward)


def told(flow: Flow, fault: Unsound) -> Fault:
    """The engine's own objection, where none of the rules above has said it better."""
    text = str(fault)
    key = next((node.key for node in flow.nodes if text.startswith(f"{flow.key}: {node.key}: ")), "")
    name = f"“{name_of(flow, key)}”" if key else "流程"
    if "without a fork" in text:
        return Fault(key, f"{name}前面没有并行", "没有分路就没有汇合", "请删除这个汇合，或在前面加上并行")
    if "two branches" in text:
        return Fault(key, f"{name}从并行的两路都能到", "两路应当先汇合", "请让两路先到汇合，再到这里")
    if "two joins" in text:
        return Fault(key, f"{name}有两个汇合", "各路分在两处等，永远等不齐", "请只留一个汇合")
    return Fault(key, f"{name}的连接不成立", text, "请检查它的下一环节")


def closure(first: set[str], edges: Mapping[str, tuple[str, ...]]) -> set[str]:
    seen, left = set(first), list(first)
    while left:
        for target in edges.get(left.pop(), ()):
            if target not in seen:
                seen.add(target)
                left.append(target)
    return seen


def backward(edges: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {key: [] for key in edges}
    for key, targets in edges.items():
        for target in targets:
            found[target].append(key)
    return {key: tuple(sources) for key, sources in found.items()}
