"""The office's own figures of a year: by month, result, channel and applicant, with what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.db.models import Q, QuerySet

from jinliang.base import clock
from jinliang.kernel.calendar.queries import working_days

from .. import rules
from . import lists
from .models import Request

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Line:
    """One bar or row: its number, and the query that lists the requests behind it."""

    label: str
    number: int
    query: str
    more: int = 0
    more_query: str = ""


@dataclass(slots=True)
class Year:
    """``days`` is the mean of working days from receipt to answer, None before the first answer."""

    year: int
    received: int = 0
    answered: int = 0
    late: int = 0
    days: float | None = None
    months: list[Line] = field(default_factory=list)
    results: list[Line] = field(default_factory=list)
    channels: list[Line] = field(default_factory=list)
    applicants: list[Line] = field(default_factory=list)

    @property
    def late_rate(self) -> float:
        """Percent of the year's requests and answers that were or are over their limit."""
        return round(100 * self.late / self.received, 1) if self.received else 0.0

    @property
    def late_query(self) -> str:
        return _between(self.year, late=True)


def of_year(found: QuerySet[Request], year: int) -> Year:
    """Three queries over what ``found`` shows."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    came = Q(received_on__range=(first, last))
    columns = ("received_on", "channel", "applicant_kind")
    received = list(found.filter(came).order_by().values_list(*columns))
    went = found.filter(answered_on__range=(first, last)).order_by()
    answered = [
        (start, end, code)
        for start, end, code in went.values_list("received_on", "answered_on", "result")
        if end is not None
    ]
    result = Year(year, len(received), len(answered), found.filter(came).filter(lists.is_late()).order_by().count())
    result.months = _months(
        year, Counter(row[0].month for row in received), Counter(end.month for _, end, _ in answered)
    )
    result.results = _results(year, Counter(row[2] for row in answered))
    result.channels = _lines(rules.CHANNELS.items(), Counter(row[1] for row in received), year, "channel")
    result.applicants = _lines(
        rules.APPLICANT_KINDS.items(), Counter(row[2] for row in received), year, "applicant_kind"
    )
    result.days = _mean([(row[0], row[1]) for row in answered])
    return result


def years(found: QuerySet[Request]) -> list[int]:
    """The years that have requests, newest first, and this one."""
    known = {day.year for day in found.order_by().dates("received_on", "year")}
    return sorted(known | {clock.today().year}, reverse=True)


def _mean(spans: list[tuple[date, date]]) -> float | None:
    days = working_days()
    return round(sum(days.count(start, end) for start, end in spans) / len(spans), 1) if spans else None


def _months(year: int, came: Counter[int], went: Counter[int]) -> list[Line]:
    starts = [*(date(year, month, 1) for month in MONTHS), date(year + 1, 1, 1)]
    found = []
    for month, (start, after) in zip(MONTHS, pairwise(starts), strict=True):
        end = date.fromordinal(after.toordinal() - 1)
        into = lists.Chosen(tab="all", since=start, until=end).query()
        out = lists.Chosen(tab="answered", answered_since=start, answered_until=end).query()
        found.append(Line(f"{month}月", came[month], into, went[month], out))
    return found


def _results(year: int, numbers: Counter[str]) -> list[Line]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return [
        Line(
            f"{code} {result.name}",
            numbers[code],
            lists.Chosen(tab="answered", result=code, answered_since=first, answered_until=last).query(),
        )
        for code, result in rules.RESULTS.items()
        if numbers[code]
    ]


def _lines(names: Iterable[tuple[str, str]], numbers: Counter[str], year: int, column: str) -> list[Line]:
    return [
        Line(name, numbers[str(key)], _between(year, **{column: str(key)})) for key, name in names if numbers[str(key)]
    ]


def _between(year: int, **given: object) -> str:
    return lists.Chosen(tab="all", since=date(year, 1, 1), until=date(year, 12, 31)).query(**given)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, in the units of its drawing."""

    x: int
    y: int
    width: int
    height: int
    line: Line


def columns(lines: list[Line], height: int = 160, step: int = 56) -> list[tuple[Bar, Bar]]:
    """Two standing bars for each line, side by side: ``number`` and ``more``; the highest takes all of ``height``."""
    top = max((max(line.number, line.more) for line in lines), default=0) or 1

    def bar(at: int, number: int, line: Line) -> Bar:
        tall = round(number * height / top)
        return Bar(at, height - tall, 18, tall, line)

    return [
        (bar(8 + place * step, line.number, line), bar(28 + place * step, line.more, line))
        for place, line in enumerate(lines)
    ]


def bars(lines: list[Line], width: int = 260, step: int = 30) -> list[Bar]:
    """Lying bars, one under the other; the longest takes all of ``width``."""
    top = max((line.number for line in lines), default=0) or 1
    return [
        Bar(0, place * step, max(round(line.number * width / top), 2), 14, line) for place, line in enumerate(lines)
    ]
