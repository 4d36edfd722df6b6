"""The yearly report's tables (国办公开办函〔2021〕30号), as plain numbers: no database, no page.

Part 3 is one count by (result, kind of applicant); its identity is 一 + 二 = 三（七） + 四 in every column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .rules import APPLICANT_KINDS, GROUPS, RESULTS, REVIEW_OUTCOMES, REVIEWS, ApplicantKind, Review

COLUMNS = (*APPLICANT_KINDS, "total")

PARTS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
OVERVIEW = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")

# Part 2: (article, subject, figure keys with their names).
PROACTIVE = (
    ("第二十条第（一）项", "规章", {"made": "本年制发件数", "repealed": "本年废止件数", "valid": "现行有效件数"}),
    (
        "第二十条第（一）项",
        "行政规范性文件",
        {"made": "本年制发件数", "repealed": "本年废止件数", "valid": "现行有效件数"},
    ),
    ("第二十条第（五）项", "行政许可", {"decided": "本年处理决定数量"}),
    ("第二十条第（六）项", "行政处罚", {"decided": "本年处理决定数量"}),
    ("第二十条第（六）项", "行政强制", {"decided": "本年处理决定数量"}),
    ("第二十条第（八）项", "行政事业性收费", {"collected": "本年收费金额（单位：万元）"}),
)

Counts = dict[str, int]


def _column_counts() -> Counts:
    return dict.fromkeys(COLUMNS, 0)


@dataclass
class RequestTable:
    """Part 3: every row maps a column (kind of applicant, or ``total``) to a number."""

    received: Counts = field(default_factory=_column_counts)
    carried_in: Counts = field(default_factory=_column_counts)
    results: dict[str, Counts] = field(default_factory=lambda: {code: _column_counts() for code in RESULTS})
    carried_out: Counts = field(default_factory=_column_counts)

    @property
    def handled(self) -> Counts:
        """（七）总计"""
        return {column: sum(row[column] for row in self.results.values()) for column in COLUMNS}

    def faults(self) -> list[str]:
        """The columns in which 一 + 二 = 三（七） + 四 does not hold, or whose total is no sum, in words."""
        found = []
        handled = self.handled
        for column in COLUMNS:
            came, went = self.received[column] + self.carried_in[column], handled[column] + self.carried_out[column]
            if came != went:
                name = APPLICANT_KINDS.get(ApplicantKind(column), "") if column != "total" else "总计"
                found.append(f"“{name}”列：新收与上年结转合计 {came} 件，办理结果与结转下年度合计 {went} 件")
        for name, row in self.named_rows():
            if row["total"] != sum(row[kind] for kind in APPLICANT_KINDS):
                found.append(f"“{name}”行：总计不等于各列之和")
        return found

    def named_rows(self) -> Iterable[tuple[str, Counts]]:
        """All rows in the order of the printed table, with their printed names."""
        yield "一、本年新收政府信息公开申请数量", self.received
        yield "二、上年结转政府信息公开申请数量", self.carried_in
        for code, result in RESULTS.items():
            group = GROUPS[result.group]
            yield (group if "." not in code else f"{group} {code.split('.')[1]}.{result.name}"), self.results[code]
        yield "（七）总计", self.handled
        yield "四、结转下年度继续办理", self.carried_out

    def add(self, row: Counts, kind: str, number: int) -> None:
        row[kind] += number
        row["total"] += number

    def plus(self, other: RequestTable) -> RequestTable:
        """The sum of two tables, for the report of an area."""
        return RequestTable(
            received=_sum(self.received, other.received),
            carried_in=_sum(self.carried_in, other.carried_in),
            results={code: _sum(self.results[code], other.results[code]) for code in RESULTS},
            carried_out=_sum(self.carried_out, other.carried_out),
        )

    def as_json(self) -> dict[str, object]:
        return {
            "received": self.received,
            "carried_in": self.carried_in,
            "results": self.results,
            "carried_out": self.carried_out,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> RequestTable:
        return cls(**stored)  # type: ignore[arg-type]


@dataclass
class ReviewTable:
    """Part 4: three groups by four outcomes."""

    counts: dict[str, Counts] = field(
        default_factory=lambda: {review.value: dict.fromkeys(REVIEW_OUTCOMES, 0) for review in REVIEWS}
    )

    def add(self, review: Review, outcome: str, number: int = 1) -> None:
        self.counts[review][outcome] += number

    def total(self, review: Review) -> int:
        return sum(self.counts[review].values())

    def plus(self, other: ReviewTable) -> ReviewTable:
        return ReviewTable({key: _sum(row, other.counts[key]) for key, row in self.counts.items()})


def _sum(one: Counts, other: Counts) -> Counts:
    return {key: number + other[key] for key, number in one.items()}
