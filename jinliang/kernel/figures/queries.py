"""Reading figures: sums, and what has been counted since they were folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

_TABLE = """
    SELECT month, unit_id, kind, sum(amount)::bigint FROM (
        SELECT month, unit_id, kind, amount FROM figures_sum
        WHERE figure = %(figure)s AND unit_id = ANY(%(units)s) AND month BETWEEN %(since)s AND %(until)s
        UNION ALL
        SELECT month, unit_id, kind, amount FROM figures_delta
        WHERE figure = %(figure)s AND unit_id = ANY(%(units)s) AND month BETWEEN %(since)s AND %(until)s
    ) AS counted
    GROUP BY month, unit_id, kind ORDER BY month, unit_id, kind
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """``month`` is its first day."""

    month: date
    unit_id: int
    kind: str
    amount: int


def table(figure: str, units: Sequence[int], since: date, until: date) -> list[Cell]:
    """By month, unit and kind, exact up to now; the months of ``since`` and ``until`` are included whole.

    Whose units these are, the caller has asked.
    """
    bounds: dict[str, Any] = {"figure": figure, "units": list(units), "since": since.replace(day=1), "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_TABLE, bounds)
        return [Cell(*row) for row in cursor.fetchall()]
