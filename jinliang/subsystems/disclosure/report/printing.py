"""A report on paper: its six parts set in type, the wide table lying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from jinliang.base import clock
from jinliang.kernel.documents.rendering import to_typst
from jinliang.kernel.documents.text import Text, from_plain
from jinliang.kernel.typesetting.typeset import REPORT, chinese_date, typeset

from ..yearly import PARTS
from . import tables as layouts
from .models import YearlyReport
from .queries import Tables
from .tables import Table

TITLE = "{}（更正）"


@dataclass(frozen=True, slots=True)
class Printed:
    """All that is printed: the report, its tables, its texts by part."""

    report: YearlyReport
    tables: Tables
    texts: dict[int, Text]

    @property
    def title(self) -> str:
        return TITLE.format(self.report.title) if self.report.corrects else self.report.title

    @property
    def date(self) -> str:
        return chinese_date(self.report.issued_on) if self.report.issued_on else "送审稿"

    @property
    def preface(self) -> Text:
        """What a correction says before all else."""
        old = self.report.corrects
        if old is None or old.issued_on is None:
            return {"blocks": []}
        words = (
            f"本报告更正并替代{chinese_date(old.issued_on)}发布的报告。更正原因：{self.report.reason.rstrip('。')}。"
        )
        return from_plain(words)

    def table(self, part: int) -> Table | None:
        """The table of parts 2 to 4."""
        if part == 2:
            return layouts.proactive(self.tables.proactive) if self.tables.proactive else None
        made = {3: lambda: layouts.requests(self.tables.requests), 4: lambda: layouts.reviews(self.tables.reviews)}
        return made[part]() if part in made else None


def pdf(printed: Printed) -> bytes:
    sections: list[dict[str, Any]] = [{"blocks": to_typst(printed.preface)}] if printed.report.corrects else []
    sections += [_section(printed, part) for part in range(1, len(PARTS) + 1)]
    data = {
        "title": printed.title,
        "unit": printed.report.unit.name,
        "date": printed.date,
        "sections": sections,
        "trial": settings.JINLIANG_IS_TRIAL,
    }
    return typeset(REPORT, data, at=clock.now())


def _section(printed: Printed, part: int) -> dict[str, Any]:
    section: dict[str, Any] = {"title": PARTS[part - 1]}
    if part in printed.texts:
        section["blocks"] = to_typst(printed.texts[part])
    if table := printed.table(part):
        section["tables"] = [_table(table)]
    return section


def _table(table: Table) -> dict[str, Any]:
    rows = [[{"text": cell.text, "across": cell.across, "down": cell.down} for cell in row] for row in table.rows]
    return {
        "header": rows[: table.heads],
        "rows": rows[table.heads :],
        "columns": list(table.shares),
        "wide": table.is_wide,
        "dense": table.is_wide,
    }
