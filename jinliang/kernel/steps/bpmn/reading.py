"""A BPMN 2.0 file as a flow: user tasks, gateways, start and ends, ways with conditions, lanes. All else is refused."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from jinliang.base.days import Period
from jinliang.base.errors import Refusal
from jinliang.kernel.flow.declare import (
    STARTER,
    Branch,
    Choice,
    Condition,
    End,
    Find,
    Flow,
    Fork,
    Join,
    Mode,
    Move,
    Node,
    Rule,
    Service,
    Step,
    Who,
)  # fmt: skip
from jinliang.kernel.flow.variation import is_own
from jinliang.kernel.org.registry import DUTIES

from ..table import own_key
from .parsing import parse
from .refusing import SILENT, called, is_model, local, refuse
from .words import model, own, rows_from

_GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
_NODES = ("userTask", "serviceTask", "startEvent", "endEvent", *_GATEWAYS)
_MOST_NAME = 20
_KEY = re.compile(r"[A-Za-z0-9_]{3,40}")


def read(content: bytes, declared: Flow) -> Flow:
    """The flow that the file draws. What bears the name of a declared step is that step."""
    root = parse(content)
    if root.tag != model("definitions"):
        raise Refusal(
            "文件不是 BPMN 2.0", "最外层不是 definitions", "请上传由建模工具导出的 BPMN 2.0 文件", field="file"
        )
    process = _process(root)
    key = process.get(own("key"), declared.key)
    if key != declared.key:
        name = process.get("name") or key
        raise Refusal(f"这是“{name}”的流程", f"现在要导入的是“{declared.name}”", "请在相应的流程中导入", field="file")
    return _Reading(process, declared).flow()


def _process(root: Element) -> Element:
    for together in root.findall(model("collaboration")):
        for part in together:
            if local(part) not in ("participant", *SILENT):
                raise refuse(part)
    found = [part for part in root if local(part) == "process" and is_model(part)]
    used = [part for part in found if any(local(one) in _NODES for one in part)]
    if len(used) != 1:
        what = "文件里没有流程" if not used else f"文件里有 {len(used)} 个流程"
        raise Refusal(what, "步骤表一次导入一个流程", "请只保留一个泳池和它的流程", field="file")
    for part in root:
        if is_model(part) and local(part) not in ("process", "collaboration", *SILENT):
            raise refuse(part)
    return used[0]


@dataclass
class _Reading:
    process: Element
    declared: Flow
    nodes: dict[str, Element] = field(default_factory=dict)
    ways: dict[str, list[Element]] = field(default_factory=lambda: defaultdict(list))
    into: dict[str, list[Element]] = field(default_factory=lambda: defaultdict(list))
    lanes: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def flow(self) -> Flow:
        self._gather()
        starts = [one for one in self.nodes.values() if local(one) == "startEvent"]
        if len(starts) != 1:
            raise Refusal(f"有 {len(starts)} 个开始事件", "流程只有一个起点", "请只保留一个开始事件", field="file")
        first = self._only(starts[0])
        for element in self.nodes.values():
            if not self._is_passed(element):
                self.keys[element.get("id", "")] = self._key(element)
        nodes = tuple(self._node(element) for id, element in self.nodes.items() if id in self.keys)
        return Flow(self.declared.key, self.declared.name, self._goal(first), nodes)

    def _gather(self) -> None:
        links: list[Element] = []
        for element in self.process:
            kind = local(element)
            if not is_model(element) or kind in SILENT:
                continue
            if kind == "laneSet":
                self._lanes(element)
            elif kind == "sequenceFlow":
                links.append(element)
            elif kind in _NODES:
                self._take(element)
            else:
                raise refuse(element)
        for link in links:
            source, target = link.get("sourceRef", ""), link.get("targetRef", "")
            if source not in self.nodes or target not in self.nodes:
                raise Refusal(f"连线{called(link)}没有接在环节上", "", "请在建模工具中接好两端", field="file")
            self.ways[source].append(link)
            self.into[target].append(link)

    def _take(self, element: Element) -> None:
        id = element.get("id", "")
        if not id or id in self.nodes:
            raise Refusal(f"{called(element)}的标识重复或为空", "", "请用建模工具重新导出", field="file")
        for part in element:
            if is_model(part) and local(part) not in (*SILENT, "multiInstanceLoopCharacteristics"):
                raise refuse(part, element)
        self.nodes[id] = element

    def _lanes(self, lanes: Element) -> None:
        for lane in lanes.iter(model("lane")):
            for member in lane.findall(model("flowNodeRef")):
                self.lanes[(member.text or "").strip()] = (lane.get("name") or "").strip()

    # -- what an element is -----------------------------------------------------------------------------------------

    def _is_passed(self, element: Element) -> bool:
        """The start, and the gateway at which the holder of a step chooses his move."""
        return local(element) == "startEvent" or self._is_moves(element)

    def _is_moves(self, element: Element) -> bool:
        if local(element) != "exclusiveGateway":
            return False
        kind, id = element.get(own("kind")), element.get("id", "")
        if kind:
            return kind == "moves"
        asks = element.get("default") or any(_condition(way) is not None for way in self.ways[id])
        sources = [self.nodes[way.get("sourceRef", "")] for way in self.into[id]]
        return not asks and len(sources) == 1 and local(sources[0]) == "userTask" and len(self.ways[id]) > 1

    def _key(self, element: Element) -> str:
        given = element.get(own("key"), "")
        if _is_known(given, has=self.declared.has(given)):
            return given
        name, taken = (element.get("name") or "").strip(), set(self.keys.values())
        for node in self.declared.nodes:
            fits = (isinstance(node, Step) and local(element) == "userTask" and node.name == name) or (
                isinstance(node, End) and local(element) == "endEvent" and node.result == name
            )
            if fits and node.key not in taken:
                return node.key
        return own_key()

    def _goal(self, link: Element) -> str:
        target = link.get("targetRef", "")
        if target not in self.keys:
            where = called(self.nodes[target])
            raise Refusal(f"连线{called(link)}通向{where}", "它不是一个环节", "请让连线到下一个环节", field="file")
        return self.keys[target]

    def _only(self, element: Element) -> Element:
        """Its one way out."""
        found = self.ways[element.get("id", "")]
        if len(found) == 1:
            return found[0]
        what = f"{called(element)}没有出线" if not found else f"{called(element)}有 {len(found)} 条出线"
        why = "BPMN 中任务的多条出线表示同时走" if local(element) == "userTask" else "这里只能有一条"
        raise Refusal(
            what,
            why if found else "",
            "请在后面加一个网关，再从网关分路" if found else "请连到下一个环节",
            field="file",
        )

    def _node(self, element: Element) -> Node:
        key = self.keys[element.get("id", "")]
        match local(element):
            case "userTask":
                return self._step(element, key)
            case "serviceTask":
                task = element.get(own("task"), "")
                if not task:
                    raise refuse(element)
                return Service(key, task, self._goal(self._only(element)))
            case "endEvent":
                return End(key, element.get("name") or "")
            case "exclusiveGateway":
                return self._choice(element, key)
            case _:
                return self._parallel(element, key)

    def _step(self, element: Element, key: str) -> Step:
        known = self.declared.node(key) if self.declared.has(key) else None
        model_step = known if isinstance(known, Step) else None
        name = (element.get("name") or "").strip()
        if not name:
            raise Refusal(f"用户任务{called(element)}没有名称", "", "请在建模工具中写上环节名称", field="file")
        step = Step(key, name, self._who(element, model_step), self._moves(element, model_step))
        return self._details(element, step, model_step)

    def _details(self, element: Element, step: Step, known: Step | None) -> Step:
        loop = element.find(model("multiInstanceLoopCharacteristics"))
        if element.get(own("find")):
            mode, days = Mode(_one_of(element, "mode", Mode, "one")), _number(element, "days")
            period = Period(days, element.get(own("basis"), ""), not element.get(own("calendar"))) if days else None
            forbids = tuple(element.get(own("forbids"), "").split())
            return replace(step, mode=mode, quorum=_number(element, "quorum"), period=period, forbids=forbids)
        if loop is not None and any(is_model(part) and local(part) not in SILENT for part in loop):
            why, way_out = "多人办理的数目在步骤表中填写", "请去掉多实例的数目和完成条件，导入后再填"
            raise Refusal(f"{called(element)}的多实例带有条件", why, way_out, field="file")
        if known is not None:
            return replace(step, mode=known.mode, quorum=known.quorum, period=known.period, forbids=known.forbids)
        if loop is None:
            return step
        return replace(step, mode=Mode.SEQUENCE if loop.get("isSequential") == "true" else Mode.PARALLEL)

    def _who(self, element: Element, known: Step | None) -> Who:
        if find := element.get(own("find")):
            _one_of(element, "find", Find, find)
            parts = {name: element.get(own(name), "") for name in ("duty", "unit", "step")}
            return Who(Find(find), **parts)
        if known is not None:
            return known.who
        lane = self.lanes.get(element.get("id", ""), "")
        if lane == "发起人":
            return STARTER
        found = next((duty for duty in DUTIES.values() if duty.name == lane or f"“{duty.name}”" in lane), None)
        return Who(Find.DUTY, duty=found.key if found else "")

    def _moves(self, element: Element, known: Step | None) -> tuple[Move, ...]:
        way = self._only(element)
        gateway = self.nodes[way.get("targetRef", "")]
        ways = self.ways[gateway.get("id", "")] if self._is_moves(gateway) else [way]
        found: list[Move] = []
        for one in ways:
            named = (
                {move.name: move for move in known.moves if move.key not in {had.key for had in found}} if known else {}
            )
            found.append(self._move(one, named))
        return tuple(found)

    def _move(self, way: Element, named: Mapping[str, Move]) -> Move:
        if _condition(way) is not None:
            why = "由办理人选择的动作不带条件"
            raise Refusal(f"连线{called(way)}带有条件", why, "请把条件画在任务之后单独的排他网关上", field="file")
        name, goal = (way.get("name") or "").strip(), self._goal(way)
        key = way.get(own("move"), "")
        if _is_known(key, has=key in {move.key for move in named.values()}):
            asks = tuple(way.get(own("asks"), "").split("\n")) if way.get(own("asks")) else ()
            return Move(key, way.get("name") or "", goal, way.get(own("duty"), ""), asks)
        if name in named or (not name and len(named) == 1):
            return replace(named[name] if name in named else next(iter(named.values())), to=goal)
        return Move(own_key(), name[:_MOST_NAME] or "办毕", goal)

    def _choice(self, element: Element, key: str) -> Choice:
        default, ways = element.get("default", ""), self.ways[element.get("id", "")]
        last = [way for way in ways if way.get("id") == default]
        if not last:
            why = "各个条件都不成立时，不知道往哪里走"
            raise Refusal(f"排他网关{called(element)}没有默认出线", why, "请把其中一条设为默认出线", field="file")
        branches = []
        for way in ways:
            if way is not last[0]:
                text = _condition(way)
                if text is None:
                    why = "排他网关的每条出线都要有条件，默认的除外"
                    raise Refusal(f"连线{called(way)}没有条件", why, "请写上条件", field="file")
                branches.append(Branch(self._goal(way), rows_from(text, f"连线{called(way)}")))
        return Choice(key, tuple(branches), self._goal(last[0]))

    def _parallel(self, element: Element, key: str) -> Fork | Join:
        id = element.get("id", "")
        direction = element.get("gatewayDirection", "")
        if direction not in ("Diverging", "Converging"):
            if len(self.into[id]) > 1 and len(self.ways[id]) > 1:
                raise Refusal(f"网关{called(element)}既汇合又分路", "", "请拆成先后两个网关", field="file")
            direction = "Diverging" if len(self.ways[id]) > 1 else "Converging"
        if direction == "Converging":
            rule = Rule(_one_of(element, "rule", Rule, "all"))
            return Join(key, self._goal(self._only(element)), rule, _number(element, "quorum"))
        if element.get("default"):
            raise Refusal(f"网关{called(element)}有默认出线", "", "请在每条出线上写明条件，去掉默认出线", field="file")
        branches = tuple(Branch(self._goal(way), self._rows(element, way)) for way in self.ways[id])
        return Fork(key, branches, _number(element, "otherwise"))

    def _rows(self, element: Element, way: Element) -> tuple[Condition, ...]:
        text = _condition(way)
        if text is not None and local(element) == "parallelGateway":
            raise Refusal(
                f"连线{called(way)}带有条件", "并行网关的各路都走", "请改用包容网关，或去掉条件", field="file"
            )
        return () if text is None else rows_from(text, f"连线{called(way)}")


def _is_known(key: str, *, has: bool) -> bool:
    """A key that the file may keep: the declared flow's, or one that a table has given."""
    return has or (is_own(key) and _KEY.fullmatch(key) is not None)


def _condition(way: Element) -> str | None:
    found = way.find(model("conditionExpression"))
    return None if found is None else (found.text or "").strip()


def _number(element: Element, name: str) -> int:
    text = element.get(own(name), "0")
    if not (text.isdecimal() and len(text) < 5):
        raise Refusal(f"{called(element)}的 {name} 不是数字", "", "请用平台导出的文件，或删去这一属性", field="file")
    return int(text)


def _one_of(element: Element, name: str, kind: type[Mode] | type[Rule] | type[Find], default: str) -> str:
    text = element.get(own(name), default)
    if text not in {one.value for one in kind}:
        raise Refusal(f"{called(element)}的 {name} 不认识", "", "请用平台导出的文件，或删去这一属性", field="file")
    return text
