"""What a browser posts becomes a record: typed values, trimmed, without what the answers do not ask for."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Protocol

from . import conditions, rules
from .models import FormVersion

# Codes and numbers are often typed in full width.
_NARROWED = frozenset({"identity_number", "credit_code", "telephone", "postcode", "date", "email", "integer", "number"})
_RAISED = frozenset({"identity_number", "credit_code"})


class Posted(Protocol):
    """The part of a QueryDict that is used."""

    def getlist(self, key: str) -> list[Any]: ...
    def __contains__(self, key: object) -> bool: ...
    def __iter__(self) -> Any: ...


def clean(form: FormVersion, posted: Posted, files: Posted | None = None) -> dict[str, Any]:
    """The record that ``posted`` means. Empty fields are left out; what is not a number stays text, for ``check``.

    Attachments: ids of finished uploads (``<field>_upload``), then the names of ``files`` that came with the form.
    Names that the form does not know are kept, so that ``check`` refuses them; names with a leading ``_`` or
    ``csrfmiddlewaretoken`` belong to the page.
    """
    known = [field for group in form.document["layout"] for field in group["fields"]]
    read = {field["name"]: _read(field, posted, files, field["name"]) for field in known}
    strange = {name: posted.getlist(name)[-1] for name in posted if _is_strange(name, known)}
    data = {name: value for name, value in read.items() if value not in (None, "", [])} | strange
    # Hiding one field can hide the next: as often as there are conditions, at most.
    for _ in form.document["conditions"]:
        data = {name: value for name, value in data.items() if name not in _hidden(form, data)}
    return data


def _hidden(form: FormVersion, data: Mapping[str, Any]) -> set[str]:
    return conditions.hidden(form.document["conditions"], data)


def _is_strange(name: str, known: list[dict[str, Any]]) -> bool:
    if name.startswith("_") or name == "csrfmiddlewaretoken":
        return False
    return not any(_belongs(name, field) for field in known)


def _belongs(name: str, field: Mapping[str, Any]) -> bool:
    """Whether ``field`` posts under ``name``: tables have cells, attachments the ids of finished uploads."""
    if field["widget"] == "table":
        return name.startswith(f"{field['name']}-")
    return name == field["name"] or (field["widget"] == "files" and name == f"{field['name']}_upload")


def _read(field: Mapping[str, Any], posted: Posted, files: Posted | None, name: str) -> Any:
    shape = rules.WIDGETS[field["widget"]]
    values = posted.getlist(name)
    if shape == "table":
        return _rows(field, posted, name)
    if field["widget"] == "files":
        return [
            *filter(None, [*values, *posted.getlist(f"{name}_upload")]),
            *(file.name for file in (files.getlist(name) if files else [])),
        ]
    if shape == "several":
        return list(filter(None, values))
    if shape == "flag":
        return True if values and values[-1] not in ("", "0", "false") else None
    return normalised(field["widget"], str(values[-1])) if values else None


def normalised(widget: str, text: str) -> Any:
    """One typed value: trimmed, in half width and upper case where the kind wants it, a number where it is one."""
    text = text.replace("\r\n", "\n").strip()
    if widget in _NARROWED:
        text = unicodedata.normalize("NFKC", text).strip()
    if widget in _RAISED:
        text = text.upper()
    if rules.WIDGETS[widget] == "number":
        return _number(text, widget)
    return text


def _number(text: str, widget: str) -> int | float | str:
    try:
        return int(text) if widget == "integer" or "." not in text else float(text)
    except ValueError:
        return text


def _rows(field: Mapping[str, Any], posted: Posted, name: str) -> list[dict[str, Any]]:
    rows = []
    for at in range(_row_count(posted, name)):
        cells = {
            column["name"]: _read(column, posted, None, f"{name}-{at}-{column['name']}") for column in field["columns"]
        }
        if filled := {key: value for key, value in cells.items() if value not in (None, "", [])}:
            rows.append(filled)
    return rows


def _row_count(posted: Posted, name: str) -> int:
    """One more than the highest row posted; a forged number cannot make it large."""
    numbers = [key.removeprefix(f"{name}-").partition("-")[0] for key in posted if key.startswith(f"{name}-")]
    found = [int(number) for number in numbers if number.isdecimal() and len(number) <= 3]
    return max(found, default=-1) + 1
