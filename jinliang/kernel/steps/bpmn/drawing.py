"""Where everything stands: a column for each step of the way, a band for each lane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from .words import DC, DD, DI

if TYPE_CHECKING:
    from .writing import Element

COLUMN, WIDTH, ROW, MARGIN, HEAD, LANE = 200, 140, 100, 40, 60, 14
_SIZES = {"userTask": (WIDTH, 70), "serviceTask": (WIDTH, 70), "startEvent": (36, 36), "endEvent": (36, 36)}
_GATEWAY = (50, 50)


class Box(NamedTuple):
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


def draw(
    root: ET.Element, elements: Sequence[Element], links: Sequence[tuple[str, str, str]], lanes: Mapping[str, str]
) -> None:
    columns = _columns(elements, links)
    boxes, bands = _boxes(elements, columns, lanes)
    width = HEAD + (max(columns.values()) + 1) * COLUMN + MARGIN
    floor = max(top + height for top, height in bands.values())
    diagram = ET.SubElement(root, f"{{{DI}}}BPMNDiagram", {"id": "diagram"})
    plane = ET.SubElement(diagram, f"{{{DI}}}BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"})
    # What does not lead to the next column runs below everything, and up and down between the columns.
    far = [one for one in links if columns[one[2]] != columns[one[1]] + 1]
    total = floor - MARGIN + len(far) * LANE + 20
    _shape(plane, "pool", Box(MARGIN, MARGIN, width, total), is_horizontal=True)
    for number, name in enumerate(bands):
        top, height = bands[name]
        is_last = number == len(bands) - 1
        band = Box(MARGIN + 30, top, width - 30, total + MARGIN - top if is_last else height)
        _shape(plane, f"lane_{number}", band, is_horizontal=True)
    for element in elements:
        _shape(plane, element.id, boxes[element.id])
    for link in links:
        start, end = boxes[link[1]], boxes[link[2]]
        edge = ET.SubElement(plane, f"{{{DI}}}BPMNEdge", {"id": f"edge_{link[0]}", "bpmnElement": link[0]})
        sides = [_left(columns[link[1]]) + WIDTH + 10, _left(columns[link[2]]) - 10]
        below = floor + (far.index(link) + 1) * LANE if link in far else 0
        for x, y in _around(start, end, sides, below) if below else _across(start, end):
            ET.SubElement(edge, f"{{{DD}}}waypoint", {"x": str(x), "y": str(y)})


def _columns(elements: Sequence[Element], links: Sequence[tuple[str, str, str]]) -> dict[str, int]:
    """How many ways each element is from the start."""
    after: dict[str, list[str]] = defaultdict(list)
    for _, source, target in links:
        after[source].append(target)
    found = {elements[0].id: 0}
    left = [elements[0].id]
    while left:
        here = left.pop(0)
        for target in after[here]:
            if target not in found:
                found[target] = found[here] + 1
                left.append(target)
    return {one.id: found.get(one.id, 0) for one in elements}


def _boxes(
    elements: Sequence[Element], columns: Mapping[str, int], lanes: Mapping[str, str]
) -> tuple[dict[str, Box], dict[str, tuple[int, int]]]:
    cells: dict[tuple[str, int], list[str]] = defaultdict(list)
    for element in elements:
        cells[lanes[element.id], columns[element.id]].append(element.id)
    bands: dict[str, tuple[int, int]] = {}
    top = MARGIN
    for name in dict.fromkeys(lanes[element.id] for element in elements):
        rows = max(len(ids) for (lane, _), ids in cells.items() if lane == name)
        bands[name] = (top, rows * ROW + 20)
        top += rows * ROW + 20
    boxes = {}
    for element in elements:
        width, height = _SIZES.get(element.kind, _GATEWAY)
        row = cells[lanes[element.id], columns[element.id]].index(element.id)
        x = _left(columns[element.id]) + (WIDTH - width) // 2
        boxes[element.id] = Box(x, bands[lanes[element.id]][0] + 10 + row * ROW + (ROW - height) // 2, width, height)
    return boxes, bands


def _shape(plane: ET.Element, id: str, box: Box, *, is_horizontal: bool = False) -> None:
    given = {"id": f"shape_{id}", "bpmnElement": id} | ({"isHorizontal": "true"} if is_horizontal else {})
    shape = ET.SubElement(plane, f"{{{DI}}}BPMNShape", given)
    ET.SubElement(shape, f"{{{DC}}}Bounds", {name: str(value) for name, value in box._asdict().items()})


def _left(column: int) -> int:
    return MARGIN + HEAD + column * COLUMN


def _across(start: Box, end: Box) -> list[tuple[int, int]]:
    (_, start_y), (_, end_y) = start.middle, end.middle
    bend = end.x - 25
    return [(start.x + start.width, start_y), (bend, start_y), (bend, end_y), (end.x, end_y)]


def _around(start: Box, end: Box, sides: list[int], below: int) -> list[tuple[int, int]]:
    """Out to the right, down beside the column, along below everything, and up before the other column."""
    (_, start_y), (_, end_y) = start.middle, end.middle
    out, back = sides
    first, last = (start.x + start.width, start_y), (end.x, end_y)
    return [first, (out, start_y), (out, below), (back, below), (back, end_y), last]
