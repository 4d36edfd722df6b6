"""What the files have in common: names of the standard, our own attributes, conditions as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from jinliang.base.errors import Refusal
from jinliang.kernel.flow.declare import Condition, Operator

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
# Ours: what the standard has no attribute for. Other programs keep it or leave it out.
OWN = "urn:jinliang:flow:1"
ALWAYS = "true"
_ROW = re.compile(r"(?P<field>[^\s]+) (?P<operator>[a-z_]+)")
_AND = " and "


def own(name: str) -> str:
    return f"{{{OWN}}}{name}"


def model(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def written(rows: Iterable[Condition]) -> str:
    """``kind is "request" and urgency at_least 1``; values are JSON."""
    return _AND.join(_row(row) for row in rows) or ALWAYS


def _row(row: Condition) -> str:
    if row.operator in (Operator.FILLED, Operator.EMPTY) and row.value == "":
        return f"{row.field} {row.operator}"
    value = list(row.value) if isinstance(row.value, tuple) else row.value
    return f"{row.field} {row.operator} {json.dumps(value, ensure_ascii=False)}"


def rows_from(text: str, where: str) -> tuple[Condition, ...]:
    text = text.strip()
    return () if text == ALWAYS else tuple(_rows(text, where))


def _rows(text: str, where: str) -> Iterator[Condition]:
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        found = _ROW.match(text, at)
        if not found or found["operator"] not in set(Operator):
            raise _unread(text, where)
        at = found.end()
        value: Any = ""
        operator = Operator(found["operator"])
        if at < len(text) and not text.startswith(_AND, at):
            try:
                value, at = decoder.raw_decode(text, at + 1)
            except ValueError as fault:
                raise _unread(text, where) from fault
        if not _is_value(value):
            raise _unread(text, where)
        yield Condition(found["field"], operator, tuple(value) if isinstance(value, list) else value)
        if at < len(text):
            if not text.startswith(_AND, at) or len(text) == at + len(_AND):
                raise _unread(text, where)
            at += len(_AND)


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        return all(type(one) in (str, int) for one in value)
    return isinstance(value, str | int | bool)


def _unread(text: str, where: str) -> Refusal:
    way_out = '条件写成“项目 比较 内容”，例如 kind is "request"；多个条件用 and 连接'
    return Refusal(f"{where}的条件“{text[:40]}”看不懂", "条件只能比较本流程列出的项目，不执行程序", way_out)
