"""What this app adds to the shell, the desk and the case page."""

from __future__ import annotations

from typing import Any

from jinliang.base.actor import Actor
from jinliang.kernel.desk.registry import MoveForm, Panel
from jinliang.kernel.flow.queries import Case
from jinliang.ui.registry import NavEntry, add_nav

from . import queries, rules
from .flow import REPORT

add_nav(NavEntry("政务公开", "公开年度报告", "report-analytics", "disclosure_report:list"))


def _panel(case: Case, actor: Actor) -> dict[str, Any]:  # noqa: ARG001 - who sees the case sees its report
    report = queries.of_case(case.pk)
    return {
        "report": report,
        "requests": queries.tables(report).requests,
        "faults": queries.tables(report).requests.faults(),
        "changes": queries.changes(report),
        "due_on": rules.due_on(report.scope, report.year),
    }


Panel(REPORT.key, "disclosure_report/_panel.html", _panel)
MoveForm(REPORT.key, "submit", "disclosure_report:submit")
