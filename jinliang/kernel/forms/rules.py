"""What the form format allows: widgets, keywords, formats, operators and their bounds."""

from __future__ import annotations

import re
from datetime import date

from jinliang.base import clock, ids
from jinliang.base.errors import Refusal

# widget -> the shape of its value
WIDGETS = {
    "text": "text",
    "textarea": "text",
    "date": "text",
    "telephone": "text",
    "email": "text",
    "identity_number": "text",
    "credit_code": "text",
    "postcode": "text",
    "integer": "number",
    "number": "number",
    "select": "choice",
    "radio": "choice",
    "checkboxes": "several",
    "files": "several",
    "checkbox": "flag",
    "table": "table",
}
CHOICE_WIDGETS = ("select", "radio", "checkboxes")
WIDGET_FORMATS = {name: name for name in ("date", "telephone", "email", "identity_number", "credit_code", "postcode")}
MAX_LENGTH = {
    "text": 100,
    "textarea": 2000,
    "date": 10,
    "telephone": 20,
    "email": 254,
    "identity_number": 18,
    "credit_code": 18,
    "postcode": 6,
    "files": 200,
}
MAX_FILES = 10
MAX_ROWS = 50

# The subset of JSON Schema 2020-12 that a form document may use in its schema.
KEYWORDS = frozenset(
    {
        "type", "properties", "required", "additionalProperties", "items", "enum", "const",
        "minLength", "maxLength", "pattern", "format", "minimum", "maximum", "multipleOf",
        "minItems", "maxItems", "uniqueItems",
    }
)  # fmt: skip
TYPES = frozenset({"object", "array", "string", "integer", "number", "boolean"})
OPERATORS = frozenset({"=", "!=", "in", "filled", "empty", "contains", ">=", "<="})
# personal: shown only to whom the record concerns; sensitive: stored sealed, shown masked (个人信息保护法 art. 28).
SENSITIVITY = frozenset({"ordinary", "personal", "sensitive"})

# Control characters, and those that reverse or hide text, would let a screen show what is not stored.
# No look-around and no escapes of Python's own: the Rust engine reads it too.
UNSEEN = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]"
NO_UNSEEN = f"^[^{UNSEEN[1:]}*$"

_TELEPHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|[48]00-?\d{3}-?\d{4}")
_POSTCODE = re.compile(r"\d{6}")


def is_identity_number(text: str) -> bool:
    """GB 11643-1999; text of another length is for ``minLength`` and ``maxLength`` to refuse too."""
    return _passes(ids.check_identity_number, text)


def is_credit_code(text: str) -> bool:
    """GB 32100-2015."""
    return _passes(ids.check_credit_code, text)


def is_telephone(text: str) -> bool:
    """A mobile number, a landline with area code and optional extension, or a 400/800 number."""
    return _TELEPHONE.fullmatch(text) is not None


def is_postcode(text: str) -> bool:
    return _POSTCODE.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """YYYY-MM-DD of a day that exists."""
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_past_date(text: str) -> bool:
    return is_date(text) and date.fromisoformat(text) <= clock.today()


def _passes(check: object, text: str) -> bool:
    try:
        return bool(check(text) == text)  # type: ignore[operator]
    except Refusal:
        return False


CHECKS = {
    "identity_number": is_identity_number,
    "credit_code": is_credit_code,
    "telephone": is_telephone,
    "postcode": is_postcode,
    "date": is_date,
    "past_date": is_past_date,
}
FORMATS = frozenset({*CHECKS, "email"})
