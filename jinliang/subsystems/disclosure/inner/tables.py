"""The register and its figures as tables to take out. Telephones and identity numbers leave masked."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from jinliang.base import cipher, ids

from .. import rules
from . import workload
from .models import Request

HEADS = (
    "登记编号", "收到申请之日", "收到方式", "申请事项", "申请人类别", "申请人", "证件号码", "联系电话", "申请内容",
    "状态", "期限", "处理结果", "答复日期", "答复时的期限", "延期工作日",
)  # fmt: skip
FIGURE_HEADS = ("类别", "项目", "收到（件）", "答复（件）")


def of_requests(found: QuerySet[Request]) -> Iterator[tuple[object, ...]]:
    for one in found.iterator(chunk_size=500):
        result = rules.RESULTS.get(one.result)
        yield (
            one.number,
            one.received_on,
            one.get_channel_display(),
            one.get_kind_display(),
            one.get_applicant_kind_display(),
            one.applicant_name,
            ids.mask(cipher.unseal(one.identity_sealed, "inner")),
            ids.mask(cipher.unseal(one.telephone_sealed, "inner")),
            one.wanted,
            one.case.get_status_display(),
            one.case.due_on,
            f"{result.code} {result.name}" if result else "",
            one.answered_on,
            one.answer_due_on,
            one.extended_days or None,
        )


def of_year(year: workload.Year) -> Iterator[tuple[object, ...]]:
    yield ("全年", "收到与答复", year.received, year.answered)
    yield ("全年", "逾期", year.late, None)
    yield ("全年", "平均办理工作日", None, year.days)
    for line in year.months:
        yield ("按月", line.label, line.number, line.more)
    for line in year.results:
        yield ("处理结果", line.label, None, line.number)
    for line in year.channels:
        yield ("收到方式", line.label, line.number, None)
    for line in year.applicants:
        yield ("申请人", line.label, line.number, None)
