"""Field, operator, value: what a choice asks of a case's data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .declare import Condition, Operator


def holds(conditions: Iterable[Condition], data: dict[str, Any]) -> bool:
    """All rows; no rows hold."""
    return all(_holds(row, data.get(row.field)) for row in conditions)


def _holds(row: Condition, found: Any) -> bool:
    match row.operator:
        case Operator.FILLED:
            return found not in (None, "", [], {})
        case Operator.EMPTY:
            return found in (None, "", [], {})
        case Operator.IS:
            return bool(found == row.value)
        case Operator.IS_NOT:
            return bool(found != row.value)
        case Operator.IN:
            return isinstance(row.value, tuple) and found in row.value
    return _compares(row.operator, found, row.value)


def _compares(operator: Operator, found: Any, value: Any) -> bool:
    """Numbers with numbers, dates (ISO text) with dates: anything else does not hold."""
    if type(found) is not type(value):
        return False
    return bool(found >= value) if operator is Operator.AT_LEAST else bool(found < value)
