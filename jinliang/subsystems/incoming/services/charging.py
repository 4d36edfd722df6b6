"""Who is charged with a document: lead and assisting units and people, each with a case, a deadline and an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import Actor
from jinliang.base.days import Period
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.files.queries import File
from jinliang.kernel.flow import clocks
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.clock_rules import Kind
from jinliang.kernel.flow.state import Holder
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from .. import queries, rules
from ..flow import CLERK, HANDLER, TASK
from ..models import Incoming, Task

DUE = "promised"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One charge: a unit (whoever handles documents there), or one ``post_id`` in it."""

    role: str
    unit_id: int
    post_id: int | None = None
    content: str = ""
    due_on: date | None = None


@transaction.atomic
def charge(
    incoming: Incoming, wanted: Sequence[Wanted], *, by: Actor, key: str, item_id: int | None = None, opinion: str = ""
) -> list[Task]:
    """Charge units and people; with ``item_id`` the distributing itself is done by it. The same key again: nothing."""
    if not flow.begin(incoming.case_id, by=by, key=key):
        return list(incoming.tasks.all())
    _check(incoming, wanted, by)
    made = [_charge(incoming, one, f"{key}/{at}", by) for at, one in enumerate(wanted)]
    if item_id is not None:
        flow.complete(item_id, "assign", by=by, key=key, opinion=opinion)
    return made


@transaction.atomic
def feed_back(
    task: Task, item_id: int, text: str, *, by: Actor, key: str, is_unfit: bool = False,
    keep: Callable[[str], list[File]] | None = None,
) -> None:  # fmt: skip
    """The answer of who is charged, with its papers."""
    if not flow.begin(task.case_id, by=by, key=key):
        return
    inspection.refuse_secrecy_mark(text, field="text", subject=task.subject, by=by)
    if keep is not None:
        keep(task.subject)
    flow.complete(item_id, "unfit" if is_unfit else "feedback", by=by, key=key, opinion=text)


def _check(incoming: Incoming, wanted: Sequence[Wanted], by: Actor) -> None:
    if queries.office_seat(by, incoming.case, CLERK.key) is None:
        raise NotAllowed("分办由收文办公室的登记分办人员操作")
    if incoming.case.status != "running":
        raise Conflict(f"这份收文{incoming.case.get_status_display()}，不能再交承办")
    if not wanted:
        raise Refusal("还没有选择承办单位或人员", way_out="请至少选择一个主办单位", field="lead")
    leads = [one for one in wanted if one.role == Task.Role.LEAD]
    before = queries.open_tasks(incoming).filter(role=Task.Role.LEAD).count()
    if len(leads) + before != 1:
        what = "还没有主办单位" if len(leads) + before == 0 else "主办只能有一个"
        raise Refusal(what, f"需要两个以上部门办理的，应当明确主办部门（{rules.REGULATION}第二十四条）", field="lead")
    _refuse_known(incoming, wanted)
    _refuse_empty(wanted)
    for one in wanted:
        if one.due_on and one.due_on < clock.today():
            raise Refusal("承办期限早于今天", way_out="请填写今天或以后的日期", field="due_on")
        inspection.refuse_secrecy_mark(one.content, field="content", subject=incoming.subject, by=by)


def _refuse_known(incoming: Incoming, wanted: Sequence[Wanted]) -> None:
    """Nobody is charged twice at a time."""
    places = [(one.unit_id, one.post_id) for one in wanted]
    known = set(queries.open_tasks(incoming).values_list("unit", "post"))
    twice = [place for place in places if place in known or places.count(place) > 1]
    if twice:
        name = org.unit(twice[0][0]).name
        raise Refusal(f"{name}已经在承办这份收文", way_out="请去掉重复的单位或人员", field="assist")


def _refuse_empty(wanted: Sequence[Wanted]) -> None:
    """Nothing is sent to where nobody sits."""
    posts = [one.post_id for one in wanted if one.post_id]
    seated = org.holders_of_posts(posts)
    if empty := [post for post in posts if not seated.get(post)]:
        raise Refusal(f"{org.post_label(empty[0])}目前无人任职", way_out="请改选其他人员，或交其所在单位", field="to")
    for one in wanted:
        unit = org.unit(one.unit_id)
        if unit.ended_on:
            raise Refusal(f"{unit.name}已撤销", way_out="请改交承接其职能的单位", field="lead")
        if one.post_id is None and not org.holders(one.unit_id, HANDLER.key):
            way_out = "请联系安全管理员授权，或直接选择人员"
            raise Refusal(f"{unit.name}没有人有“{HANDLER.name}”职责", way_out=way_out, field="lead")


def _charge(incoming: Incoming, one: Wanted, key: str, by: Actor) -> Task:
    uuid = UUID(str(ids.new_id()))
    task = Task(
        uuid=uuid, incoming=incoming, role=one.role, unit_id=one.unit_id, post_id=one.post_id,
        content=one.content.strip()[:300], due_on=one.due_on,
    )  # fmt: skip
    task.case = flow.open_case(
        TASK.key,
        by=by,
        unit_id=one.unit_id,
        title=incoming.title,
        subject=task.subject,
        number=incoming.number,
        urgency=incoming.case.urgency,
        data={"office": incoming.case.unit_id},
        key=key,
        to=[one.post_id if one.post_id else Holder(one.unit_id, None, HANDLER.key)],
    )
    task.save()
    if one.due_on:
        today = clock.today()
        period = Period((one.due_on - today).days, rules.TASK_LIMIT, is_working=False)
        clocks.start(task.case_id, DUE, period, today, by=by, kind=Kind.PROMISED, name="承办期限")
    facts = {"role": one.role, "unit": one.unit_id, "post": one.post_id, "content": task.content, "due_on": one.due_on}
    trace.append(incoming.subject, "incoming.document.charge", by=by, facts=facts)
    return task
