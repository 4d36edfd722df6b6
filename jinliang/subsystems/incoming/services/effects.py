"""What a move of either flow brings with it, in the same transaction, from whichever page it came."""

from __future__ import annotations

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event
from jinliang.kernel.notices import services as notices
from jinliang.kernel.notices.registry import NoticeKind
from jinliang.kernel.org import queries as org
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import queries, rules
from ..flow import CLERK, CLOSED, PROPOSER
from ..models import Incoming, Task

ALL_DONE = NoticeKind("incoming.all_done", "收文承办全部办毕")


def carry_out(case: Case, event: Event, by: Actor) -> None:
    if event.act == "open":
        return
    if event.act == "circulate" and queries.office_seat(by, case, CLERK.key, PROPOSER.key) is None:
        # A leader never hands a document to a leader: the order and the receipts are kept in one hand. [K]
        way_out = "请在批示中写明送谁阅，由办公室分送"
        raise NotAllowed("传阅由收文办公室掌握", f"传阅应当随时掌握公文去向（{rules.REGULATION}第二十四条）", way_out)
    # Here, and at the end of an office's own steps behind it: somebody may have been charged meanwhile.
    if event.act == "complete" and (event.move == "close" or (event.is_over and case.result == CLOSED)):
        _require_done(queries.of_case(case.pk))
    if event.act in ("withdraw", "void"):
        _give_up(queries.of_case(case.pk), by)
    if event.is_over:
        _over(queries.of_case(case.pk))


def carry_out_task(case: Case, event: Event, by: Actor) -> None:
    if event.act == "open":
        return
    task = queries.task_of_case(case.pk)
    if event.act == "complete" and event.move in ("feedback", "unfit"):
        _fed_back(task, flow.opinion_of(event.item_id) if event.item_id else "", event.move == "unfit", by)
    elif "handle" in event.entered and task.fed_back_at is not None:
        # Sent back to go on, or taken back by who answered.
        Task.objects.filter(pk=task.pk).update(fed_back_at=None, is_unfit=False)
    if event.is_over and not queries.open_tasks(task.incoming).exclude(pk=task.pk).exists():
        _tell_all_done(task.incoming, by)


def _require_done(incoming: Incoming) -> None:
    if not incoming.retention:
        raise Refusal("办结须选择归档标识", way_out="请在“办结归档”页面办理")
    if waiting := list(queries.open_tasks(incoming).select_related("unit")):
        names = "、".join(dict.fromkeys(task.unit.name for task in waiting))
        raise Refusal(f"{names}还没有办毕", "承办反馈须先核收", "请先核收、催办，或撤销该项承办")


def _give_up(incoming: Incoming, by: Actor) -> None:
    """Its number stays in the book, void; the same paper, or copy, can be registered anew."""
    if queries.open_tasks(incoming).exists():
        raise Refusal("还有承办任务没有了结", way_out="请先撤销承办任务，再撤回或作废本件")
    if held := numbers.of_subject(incoming.subject):
        numbers.void(held.pk, "收文登记已撤回或作废", by=by)
    Incoming.objects.filter(pk=incoming.pk).update(number_key="", source="")


def _over(incoming: Incoming) -> None:
    Incoming.objects.filter(pk=incoming.pk).update(closed_on=clock.today())
    touch(queries.SUBJECT, str(incoming.uuid))


def _fed_back(task: Task, text: str, is_unfit: bool, by: Actor) -> None:
    task.feedback, task.is_unfit = text, is_unfit
    task.fed_back_by_id, task.fed_back_at = by.user_id, clock.now()
    task.save(update_fields=["feedback", "is_unfit", "fed_back_by", "fed_back_at"])
    facts = {"unit": task.unit_id, "feedback": text, "is_unfit": is_unfit}
    trace.append(task.incoming.subject, "incoming.document.feedback", by=by, facts=facts)


def _tell_all_done(incoming: Incoming, by: Actor) -> None:
    if incoming.case.status != "running":
        return
    clerks = [holder.user_id for holder in org.holders(incoming.case.unit_id, CLERK.key)]
    title = f"承办单位已全部反馈：{incoming.title}"
    notices.notify(ALL_DONE.key, clerks, title, f"/cases/{incoming.case_id}/", by=by)
