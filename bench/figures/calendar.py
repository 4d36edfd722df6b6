"""Adding twenty working days to a date, on the table that a process keeps: processor time of one call."""

from __future__ import annotations

import time
from datetime import date, timedelta

from bench.measure import ROUNDS, median, timed
from jinliang.kernel.calendar import queries

NAME = "calendar.add20_us"


def measure(quick: bool) -> dict[str, float]:
    table, calls = queries.working_days(), 20_000 if quick else 200_000
    starts = [date(2026, 1, 1) + timedelta(days=number % 250) for number in range(calls)]

    def add() -> None:
        for start in starts:
            table.add(start, 20)

    return {NAME: median(timed(add, time.process_time) for _ in range(ROUNDS)) / calls * 1e6}
