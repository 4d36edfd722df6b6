"""Who reads figures, over which span, and what a day of work counts."""

from __future__ import annotations

from datetime import date

from jinliang.kernel.org.registry import Duty

READER = Duty("statistics.reader", "统计查阅")
# Figures are kept by month; a table of more columns cannot be read.
MOST_MONTHS = 24


def months(first: date, last: date) -> list[date]:
    """The first day of each month from that of ``first`` to that of ``last``."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found
