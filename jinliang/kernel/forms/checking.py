"""Checking a record against a published form: every fault at once, in Chinese, beside its field.

The schema is compiled once for each version (Rust, some 250,000 records a second) and kept by its digest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from jinliang.base import secrecy

from . import conditions, messages, rules
from .models import FormVersion

Errors = dict[str, list[str]]


class _Compiled:
    """A form document made ready for checking."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.fields = dict(_named(document["layout"]))
        schema = {**_guarded(document["schema"]), "allOf": conditions.rules_of(document["conditions"])}
        self.validator = jsonschema_rs.Draft202012Validator(
            schema, formats=dict(rules.CHECKS), validate_formats=True, ignore_unknown_formats=False
        )

    def faults(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """(path of the field, message) for every fault; paths of table cells are ``table.row.column``."""
        for fault in self.validator.iter_errors(dict(data)):
            yield from self._told(fault.kind, list(fault.instance_path))

    def _told(self, kind: Any, path: list[Any]) -> Iterator[tuple[str, str]]:
        for leaf in _named_by(kind):
            full = [*path, *leaf]
            field = self.fields.get(".".join(part for part in full if isinstance(part, str)), {})
            yield ".".join(map(str, full)), messages.say(kind, field)


def _named_by(kind: Any) -> list[list[str]]:
    """What a fault names below its place: an absent field, or fields that should be absent."""
    if kind.name == "required":
        return [[kind.property]]
    return [[name] for name in kind.unexpected] if kind.name == "additionalProperties" else [[]]


_by_digest: dict[str, _Compiled] = {}


def _compiled(form: FormVersion) -> _Compiled:
    """Versions never change and are few: each stays compiled as long as the process lives."""
    if form.sha256 not in _by_digest:
        _by_digest[form.sha256] = _Compiled(form.document)
    return _by_digest[form.sha256]


def check(form: FormVersion, data: Mapping[str, Any]) -> Errors:
    """All faults of ``data``, {field: [messages]}; empty when it may be stored. Cells of tables: ``table.0.column``."""
    try:
        compiled = _compiled(form)
        if compiled.validator.is_valid(data) and not _marked(data):
            return {}
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name, message in [*compiled.faults(data), *_marked(data)]:
            if message not in found[name]:
                found[name].append(message)
        return {name: _plain(told) for name, told in found.items()}
    except UnicodeEncodeError:
        return {name: [messages.UNREADABLE] for name, text in _texts(data) if _broken(text)}


def _plain(told: list[str]) -> list[str]:
    """An empty required text breaks its length, pattern and format too; one message is enough."""
    asked = [message for message in told if message.startswith("请")]
    return asked or told


def _marked(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, messages.MARKED) for name, text in _texts(data) if secrecy.carries_mark(text)]


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping | list):
        pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, part in pairs:
            yield from _texts(part, f"{name}.{key}" if name else str(key))


def _broken(text: str) -> bool:
    return re.search("[\ud800-\udfff]", text) is not None


def _named(layout: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for group in layout:
        for field in group["fields"]:
            yield field["name"], field
            for column in field.get("columns", ()):
                yield f"{field['name']}.{column['name']}", column


def _guarded(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with unseen characters refused in every text."""
    copy = dict(schema)
    if "properties" in copy:
        copy["properties"] = {name: _guarded(part) for name, part in copy["properties"].items()}
    if "items" in copy:
        copy["items"] = _guarded(copy["items"])
    if copy.get("type") == "string" and "enum" not in copy:
        copy["allOf"] = [{"pattern": rules.NO_UNSEEN}]
    return copy
