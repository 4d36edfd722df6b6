"""Part 2, 主动公开政府信息情况: figures that a clerk enters, since they are kept in other offices. No database.

Stored as {subject: {figure: number}} in the shapes of ``yearly.PROACTIVE``; money is text with two decimals, in 万元.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from jinliang.base.errors import Invalid

from ..yearly import PROACTIVE

Figures = dict[str, dict[str, int | str]]

MONEY = "collected"
MOST = 99_999_999


def names() -> Iterable[tuple[str, str, str]]:
    """(subject, figure, its printed name) in the order of the form."""
    for _, subject, figures in PROACTIVE:
        for figure, name in figures.items():
            yield subject, figure, name


def field(subject: str, figure: str) -> str:
    """The name of the input for one figure."""
    return f"{subject}.{figure}"


def nothing() -> Figures:
    return {subject: {figure: _zero(figure) for figure in figures} for _, subject, figures in PROACTIVE}


def clean(typed: Mapping[str, str]) -> Figures:
    """The figures as typed, or Invalid with every fault; an empty input is a fault, not a nought."""
    found, errors = nothing(), {}
    for subject, figure, name in names():
        text = typed.get(field(subject, figure), "").strip()
        try:
            found[subject][figure] = _number(figure, text)
        except ValueError as fault:
            errors[field(subject, figure)] = [f"{subject}·{name}：{fault}"]
    for subject, row in found.items():
        if not errors and "valid" in row and int(row["made"]) > int(row["valid"]):
            errors[field(subject, "valid")] = [f"{subject}：现行有效件数不应少于本年制发件数"]
    if errors:
        raise Invalid(errors)
    return found


def plus(one: Figures, other: Figures) -> Figures:
    """The sum of two tables, for the report of an area."""
    return {
        subject: {figure: _sum(figure, number, other[subject][figure]) for figure, number in row.items()}
        for subject, row in one.items()
    }


def _number(figure: str, text: str) -> int | str:
    if not text:
        raise ValueError("请填写，没有的填 0")
    if figure == MONEY:
        try:
            amount = Decimal(text)
        except InvalidOperation as fault:
            raise ValueError("请填写数字，单位为万元") from fault
        if not amount.is_finite() or not 0 <= amount <= MOST or amount != amount.quantize(Decimal("0.01")):
            raise ValueError("请填写不小于 0、至多两位小数的数")
        return f"{amount:.2f}"
    if not (text.isascii() and text.isdigit()) or int(text) > MOST:
        raise ValueError("请填写不小于 0 的整数")
    return int(text)


def _sum(figure: str, one: int | str, other: int | str) -> int | str:
    return f"{Decimal(one) + Decimal(other):.2f}" if figure == MONEY else int(one) + int(other)


def _zero(figure: str) -> int | str:
    return "0.00" if figure == MONEY else 0
