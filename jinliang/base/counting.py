"""How many rows there are, up to a limit: a list says "more than", it does not read a million rows to say how many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet

# Five hundred pages of twenty: nobody turns further, everybody else filters.
MOST = 10_000


def capped(lists: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Name -> number of rows, ``MOST`` at most. One statement; what can have no rows is not asked for."""
    parts: dict[str, str] = {}
    given: list[Any] = []
    for name, rows in lists.items():
        try:
            text, values = rows.order_by().values("pk")[:MOST].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts[name] = f"(SELECT count(*) FROM ({text}) AS counted)"  # noqa: S608 - made by the compiler
        given += values
    if not parts:
        return dict.fromkeys(lists, 0)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts.values())}", given)
        return dict.fromkeys(lists, 0) | dict(zip(parts, cursor.fetchone(), strict=True))


def tabs(rows: QuerySet[Any], wanted: Mapping[str, Q], *, is_register: bool) -> dict[str, int]:
    """Name -> number of rows of each tab, in one statement. Of a whole register no more is read than is shown; what one
    takes part in costs more to find than to count, and is read once, all of it."""
    if is_register:
        return capped({name: rows.filter(one) for name, one in wanted.items()})
    return rows.order_by().aggregate(**{name: Count("pk", filter=one) for name, one in wanted.items()})


def words(number: int) -> str:
    """As it is read beside the name of a tab."""
    return f"{MOST - 1}+" if number >= MOST else str(number)
