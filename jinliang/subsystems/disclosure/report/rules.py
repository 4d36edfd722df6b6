"""What fixes a yearly report: who reports by when, what must be in it. 条例 = 《中华人民共和国政府信息公开条例》."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from jinliang.base.days import Period
from jinliang.base.errors import Refusal

from ..rules import AREA_REPORT_DUE, UNIT_REPORT_DUE

DUE_BASIS = "《政府信息公开条例》第四十九条"
FORMAT_BASIS = "国办公开办函〔2021〕30号"


class Scope(StrEnum):
    """Whose work a report covers: one agency's, or that of a government and all agencies of its area."""

    UNIT = "unit"
    AREA = "area"


SCOPES = {Scope.UNIT: "本机关", Scope.AREA: "本行政区域"}
DUE = {Scope.UNIT: UNIT_REPORT_DUE, Scope.AREA: AREA_REPORT_DUE}

# The parts that are written, by their place in ``yearly.PARTS``; 2, 3 and 4 are tables.
TEXTS = (1, 5, 6)


def due_on(scope: str, year: int) -> date:
    """The last day for publishing the report on ``year``."""
    month, day = DUE[Scope(scope)]
    return date(year + 1, month, day)


def period(scope: str, year: int) -> Period:
    """The time for it: calendar days from the end of ``year``."""
    return Period((due_on(scope, year) - last_day(year)).days, DUE_BASIS, is_working=False)


def last_day(year: int) -> date:
    return date(year, 12, 31)


def check_year(year: int, today: date) -> None:
    """A year is reported on when it is over; the Regulation is in force in its present form since 2019."""
    if not 2019 <= year < today.year:
        raise Refusal(
            f"{year}年度还不能编制年度报告",
            "年度报告反映已经结束的年度",
            f"请选择2019至{today.year - 1}年",
            field="year",
        )


def title(unit_name: str, year: int) -> str:
    return f"{unit_name}{year}年政府信息公开工作年度报告"
