"""The figures as sheets of Excel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime

from jinliang.kernel.flow import queries as flow

from . import queries
from .queries import Asked
from .rules import months

SHEETS = {"volume": "业务量", "units": "各单位", "limits": "时限", "steps": "环节用时", "people": "人员"}

CASE_HEADS = ["办件", "编号", "承办单位", "状态", "发起", "期限", "办结"]
MOST = 10_000


def case_rows(found: Iterable[flow.Case]) -> list[list[Any]]:
    return [
        [
            one.title, one.number, one.unit.name, one.get_status_display(), localtime(one.opened_at).date(),
            one.due_on, one.closed_at and localtime(one.closed_at).date(),
        ]
        for one in found
    ]  # fmt: skip


def sheet(name: str, asked: Asked) -> tuple[list[str], list[list[Any]]]:
    """The heads and the rows of one of ``SHEETS``."""
    return _MAKERS[name](asked)


def _volume(asked: Asked) -> tuple[list[str], list[list[Any]]]:
    heads = ["指标", "类别", *(f"{month:%Y-%m}" for month in months(asked.first, asked.last)), "合计"]
    rows: list[list[Any]] = []
    for line in queries.lines(asked):
        rows.append([f"{line.figure.label}（{line.figure.measure}）", "全部", *line.months, line.total])
        rows += [["", name, *[""] * len(line.months), amount] for key, name, amount in line.kinds if key]
    return heads, rows


def _units(asked: Asked) -> tuple[list[str], list[list[Any]]]:
    rows = [[line.figure.label, unit.name, amount] for line in queries.lines(asked) for unit, amount in line.units]
    return ["指标", "单位", "数量"], rows


def _limits(asked: Asked) -> tuple[list[str], list[list[Any]]]:
    rows: list[list[Any]] = [
        [one.name, one.opened, one.closed, one.late, one.overdue] for one in queries.businesses(asked)
    ]
    return ["业务", "发起", "办结", "其中逾期办结", "目前逾期未办"], rows


def _steps(asked: Asked) -> tuple[list[str], list[list[Any]]]:
    rows: list[list[Any]] = [
        [one.flow_name, one.name, one.number, round(one.mean, 1), round(one.longest, 1)] for one in queries.steps(asked)
    ]
    return ["业务", "环节", "次数", "平均用时（小时）", "最长（小时）"], rows


def _people(asked: Asked) -> tuple[list[str], list[list[Any]]]:
    rows: list[list[Any]] = [[one.name, one.number, one.cases, round(one.mean, 1)] for one in queries.people(asked)]
    return ["姓名", "办理次数", "办件数", "平均用时（小时）"], rows


_MAKERS = {"volume": _volume, "units": _units, "limits": _limits, "steps": _steps, "people": _people}
