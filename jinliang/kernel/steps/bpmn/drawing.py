"""Where everything stands: a column for each step of the way, a band for each lane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from .words import DC, DD, DI

if TYPE_CHECKING:
    from .writing import Element

COLUMN, ROW, MARGIN, HEAD = 190, 100, 40, 60
_SIZES = {"userTask": (140, 70), "serviceTask": (140, 70), "startEvent": (36, 36), "endEvent": (36, 36)}
_GATEWAY = (50, 50)


class Box(NamedTuple):
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height


def draw(
    root: ET.Element, elements: Sequence[Element], links: Sequence[tuple[str, str, str]], lanes: Mapping[str, str]
) -> None:
    columns = _columns(elements, links)
    boxes, bands = _boxes(elements, columns, lanes)
    width = HEAD + (max(columns.values()) + 1) * COLUMN + MARGIN
    floor = max(top + height for top, height in bands.values())
    diagram = ET.SubElement(root, f"{{{DI}}}BPMNDiagram", {"id": "diagram"})
    plane = ET.SubElement(diagram, f"{{{DI}}}BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"})
    back = [one for one in links if columns[one[2]] <= columns[one[1]]]
    total = floor - MARGIN + len(back) * 14 + 20
    _shape(plane, "pool", Box(MARGIN, MARGIN, width, total), is_horizontal=True)
    for number, name in enumerate(bands):
        top, height = bands[name]
        is_last = number == len(bands) - 1
        band = Box(MARGIN + 30, top, width - 30, total + MARGIN - top if is_last else height)
        _shape(plane, f"lane_{number}", band, is_horizontal=True)
    for element in elements:
        _shape(plane, element.id, boxes[element.id])
    for link in links:
        lane = back.index(link) + 1 if link in back else 0
        _edge(plane, link, boxes[link[1]], boxes[link[2]], floor + lane * 14 if lane else 0)


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
        x = MARGIN + HEAD + columns[element.id] * COLUMN + (140 - width) // 2
        boxes[element.id] = Box(x, bands[lanes[element.id]][0] + 10 + row * ROW + (ROW - height) // 2, width, height)
    return boxes, bands


def _shape(plane: ET.Element, id: str, box: Box, *, is_horizontal: bool = False) -> None:
    given = {"id": f"shape_{id}", "bpmnElement": id} | ({"isHorizontal": "true"} if is_horizontal else {})
    shape = ET.SubElement(plane, f"{{{DI}}}BPMNShape", given)
    ET.SubElement(shape, f"{{{DC}}}Bounds", {name: str(value) for name, value in box._asdict().items()})


def _edge(plane: ET.Element, link: tuple[str, str, str], start: Box, end: Box, below: int) -> None:
    edge = ET.SubElement(plane, f"{{{DI}}}BPMNEdge", {"id": f"edge_{link[0]}", "bpmnElement": link[0]})
    (start_x, start_y), (end_x, end_y) = start.middle, end.middle
    if below:
        points = [(start_x, start.bottom), (start_x, below), (end_x, below), (end_x, end.bottom)]
    else:
        bend = end.x - 25
        points = [(start.x + start.width, start_y), (bend, start_y), (bend, end_y), (end.x, end_y)]
    for x, y in points:
        ET.SubElement(edge, f"{{{DD}}}waypoint", {"x": str(x), "y": str(y)})
