"""What an app writes down about a form: groups, fields, conditions. Data only, no database.

A declaration becomes a *form document*, plain JSON in the platform's own format, and only that is published,
checked and drawn (a form made in a designer is the same document)::

    {"title": str,
     "schema": {"type": "object", "properties": {...}, "required": [...], "additionalProperties": false},
     "layout": [{"key", "title", "help",
                 "fields": [{"name", "label", "widget", "width", "help", "rule", "sensitivity"}]}],
     "conditions": [{"field", "op", "value", "show": [...], "require": [...]}],
     "lists": {field name: [[code, label], ...]}}

``schema`` keeps to the keywords of ``rules.KEYWORDS``, a subset of JSON Schema 2020-12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import rules

Document = dict[str, Any]
Codes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``widget`` says how it is drawn; the schema of its value follows from it.

    ``width`` is in twelfths of the line on a desktop; ``rule`` explains ``pattern`` to the person;
    ``columns`` are the fields of one row of a table (widget "table").
    """

    name: str
    label: str
    widget: str = "text"
    required: bool = False
    help: str = ""
    width: int = 6
    min_length: int = 0
    max_length: int = 0
    pattern: str = ""
    rule: str = ""
    format: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: Codes = ()
    max_items: int = 0
    min_items: int = 0
    sensitivity: str = "ordinary"
    columns: tuple[Field, ...] = ()
    autocomplete: str = "off"

    def __post_init__(self) -> None:
        if self.widget not in rules.WIDGETS:
            raise ValueError(f"{self.name}: no such widget {self.widget}")
        if self.format and self.format not in rules.FORMATS:
            raise ValueError(f"{self.name}: no such format {self.format}")
        if self.sensitivity not in rules.SENSITIVITY:
            raise ValueError(f"{self.name}: no such sensitivity {self.sensitivity}")
        if self.widget in rules.CHOICE_WIDGETS and not self.choices:
            raise ValueError(f"{self.name}: a choice without a code list")
        if self.pattern and not self.rule:
            raise ValueError(f"{self.name}: a pattern needs a rule that people understand")

    def schema(self) -> Document:
        """The schema of this field's value."""
        return _SHAPES[rules.WIDGETS[self.widget]](self)

    def layout(self) -> Document:
        drawn: Document = {"name": self.name, "label": self.label, "widget": self.widget, "width": self.width}
        for key in ("help", "rule"):
            if value := getattr(self, key):
                drawn[key] = value
        if self.sensitivity != "ordinary":
            drawn["sensitivity"] = self.sensitivity
        if self.autocomplete != "off":
            drawn["autocomplete"] = self.autocomplete
        if self.columns:
            drawn["columns"] = [column.layout() for column in self.columns]
        return drawn


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    key: str
    title: str
    fields: tuple[Field, ...]
    help: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """If ``field`` ``op`` ``value`` holds, ``show`` these fields (hidden otherwise) and ``require`` those."""

    field: str
    op: str
    value: Any = None
    show: tuple[str, ...] = ()
    require: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.op not in rules.OPERATORS:
            raise ValueError(f"{self.field}: no such operator {self.op}")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as an app declares it; published as an immutable version under its key."""

    key: str
    title: str
    groups: tuple[Group, ...]
    conditions: tuple[When, ...] = ()

    def __post_init__(self) -> None:
        names = [item.name for item in self.fields()]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.key}: a field is named twice")
        for condition in self.conditions:
            if unknown := {condition.field, *condition.show, *condition.require} - set(names):
                raise ValueError(f"{self.key}: a condition names unknown fields {sorted(unknown)}")

    def fields(self) -> tuple[Field, ...]:
        return tuple(item for group in self.groups for item in group.fields)

    def document(self) -> Document:
        """The form document. A required field that a condition shows is required only while it is shown."""
        fields = self.fields()
        shown = {name for condition in self.conditions for name in condition.show}
        required = {item.name for item in fields if item.required}
        return {
            "title": self.title,
            "schema": {
                "type": "object",
                "properties": {item.name: item.schema() for item in fields},
                "required": [item.name for item in fields if item.required and item.name not in shown],
                "additionalProperties": False,
            },
            "layout": [
                {
                    "key": group.key,
                    "title": group.title,
                    "help": group.help,
                    "fields": [item.layout() for item in group.fields],
                }
                for group in self.groups
            ],
            "conditions": [
                {
                    "field": condition.field,
                    "op": condition.op,
                    "value": condition.value,
                    "show": list(condition.show),
                    "require": sorted({*condition.require, *(required & set(condition.show))}),
                }
                for condition in self.conditions
            ],
            "lists": _lists(fields),
        }


def _lists(fields: tuple[Field, ...], prefix: str = "") -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for item in fields:
        if item.choices:
            found[prefix + item.name] = [list(pair) for pair in item.choices]
        found |= _lists(item.columns, f"{prefix}{item.name}.")
    return found


def _present(**keywords: Any) -> Document:
    return {key: value for key, value in keywords.items() if value not in ("", 0, None, [])}


def _text(item: Field) -> Document:
    return {
        "type": "string",
        "minLength": max(item.min_length, 1),
        "maxLength": item.max_length or rules.MAX_LENGTH[item.widget],
        **_present(pattern=item.pattern, format=item.format or rules.WIDGET_FORMATS.get(item.widget)),
    }


def _number(item: Field) -> Document:
    limits = {"minimum": item.minimum, "maximum": item.maximum, "multipleOf": item.step}
    return {
        "type": "integer" if item.widget == "integer" else "number",
        **{key: value for key, value in limits.items() if value is not None},
    }


def _choice(item: Field) -> Document:
    return {"type": "string", "enum": [code for code, _ in item.choices]}


def _several(item: Field) -> Document:
    entry = (
        _choice(item) if item.choices else {"type": "string", "minLength": 1, "maxLength": rules.MAX_LENGTH["files"]}
    )
    limit = item.max_items or len(item.choices) or rules.MAX_FILES
    return {
        "type": "array",
        "items": entry,
        "minItems": max(item.min_items, 1),
        "maxItems": limit,
        "uniqueItems": True,
    }


def _flag(item: Field) -> Document:
    return {"type": "boolean", **({"const": True} if item.required else {})}


def _table(item: Field) -> Document:
    row = {
        "type": "object",
        "properties": {column.name: column.schema() for column in item.columns},
        "required": [column.name for column in item.columns if column.required],
        "additionalProperties": False,
    }
    return {
        "type": "array",
        "items": row,
        "minItems": max(item.min_items, 1),
        "maxItems": item.max_items or rules.MAX_ROWS,
    }


_SHAPES = {
    "text": _text,
    "number": _number,
    "choice": _choice,
    "several": _several,
    "flag": _flag,
    "table": _table,
}
