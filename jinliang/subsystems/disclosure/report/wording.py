"""The first words of the written parts: what the register can say by itself; the clerk goes on from there."""

from __future__ import annotations

from ..inner.figures import Pace
from ..rules import PROVIDING
from ..yearly import OVERVIEW, RequestTable

PLEASE = "（请填写）"


def overview(unit_name: str, year: int, table: RequestTable, pace: str) -> str:
    """Part 1 as typing: its five headings, the second with the year's figures."""
    words = {"依申请公开": applications(table) + pace}
    head = f"{unit_name}认真贯彻《中华人民共和国政府信息公开条例》，现将{year}年政府信息公开工作情况报告如下。"
    marks = "一二三四五"
    sections = (f"（{marks[place]}）{name}。{words.get(name, PLEASE)}" for place, name in enumerate(OVERVIEW))
    return "\n".join((head, *sections))


def applications(table: RequestTable) -> str:
    """What came and what became of it."""
    handled = table.handled["total"]
    opened = sum(table.results[code]["total"] for code in PROVIDING)
    words = (
        f"全年新收政府信息公开申请{table.received['total']}件，上年结转{table.carried_in['total']}件；"
        f"办结{handled}件，结转下年度继续办理{table.carried_out['total']}件。"
    )
    if handled:
        words += (
            f"其中予以公开{table.results['1']['total']}件，部分公开{table.results['2']['total']}件，"
            f"公开和部分公开占{100 * opened / handled:.1f}%。"
        )
    return words


def pace(of: Pace) -> str:
    """How fast: for an agency's own report."""
    if not of.answered and not of.overdue:
        return "全年没有需要答复的申请。"
    return (
        f"全年答复{of.answered}件，平均用时{of.average_days:.1f}个工作日，逾期{of.overdue}件，"
        f"按期答复率{of.on_time_rate:.1f}%。"
    )


def coverage(reported: int, expected: int) -> str:
    """Whose reports an area's report sums up."""
    return f"以上数据由{reported}个行政机关的年度报告汇总（应报{expected}个）。"


def first_words(part: int) -> str:
    """Parts 5 and 6."""
    if part == 5:
        return f"（一）存在的主要问题。{PLEASE}\n（二）改进情况。{PLEASE}"
    return f"依据《政府信息公开信息处理费管理办法》收取信息处理费的情况：{PLEASE}\n其他需要报告的事项：{PLEASE}"
