"""A published form as HTML: for the page, for paper, or to be read only. Works without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jinliang.base.ids import mask

from . import conditions, rules
from .models import FormVersion

Mode = Literal["page", "print", "readonly"]

_TYPES = {
    "date": "date",
    "telephone": "tel",
    "email": "email",
    "integer": "text",
    "number": "text",
}
_KEYBOARDS = {"integer": "numeric", "number": "decimal", "postcode": "numeric", "identity_number": "text"}


@dataclass(frozen=True, slots=True)
class Control:
    """One field as the template draws it."""

    name: str
    id: str
    label: str
    widget: str
    width: int
    value: Any
    text: str
    choices: list[tuple[str, str, bool]]
    errors: list[str]
    is_required: bool
    is_hidden: bool
    help: str = ""
    autocomplete: str = "off"
    limit: int | None = None
    rows: list[list[Control]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    @property
    def input_type(self) -> str:
        return _TYPES.get(self.widget, "text")

    @property
    def keyboard(self) -> str:
        return _KEYBOARDS.get(self.widget, "")

    @property
    def template(self) -> str:
        shape = rules.WIDGETS[self.widget]
        own = self.widget in ("textarea", "select", "files", "table", "checkbox")
        return f"forms/fields/{self.widget if own else {'text': 'input', 'number': 'input'}.get(shape, 'options')}.html"

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-help" if self.help else "", f"{self.id}-error" if self.errors else ""]
        return " ".join(filter(None, parts))

    @property
    def attributes(self) -> SafeString:
        """What all single controls have in common."""
        said = format_html(' aria-describedby="{}"', self.described_by) if self.described_by else ""
        is_bad = SafeString(' aria-invalid="true"' if self.errors else "")
        is_must = SafeString(' aria-required="true"' if self.is_required else "")
        return format_html('id="{}" name="{}"{}{}{}', self.id, self.name, said, is_bad, is_must)


def render(
    form: FormVersion,
    data: Mapping[str, Any] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    mode: Mode = "page",
    *,
    extra_rows: int = 1,
) -> SafeString:
    """The fields of ``form`` (no <form> element, no button) with ``data`` and ``errors`` ({field: messages}).

    The page includes forms/head.html in its head and names the draft on its <form> (data-jl-draft).
    Sensitive values are masked in the modes print and readonly. Raises nothing for records of older forms:
    values that the form does not know are not drawn.
    """
    data, errors = data or {}, errors or {}
    drawing = _Drawing(form.document, data, errors, mode, extra_rows)
    groups = [
        {"key": group["key"], "title": group["title"], "help": group["help"], "fields": list(drawing.controls(group))}
        for group in form.document["layout"]
    ]
    return render_to_string(
        f"forms/{'form' if mode == 'page' else 'record'}.html",
        {
            "form": form,
            "groups": groups,
            "conditions_json": json.dumps(form.document["conditions"], ensure_ascii=False),
            "summary": _summary(groups, errors),
            "mode": mode,
        },
    )


def _summary(groups: list[dict[str, Any]], errors: Mapping[str, list[str]]) -> list[tuple[str, str, str]]:
    """(id to jump to, label, message) of every fault, also of those whose field is not drawn."""
    drawn = {control.name: control for group in groups for control in group["fields"]}
    told = []
    for path, messages in errors.items():
        control = drawn.get(path.partition(".")[0])
        told += [(control.id if control else "", control.label if control else path, text) for text in messages]
    return told


class _Drawing:
    def __init__(
        self,
        document: Mapping[str, Any],
        data: Mapping[str, Any],
        errors: Mapping[str, list[str]],
        mode: Mode,
        extra_rows: int,
    ) -> None:
        self.document, self.data, self.errors = document, data, errors
        self.mode, self.extra_rows = mode, extra_rows
        self.hidden = conditions.hidden(document["conditions"], data)
        self.required = conditions.required(document, data)

    def controls(self, group: Mapping[str, Any]) -> Iterator[Control]:
        schemas = self.document["schema"]["properties"]
        for drawn in group["fields"]:
            name = drawn["name"]
            if self.mode != "page" and name in self.hidden:
                continue
            yield self._control(drawn, schemas[name], name, name, self.data.get(name), name in self.required)

    def _control(
        self, drawn: Mapping[str, Any], schema: Mapping[str, Any], path: str, name: str, value: Any, required: bool
    ) -> Control:
        codes = self.document["lists"].get(".".join(part for part in path.split(".") if not part.isdecimal()), [])
        chosen = value if isinstance(value, list) else [value]
        is_table = drawn["widget"] == "table"
        rows = list(self._rows(drawn, schema, path, name, value or [])) if is_table else []
        return Control(
            name=name,
            id=f"f-{name}",
            label=drawn["label"],
            widget=drawn["widget"],
            width=drawn["width"],
            value="" if value is None else value,
            text=self._text(drawn, value, codes),
            choices=[(code, label, code in chosen) for code, label in codes],
            errors=self.errors.get(path, []),
            is_required=required,
            is_hidden=name in self.hidden,
            help=drawn.get("help", ""),
            autocomplete=drawn.get("autocomplete", "off"),
            limit=schema.get("maxLength"),
            rows=rows,
            columns=[column["label"] for column in drawn.get("columns", ())],
        )

    def _rows(
        self, drawn: Mapping[str, Any], schema: Mapping[str, Any], path: str, name: str, rows: list[dict[str, Any]]
    ) -> Iterator[list[Control]]:
        row_schema = schema["items"]
        blank = self.extra_rows if self.mode == "page" else 0
        for at in range(min(len(rows) + blank, schema["maxItems"])):
            row = rows[at] if at < len(rows) else {}
            yield [
                self._control(
                    column,
                    row_schema["properties"][column["name"]],
                    f"{path}.{at}.{column['name']}",
                    f"{name}-{at}-{column['name']}",
                    row.get(column["name"]),
                    False,
                )
                for column in drawn["columns"]
            ]

    def _text(self, drawn: Mapping[str, Any], value: Any, codes: list[list[str]]) -> str:
        """The value as people read it."""
        if value is None or drawn["widget"] == "table":
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        labels = dict(codes)
        parts = value if isinstance(value, list) else [value]
        text = "、".join(labels.get(str(part), str(part)) for part in parts)
        return mask(text) if drawn.get("sensitivity") == "sensitive" else text
