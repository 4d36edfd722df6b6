"""A flow as BPMN 2.0 with its drawing. A step with several moves is a task before an exclusive gateway."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from jinliang.kernel.flow.checking import Unsound, check
from jinliang.kernel.flow.declare import Choice, End, Flow, Fork, Join, Mode, Move, Node, Service, Step

from .drawing import draw
from .words import DC, DD, DI, MODEL, OWN, XSI, model, own, written

_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
for _prefix, _space in (("bpmn", MODEL), ("bpmndi", DI), ("dc", DC), ("di", DD), ("jl", OWN), ("xsi", XSI)):
    ET.register_namespace(_prefix, _space)


@dataclass(frozen=True, slots=True)
class Element:
    """A node of the diagram: its size tells what it is; ``lane`` names who is there."""

    id: str
    kind: str
    lane: str


@dataclass
class Writing:
    """The process as it grows: nodes in the flow's order, then the ways between them."""

    flow: Flow
    label: Callable[[Step], str]
    process: ET.Element
    elements: list[Element] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    ways: list[ET.Element] = field(default_factory=list)

    def id_of(self, key: str) -> str:
        at = next(number for number, node in enumerate(self.flow.nodes) if node.key == key)
        return f"node_{key}" if _PLAIN.fullmatch(key) else f"node-{at}"

    def add(self, tag: str, id: str, lane: str = "", **attributes: str) -> ET.Element:
        self.elements.append(Element(id, tag, lane))
        given = {name: value for name, value in attributes.items() if value}
        return ET.SubElement(self.process, model(tag), {"id": id, **given})

    def link(self, source: str, key: str, name: str = "") -> ET.Element:
        id = f"way_{len(self.ways)}"
        target = self.id_of(key) if self.flow.has(key) else key
        given = {"id": id, "sourceRef": source, "targetRef": target} | ({"name": name} if name else {})
        self.ways.append(ET.Element(model("sequenceFlow"), given))
        self.links.append((id, source, target))
        return self.ways[-1]


def write(flow: Flow, label: Callable[[Step], str]) -> bytes:
    """``label`` names the lane of a step: who holds it."""
    root = ET.Element(model("definitions"), {"id": "definitions", "targetNamespace": OWN, "exporter": "Jinliang"})
    together = ET.SubElement(root, model("collaboration"), {"id": "collaboration"})
    ET.SubElement(together, model("participant"), {"id": "pool", "name": flow.name, "processRef": "process"})
    process = ET.SubElement(root, model("process"), {"id": "process", "name": flow.name, "isExecutable": "false"})
    process.set(own("key"), flow.key)
    lanes = ET.SubElement(process, model("laneSet"), {"id": "lanes"})
    writing = Writing(flow, label, process)
    writing.add("startEvent", "start", name="开始")
    writing.link("start", flow.start)
    joins = _joins(flow)
    for node in flow.nodes:
        _node(writing, node, joins.get(node.key))
    for way in writing.ways:
        process.append(way)
    names = _lanes(writing, lanes)
    draw(root, writing.elements, writing.links, names)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text


def _joins(flow: Flow) -> dict[str, Node]:
    """join -> the fork that it closes; a draft may still be unsound."""
    try:
        return {join: flow.node(fork) for fork, join in check(flow).joins.items()}
    except Unsound:
        return {}


def _node(writing: Writing, node: Node, fork: Node | None) -> None:
    id = writing.id_of(node.key)
    match node:
        case Step():
            _step(writing, node, id)
        case Choice():
            drawn = writing.add("exclusiveGateway", id, gatewayDirection="Diverging")
            drawn.set(own("kind"), "choice")
            for branch in node.branches:
                _condition(writing.link(id, branch.to), written(branch.when))
            drawn.set("default", writing.link(id, node.otherwise, "否则").get("id", ""))
        case Fork():
            tag = "inclusiveGateway" if any(branch.when for branch in node.branches) else "parallelGateway"
            drawn = writing.add(tag, id, gatewayDirection="Diverging")
            drawn.set(own("otherwise"), str(node.otherwise))
            for branch in node.branches:
                way = writing.link(id, branch.to)
                if branch.when:
                    _condition(way, written(branch.when))
        case Join():
            is_inclusive = isinstance(fork, Fork) and any(branch.when for branch in fork.branches)
            tag = "inclusiveGateway" if is_inclusive else "parallelGateway"
            drawn = writing.add(tag, id, gatewayDirection="Converging")
            drawn.set(own("rule"), node.rule.value)
            drawn.set(own("quorum"), str(node.quorum))
            writing.link(id, node.to)
        case Service():
            drawn = writing.add("serviceTask", id, name=node.task)
            drawn.set(own("task"), node.task)
            writing.link(id, node.to)
        case End():
            drawn = writing.add("endEvent", id, name=node.result)
    drawn = next(one for one in writing.process if one.get("id") == id)
    drawn.set(own("key"), node.key)


def _step(writing: Writing, step: Step, id: str) -> None:
    drawn = writing.add("userTask", id, writing.label(step), name=step.name)
    who = step.who
    given = {"find": who.find.value, "duty": who.duty, "unit": who.unit, "step": who.step, "mode": step.mode.value}
    given |= {"quorum": str(step.quorum or ""), "forbids": " ".join(step.forbids)}
    if step.period:
        given |= {"days": str(step.period.days), "basis": step.period.basis}
        given |= {} if step.period.is_working else {"calendar": "true"}
    for name, value in given.items():
        if value:
            drawn.set(own(name), value)
    if step.mode is not Mode.ONE:
        is_sequential = {"isSequential": "true"} if step.mode is Mode.SEQUENCE else {}
        ET.SubElement(drawn, model("multiInstanceLoopCharacteristics"), is_sequential)
    if len(step.moves) == 1:
        _move(writing, id, step.moves[0])
        return
    gateway = writing.add("exclusiveGateway", f"{id}-moves", writing.label(step), gatewayDirection="Diverging")
    gateway.set(own("kind"), "moves")
    writing.link(id, f"{id}-moves")
    for move in step.moves:
        _move(writing, f"{id}-moves", move)


def _move(writing: Writing, source: str, move: Move) -> None:
    way = writing.link(source, move.to, move.name)
    for name, value in (("move", move.key), ("duty", move.duty), ("asks", "\n".join(move.asks))):
        if value:
            way.set(own(name), value)


def _condition(way: ET.Element, text: str) -> None:
    expression = ET.SubElement(way, model("conditionExpression"), {f"{{{XSI}}}type": "bpmn:tFormalExpression"})
    expression.text = text


def _lanes(writing: Writing, lanes: ET.Element) -> dict[str, str]:
    """element -> its lane: a step's own; what stands between stays in the lane it is reached from."""
    own_lanes = {one.id: one.lane for one in writing.elements if one.lane}
    before = {target: source for _, source, target in reversed(writing.links)}
    found: dict[str, str] = {}
    first = next(iter(own_lanes.values()), "流程")
    for one in writing.elements:
        at, seen = one.id, set[str]()
        while at not in own_lanes and at in before and at not in seen:
            seen.add(at)
            at = before[at]
        found[one.id] = own_lanes.get(at, first)
    for number, name in enumerate(dict.fromkeys(found.values())):
        lane = ET.SubElement(lanes, model("lane"), {"id": f"lane_{number}", "name": name})
        for id, place in found.items():
            if place == name:
                ET.SubElement(lane, model("flowNodeRef")).text = id
    return found
