"""Conditions of a form, twice: as a schema for the checker, and in plain Python for drawing and cleaning.

Both must agree; a property test holds them together. A field that any condition shows is hidden unless one of
these holds; a hidden field must be absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

Condition = Mapping[str, Any]

_COMPARE = {"=": "const", "in": "enum", ">=": "minimum", "<=": "maximum"}


def as_schema(condition: Condition) -> dict[str, Any]:
    """A schema that a whole record meets exactly when ``condition`` holds."""
    name, op, value = condition["field"], condition["op"], condition["value"]
    present = {"required": [name]}
    if op == "filled":
        return present
    if op == "empty":
        return {"not": present}
    if op == "!=":
        return {"not": {"properties": {name: {"const": value}}, **present}}
    if op == "contains":
        return {"properties": {name: {"type": "array", "contains": {"const": value}}}, **present}
    bound: dict[str, Any] = {_COMPARE[op]: value}
    if op in (">=", "<="):
        bound["type"] = "number"
    return {"properties": {name: bound}, **present}


def rules_of(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """The ``allOf`` of a form: what is required when, and what must be absent when."""
    rules: list[dict[str, Any]] = []
    shown_by: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for condition in conditions:
        test = as_schema(condition)
        if condition["require"]:
            rules.append({"if": test, "then": {"required": condition["require"]}})
        for name in condition["show"]:
            shown_by[name].append(test)
    for name, tests in shown_by.items():
        rules.append({"if": {"anyOf": tests}, "else": {"properties": {name: False}}})
    return rules


def holds(condition: Condition, data: Mapping[str, Any]) -> bool:
    op, wanted = condition["op"], condition["value"]
    if condition["field"] not in data:
        return op in ("empty", "!=")
    return _holds(op, data[condition["field"]], wanted)


def _holds(op: str, value: Any, wanted: Any) -> bool:
    if op in ("filled", "empty"):
        return op == "filled"
    if op in ("=", "!="):
        return _same(value, wanted) == (op == "=")
    if op == "in":
        return any(_same(value, one) for one in wanted)
    if op == "contains":
        return isinstance(value, list) and any(_same(one, wanted) for one in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bool(value >= wanted if op == ">=" else value <= wanted)


def _same(value: Any, wanted: Any) -> bool:
    """Equal as JSON values: true is not 1."""
    return isinstance(value, bool) == isinstance(wanted, bool) and bool(value == wanted)


def hidden(conditions: Iterable[Condition], data: Mapping[str, Any]) -> set[str]:
    """The fields that these answers do not ask for."""
    shown: dict[str, bool] = {}
    for condition in conditions:
        met = holds(condition, data)
        for name in condition["show"]:
            shown[name] = shown.get(name, False) or met
    return {name for name, met in shown.items() if not met}


def required(document: Mapping[str, Any], data: Mapping[str, Any]) -> set[str]:
    """The fields that must be filled in with these answers."""
    names = set(document["schema"]["required"])
    for condition in document["conditions"]:
        if holds(condition, data):
            names |= set(condition["require"])
    return names
