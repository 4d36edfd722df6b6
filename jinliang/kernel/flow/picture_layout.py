"""Where the steps of a flow stand on a picture: layers for a wide screen, a ladder for a narrow one. No database.

Only steps and ends are drawn. Forks, joins, choices and services are passed through: what the reader asks is who comes
after whom.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from .declare import End, Flow, Step, ways

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN, LANE = 148, 72, 44, 24, 12, 26
NARROW_WIDTH, RAIL, INDENT = 358, 28, 16


@dataclass(frozen=True, slots=True)
class Box:
    key: str
    x: int
    y: int
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def middle_x(self) -> int:
        return self.x + self.width // 2

    @property
    def middle_y(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by key in reading order, the ways between them as SVG paths, and the size in px."""

    boxes: dict[str, Box]
    paths: list[str]
    width: int
    height: int


def graph(flow: Flow) -> dict[str, list[str]]:
    """The shown nodes in the order in which they are found from the start, each with its successors; no way back."""
    found: dict[str, list[str]] = {}
    stack: list[str] = []

    def visit(key: str) -> None:
        found[key] = []
        stack.append(key)
        for after in _shown_after(flow, key):
            if after not in found:
                visit(after)
            if after not in stack and after not in found[key]:
                found[key].append(after)
        stack.pop()

    for first in _shown(flow, flow.start, set()):
        if first not in found:
            visit(first)
    return found


def layers(edges: dict[str, list[str]]) -> list[list[str]]:
    """Each node one layer behind the last of its predecessors; inside a layer in the order of finding."""
    before: dict[str, list[str]] = defaultdict(list)
    for key, after in edges.items():
        for other in after:
            before[other].append(key)
    depth: dict[str, int] = {}

    def measure(key: str) -> int:
        if key not in depth:
            depth[key] = max((measure(other) + 1 for other in before[key]), default=0)
        return depth[key]

    rows: dict[int, list[str]] = defaultdict(list)
    for key in edges:
        rows[measure(key)].append(key)
    return [rows[number] for number in sorted(rows)]


def wide(flow: Flow, lanes: int) -> Layout:
    """Left to right; ``lanes`` lines are left free below for what came back."""
    edges = graph(flow)
    found = layers(edges)
    tallest = max((len(layer) for layer in found), default=1)
    centre = LANE + tallest * (BOX_HEIGHT + GAP_Y) // 2
    boxes = {
        key: Box(key, MARGIN + at * (BOX_WIDTH + GAP_X), centre + _offset(row, len(layer)))
        for at, layer in enumerate(found)
        for row, key in enumerate(layer)
    }
    place = {key: at for at, layer in enumerate(found) for key in layer}
    paths = [
        _across(boxes[key], boxes[after], place[after] - place[key])
        for key, others in edges.items()
        for after in others
    ]
    width = 2 * MARGIN + len(found) * (BOX_WIDTH + GAP_X) - GAP_X
    bottom = max((box.bottom for box in boxes.values()), default=0)
    return Layout(boxes, paths, width, bottom + MARGIN + lanes * LANE)


def narrow(flow: Flow) -> Layout:
    """Top to bottom, one box a row; those side by side in the flow are indented. Fits 390 px."""
    edges = graph(flow)
    boxes: dict[str, Box] = {}
    for layer in layers(edges):
        indent = INDENT if len(layer) > 1 else 0
        for key in layer:
            y = MARGIN + len(boxes) * (BOX_HEIGHT + GAP_Y)
            boxes[key] = Box(key, RAIL + indent, y, NARROW_WIDTH - 2 * RAIL - indent)
    order = list(boxes)
    paths = [
        _down(boxes[key], boxes[after], order.index(after) - order.index(key))
        for key, others in edges.items()
        for after in others
    ]
    return Layout(boxes, paths, NARROW_WIDTH, MARGIN + len(boxes) * (BOX_HEIGHT + GAP_Y))


def back_wide(start: Box, end: Box, floor: int, lane: int) -> str:
    """From below ``start`` along a line under all boxes to below ``end``."""
    y = floor + (lane + 1) * LANE - 8
    return f"M{start.middle_x - 12} {start.bottom}V{y}H{end.middle_x + 12}V{end.bottom + 6}"


def back_narrow(start: Box, end: Box, lane: int) -> str:
    x = NARROW_WIDTH - 6 - (lane % 3) * 7
    return f"M{start.right} {start.middle_y}H{x}V{end.middle_y}H{end.right + 6}"


def _offset(row: int, rows: int) -> int:
    return (2 * row - rows) * (BOX_HEIGHT + GAP_Y) // 2 + GAP_Y // 2


def _across(start: Box, end: Box, span: int) -> str:
    begin, finish = f"M{start.right} {start.middle_y}", f"{end.x - 6} {end.middle_y}"
    bend = GAP_X // 2
    if span == 1:
        return f"{begin}C{start.right + bend} {start.middle_y} {end.x - bend} {end.middle_y} {finish}"
    top = min(start.y, end.y) - 14
    return f"{begin}H{start.right + bend - 8}V{top}H{end.x - bend}V{end.middle_y}H{end.x - 6}"


def _down(start: Box, end: Box, span: int) -> str:
    if span == 1 and start.x == end.x:
        return f"M{start.middle_x} {start.bottom}V{end.y - 6}"
    rail = RAIL // 2
    return f"M{start.x} {start.middle_y + 10}H{rail}V{end.middle_y - 10}H{end.x - 6}"


def _shown_after(flow: Flow, key: str) -> list[str]:
    seen: set[str] = {key}
    return [shown for way in ways(flow.node(key)) for shown in _shown(flow, way, seen)]


def _shown(flow: Flow, key: str, seen: set[str]) -> list[str]:
    """The first steps or ends on every way from ``key``, itself included."""
    if isinstance(flow.node(key), Step | End):
        return [key]
    if key in seen:
        return []
    seen.add(key)
    return [shown for way in ways(flow.node(key)) for shown in _shown(flow, way, seen)]
