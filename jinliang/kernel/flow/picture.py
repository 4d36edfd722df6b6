"""The picture of a case: where it is, who holds it, what came back and why, how many days are left. No database.

Plain SVG with classes (static/flow/picture.css), twice: left to right, and top to bottom for a phone; and the same as a
list of sentences, which is what a screen reader and a printer without colours get.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import escape

from django.utils.safestring import SafeString, mark_safe

from . import picture_layout as layout
from .clock_rules import Fact
from .declare import End, Flow, Step
from .picture_layout import Box, Layout
from .variation import is_own


class Mark(StrEnum):
    DONE = "done"
    CURRENT = "current"
    RETURNED = "returned"
    AHEAD = "ahead"

    @property
    def label(self) -> str:
        return {"done": "已办", "current": "办理中", "returned": "已退回", "ahead": "未到"}[self.value]

    @property
    def shape(self) -> str:
        """A sign of 14 by 14, told apart without colour: tick, triangle, bent arrow, empty ring."""
        return {
            "done": "M2 8l4 4 7-9",
            "current": "M3 2l10 5-10 5z",
            "returned": "M6 2L2 6l4 4M2 6h6a4 4 0 0 1 0 7H6",
            "ahead": "M7 3a4 4 0 1 0 .1 0z",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Visit:
    """One item of the case. ``prev`` is the item whose act opened it; ``is_back`` says that it was sent back."""

    id: int
    step: str
    holder: str
    is_open: bool = False
    is_done: bool = False
    is_back: bool = False
    prev: int | None = None
    closed_on: date | None = None
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    start: str
    end: str
    reason: str
    holder: str


def picture(
    flow: Flow, visits: Sequence[Visit], names: Mapping[str, str], facts: Sequence[Fact] = (), result: str = ""
) -> SafeString:
    """``names`` may rename steps (else the flow's own); ``result`` is that of a case that has ended."""
    returns = _returns(visits)
    marks = _marks(flow, visits, result)
    return _figure(_Drawing(flow, visits, names, marks, returns), facts, result)


def plan(flow: Flow, who: Mapping[str, str]) -> SafeString:
    """The flow by itself, without a case: ``who`` is to hold each step."""
    return _figure(_Drawing(flow, (), {}, _marks(flow, (), ""), (), who), (), "")


def _figure(drawn: _Drawing, facts: Sequence[Fact], result: str) -> SafeString:
    flow, returns = drawn.flow, drawn.returns
    wide = layout.wide(flow, len(returns))
    parts = [
        '<figure class="picture">',
        _svg("wide", wide, drawn, [_back_wide(wide, one, at) for at, one in enumerate(returns)]),
        _narrow(flow, drawn),
        _list(drawn, facts, result),
        "</figure>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 all that is not ours is escaped below


@dataclass(frozen=True, slots=True)
class _Drawing:
    flow: Flow
    visits: Sequence[Visit]
    names: Mapping[str, str]
    marks: Mapping[str, Mark]
    returns: Sequence[Return]
    who: Mapping[str, str] | None = None

    def label(self, key: str) -> str:
        """How far a case is; of a flow by itself, whose step it is."""
        if self.who is None:
            return self.marks[key].label
        return "" if isinstance(self.flow.node(key), End) else "本单位增加" if is_own(key) else "固定环节"

    def name(self, key: str) -> str:
        node = self.flow.node(key)
        own = node.name if isinstance(node, Step) else "结束"
        return self.names.get(key, own)

    def holders(self, key: str) -> list[str]:
        """Who holds the step now; else who did it last."""
        if self.who is not None:
            return [self.who[key]] if self.who.get(key) else []
        here = [visit for visit in self.visits if visit.step == key]
        open_now = [visit.holder for visit in here if visit.is_open]
        return open_now or [visit.holder for visit in here if visit.is_done or visit.is_back][-1:]

    @property
    def summary(self) -> str:
        if self.who is not None:
            return f"共{len(self.flow.steps)}个环节"
        now = [
            f"{self.name(key)}（{'、'.join(self.holders(key))}）"
            for key, mark in self.marks.items()
            if mark is Mark.CURRENT
        ]
        return f"现在：{'；'.join(now)}" if now else "没有正在办理的环节"


def _returns(visits: Sequence[Visit]) -> list[Return]:
    by_id = {visit.id: visit for visit in visits}
    found = [
        Return(sender.step, visit.step, sender.opinion, sender.holder)
        for visit in visits
        if visit.prev is not None and (sender := by_id.get(visit.prev)) is not None and sender.is_back
    ]
    return list(dict.fromkeys(found))


def _marks(flow: Flow, visits: Sequence[Visit], result: str) -> dict[str, Mark]:
    """The latest word on each shown step, in reading order."""
    order = [key for layer in layout.layers(layout.graph(flow)) for key in layer]
    found = dict.fromkeys(order, Mark.AHEAD)
    for visit in visits:
        if visit.step not in found or found[visit.step] is Mark.CURRENT:
            continue
        if visit.is_open:
            found[visit.step] = Mark.CURRENT
        elif visit.is_back:
            found[visit.step] = Mark.RETURNED
        elif visit.is_done:
            found[visit.step] = Mark.DONE
    for key in found:
        node = flow.node(key)
        if isinstance(node, End) and result and node.result == result:
            found[key] = Mark.DONE
    return found


def _svg(kind: str, drawn: Layout, of: _Drawing, backs: Sequence[str]) -> str:
    label, size = f"picture-{kind}", f"{drawn.width} {drawn.height}"
    # A wide picture scrolls, so the keyboard must reach it.
    reach = ' tabindex="0" role="group" aria-label="流程图"' if kind == "wide" else ""
    return "".join(
        (
            f'<div class="{label}"{reach}><svg role="img" aria-labelledby="{label}-title {label}-desc" ',
            f'width="{drawn.width}" height="{drawn.height}" viewBox="0 0 {size}" xmlns="http://www.w3.org/2000/svg">',
            f'<title id="{label}-title">{escape(of.flow.name)}流程图</title>',
            f'<desc id="{label}-desc">{escape(of.summary)}</desc>',
            f'<defs><marker id="{label}-tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" ',
            'orient="auto"><path class="picture-tip" d="M0 0l8 4-8 4z"/></marker></defs>',
            *(f'<path class="picture-way" marker-end="url(#{label}-tip)" d="{path}"/>' for path in drawn.paths),
            *backs,
            *(_box(box, of) for box in drawn.boxes.values()),
            "</svg></div>",
        )
    )


def _box(box: Box, of: _Drawing) -> str:
    mark = of.marks[box.key]
    state = f"is-{mark.value}" if of.who is None else "is-plan is-own" if is_own(box.key) else "is-plan"
    holders = of.holders(box.key)
    room = box.width // 15
    who = holders[0] if len(holders) == 1 else f"{len(holders)}人" if holders else ""
    is_end = isinstance(of.flow.node(box.key), End)
    shape = f'width="{box.width}" height="{box.height}" rx="{box.height // 2 if is_end else 6}"'
    full = escape(f"{of.name(box.key)}：{of.label(box.key)}{'，' + '、'.join(holders) if holders else ''}")
    return "".join(
        (
            f'<g class="picture-step {state}{" is-end" if is_end else ""}"><title>{full}</title>',
            f'<rect x="{box.x}" y="{box.y}" {shape}/>',
            f'<path class="picture-sign" transform="translate({box.x + 12} {box.y + 10})" d="{mark.shape}"/>',
            f'<text class="picture-mark" x="{box.x + 32}" y="{box.y + 22}">{of.label(box.key)}</text>',
            f'<text class="picture-name" x="{box.x + 12}" y="{box.y + 43}">{_cut(of.name(box.key), room)}</text>',
            f'<text class="picture-who" x="{box.x + 12}" y="{box.y + 62}">{_cut(who, room + 1)}</text></g>',
        )
    )


def _back_wide(drawn: Layout, one: Return, lane: int) -> str:
    if one.start not in drawn.boxes or one.end not in drawn.boxes:
        return ""
    start, end = drawn.boxes[one.start], drawn.boxes[one.end]
    floor = max(box.bottom for box in drawn.boxes.values())
    x, y = min(start.middle_x, end.middle_x) + 20, floor + (lane + 1) * layout.LANE - 12
    return _back("wide", layout.back_wide(start, end, floor, lane), one) + (
        f'<text class="picture-reason" x="{x}" y="{y}">退回：{_cut(one.reason or "未写理由", 14)}</text>'
    )


def _narrow(flow: Flow, of: _Drawing) -> str:
    drawn = layout.narrow(flow)
    backs = [
        _back("narrow", layout.back_narrow(drawn.boxes[one.start], drawn.boxes[one.end], at), one)
        for at, one in enumerate(of.returns)
        if one.start in drawn.boxes and one.end in drawn.boxes
    ]
    return _svg("narrow", drawn, of, backs)


def _back(kind: str, path: str, one: Return) -> str:
    return (
        f"<g><title>退回：{escape(one.reason)}</title>"
        f'<path class="picture-back" marker-end="url(#picture-{kind}-tip)" d="{path}"/></g>'
    )


def _list(of: _Drawing, facts: Sequence[Fact], result: str) -> str:
    clocks = "".join(f"<li>{escape(fact.name)}：{escape(fact.text)}</li>" for fact in facts)
    steps = "".join(f'<li class="is-{mark.value}">{_sentence(of, key, mark)}</li>' for key, mark in of.marks.items())
    backs = "".join(
        f"<li>{escape(one.holder)}从“{escape(of.name(one.start))}”退回“{escape(of.name(one.end))}”，"
        f"理由：{escape(one.reason or '未写')}</li>"
        for one in of.returns
    )
    ended = f'<p class="picture-result">办理结果：{escape(result)}</p>' if result else ""
    return "".join(
        (
            f'<figcaption class="picture-text">{ended}',
            f'<ul class="picture-returns">{backs}</ul>' if backs else "",
            "<details><summary>各环节文字说明</summary>",
            f'<ul class="picture-clocks">{clocks}</ul>' if clocks else "",
            f'<ol class="picture-steps">{steps}</ol></details>',
            "</figcaption>",
        )
    )


def _sentence(of: _Drawing, key: str, mark: Mark) -> str:
    closed = [visit.closed_on for visit in of.visits if visit.step == key and visit.closed_on and not visit.is_open]
    on = f"，{max(closed):%Y-%m-%d}" if closed and mark is not Mark.CURRENT else ""
    who = "、".join(of.holders(key))
    return f"{escape(of.name(key))}：{of.label(key)}{'，' + escape(who) if who else ''}{on}"


def _cut(text: str, room: int) -> str:
    """Full-width characters that fit; the whole text stands in the list."""
    return escape(text if len(text) <= room else f"{text[: room - 1]}…")
