"""The forms that apps declare in their ``forms_declared.py``."""

from __future__ import annotations

from .declare import Form

_forms: dict[str, Form] = {}


def publish(form: Form) -> Form:
    """Name ``form`` for publication; raises ValueError when its key is taken by another."""
    if _forms.setdefault(form.key, form) is not form:
        raise ValueError(f"{form.key} is declared twice")
    return form


def declared() -> list[Form]:
    return list(_forms.values())


def get(key: str) -> Form:
    return _forms[key]
