"""What this app asks of the kernels: the effects of its moves, sight of its texts and files, its notice."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.kernel.documents.registry import writing
from jinliang.kernel.files import registry as files
from jinliang.kernel.flow import registry as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.notices.registry import NoticeKind

from ..inner.flow import CHIEF, CLERK
from ..yearly import PARTS
from . import queries, services
from .flow import REPORT

DUE = NoticeKind("disclosure.report_due", "年度报告催报")


def carry_out(case: Case, event: flow.Event, by: Actor) -> None:
    """The hook of ``disclosure.yearly_report``; runs in the act's transaction, from whichever page it came."""
    if event.act == "open":
        return
    report = queries.of_case(case.pk)
    if event.act in ("withdraw", "void"):
        services.drop(report, by=by)
    elif event.move == "submit" and event.act == "complete":
        services.freeze(report, by=by)
    elif event.move == "issue" and event.act == "complete":
        services.issue(report, by=by)
    elif "draft" in event.entered:
        services.thaw(report, by=by)


def _sees(actor: Actor, key: str) -> bool:
    return queries.visible_to(actor).filter(uuid=UUID(key)).exists()


def _writing_page(actor: Actor, key: str, title: str) -> str:
    found = queries.visible_to(actor).filter(uuid=UUID(key)).first()
    if found is None or not queries.may_edit(actor, found) or title not in PARTS:
        return ""
    return f"{reverse('disclosure_report:report', args=[found.uuid])}?part={PARTS.index(title) + 1}"


flow.on_event(REPORT.key, carry_out)
flow.sight(REPORT.key, CLERK.key)
flow.sight(REPORT.key, CHIEF.key)
files.sight("disclosure_report.report", _sees)
writing("disclosure_report.report", _writing_page)
