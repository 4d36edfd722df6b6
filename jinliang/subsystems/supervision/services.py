"""Opening an item, reporting on it; the only writers. Answering, sending back and closing are moves of its flow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.days import Period
from jinliang.base.errors import Invalid, NotAllowed, Refusal
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.documents import numbers
from jinliang.kernel.files import inspection
from jinliang.kernel.flow import clocks
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.clock_rules import Kind
from jinliang.kernel.notices import services as notices
from jinliang.kernel.notices.registry import NoticeKind
from jinliang.kernel.org import queries as org
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from . import queries, rules
from .flow import ASSIST, HANDLER, ITEM, SUPERVISOR
from .models import AssistingUnit, Progress, SupervisionItem
from .searchable import KIND

DUE, MARK = "promised", "督"
MOVED = NoticeKind("supervision.due_moved", "督查期限调整")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item as it is opened; without ``due_on`` it is due when such items usually are. ``told``: the posts of whoever
    asked for it, who read of it and follow it from then on."""

    matter: str
    lead: int | None
    assisting: tuple[int, ...] = ()
    words: str = ""
    origin: str = "instruction"
    due_on: date | None = None
    urgency: int = 0
    told: tuple[int, ...] = ()
    source: str = ""
    source_url: str = ""


@transaction.atomic
def open_item(wanted: Wanted, *, uuid: UUID, by: Actor) -> SupervisionItem:
    """立项: numbered from the office's own book; the lead unit has it on its desk. The same ``uuid``: the same item."""
    if known := SupervisionItem.objects.filter(uuid=uuid).select_related("case").first():
        return known
    by.require(SUPERVISOR.key, SUPERVISOR.name)
    due_on = _checked(wanted, uuid, by)
    unit_id, today = by.unit_id or 0, clock.today()
    item = SupervisionItem(
        uuid=uuid, unit_id=unit_id, origin=wanted.origin, matter=wanted.matter.strip()[:200],
        words=wanted.words.strip(), lead_id=wanted.lead or 0, due_on=due_on, source=wanted.source,
        source_url=wanted.source_url, opened_by_id=by.user_id, opened_at=clock.now(),
    )  # fmt: skip
    numbers.open_register(queries.NUMBERS, unit_id, today.year, mark=MARK, by=by)
    item.number = numbers.take(queries.NUMBERS, unit_id, today.year, by=by, subject=item.subject)
    item.case = flow.open_case(
        ITEM.key, by=by, unit_id=unit_id, title=item.matter, subject=item.subject, number=item.number,
        urgency=wanted.urgency, data={"lead": wanted.lead}, key=uuid,
    )  # fmt: skip
    item.save()
    period = Period((due_on - today).days, rules.LIMIT, is_working=False)
    clocks.start(item.case_id, DUE, period, today, by=by, kind=Kind.PROMISED, name="办理期限")
    for unit in dict.fromkeys(wanted.assisting):
        _ask(item, unit, period, by=by)
    if wanted.told:
        flow.circulate(
            item.case_id, wanted.told, by=by, key=f"told/{uuid}", text=f"已立项督办，{item.number}，进展在此查看"
        )
    facts = {"number": item.number, "lead": wanted.lead, "assisting": wanted.assisting, "due_on": due_on}
    trace.append(item.subject, "supervision.item.open", by=by, facts=facts | {"source": wanted.source})
    touch(KIND, str(uuid))
    return item


def _ask(item: SupervisionItem, unit_id: int, period: Period, *, by: Actor) -> None:
    """The assisting unit has it on its desk, with a deadline and the clock's reminder of its own."""
    row = AssistingUnit(item=item, unit_id=unit_id)
    row.case = flow.open_case(
        ASSIST.key, by=by, unit_id=item.unit_id, title=f"配合：{item.matter}", subject=row.subject,
        number=item.number, urgency=item.case.urgency, data={"assisting": unit_id}, key=f"{item.uuid}/{unit_id}",
    )  # fmt: skip
    row.save()
    clocks.start(row.case_id or 0, DUE, period, clock.today(), by=by, kind=Kind.PROMISED, name="配合期限")


def release(item: SupervisionItem, why: str, *, by: Actor) -> None:
    """Whoever has not answered yet need not any more: the item is over. Within the caller's transaction."""
    for row in queries.unanswered(item):
        flow.withdraw(row.case_id or 0, by=SYSTEM, key=f"released/{row.pk}", reason=f"{why}（{by.name}）")


@transaction.atomic
def report(item: SupervisionItem, text: str, *, by: Actor) -> Progress:
    """进展 of the lead or of an assisting unit, as often as there is something to say."""
    unit_id = queries.reporting_unit(by, item)
    if unit_id is None:
        raise NotAllowed("进展由牵头单位和配合单位填报")
    if item.closed_on is not None:
        raise Refusal("这项督查已经办结，不再填报")
    if not text.strip():
        raise Refusal("请填写进展情况", field="text")
    inspection.refuse_secrecy_mark(text, field="text", subject=item.subject, by=by)
    return enter_progress(item, unit_id, text, by=by)


@transaction.atomic
def move_due(item: SupervisionItem, due_on: date, reason: str, *, by: Actor) -> Progress:
    """调整办理期限, by the office behind the item, with a reason that all who have a part in it read."""
    item = SupervisionItem.objects.select_for_update(of=("self",)).select_related("lead").get(pk=item.pk)
    if not queries.is_supervisor(by, item):
        raise NotAllowed("办理期限由立项的督查机构调整")
    if item.closed_on is not None:
        raise Refusal("这项督查已经办结，不再调整期限")
    today, before = clock.today(), item.due_on
    if errors := rules.faults_of_move(due_on, reason, before, today):
        raise Invalid(errors)
    inspection.refuse_secrecy_mark(reason, field="reason", subject=item.subject, by=by)
    item.due_on = due_on
    item.save(update_fields=["due_on"])
    period = Period((due_on - today).days, rules.LIMIT, is_working=False)
    for case_id in (item.case_id, *(row.case_id or 0 for row in queries.unanswered(item))):
        clocks.restart(case_id, DUE, period, today, by=by)
    words = f"办理期限由{before:%Y-%m-%d}调整为{due_on:%Y-%m-%d}。理由：{reason.strip()}"
    units = [item.lead_id, *item.assisting.values_list("unit", flat=True)]
    told = [one.user_id for unit in units for one in org.holders(unit, HANDLER.key)]
    notices.notify(MOVED.key, told, f"督查期限调整：{item.matter}", f"/supervision/{item.uuid}/", by=by)
    facts = {"from": before, "to": due_on, "reason": reason.strip()}
    trace.append(item.subject, "supervision.item.move_due", by=by, facts=facts)
    return enter_progress(item, item.unit_id, words, by=by)


@transaction.atomic
def exported(count: int, *, by: Actor) -> None:
    """A list left the system."""
    trace.append(f"org.unit/{by.unit_id}", "supervision.list.export", by=by, facts={"rows": count})


def enter_progress(item: SupervisionItem, unit_id: int, text: str, *, by: Actor) -> Progress:
    """Within the caller's transaction; the caller has checked who reports."""
    trace.append(item.subject, "supervision.item.report", by=by, facts={"unit": unit_id, "text": text.strip()})
    touch(KIND, str(item.uuid))
    return Progress.objects.create(
        item=item, unit_id=unit_id, text=text.strip(), by_name=by.name, reported_at=clock.now()
    )


def _checked(wanted: Wanted, uuid: UUID, by: Actor) -> date:
    today = clock.today()
    subject = f"supervision.item/{uuid}"
    inspection.refuse_secrecy_mark(f"{wanted.matter}\n{wanted.words}", field="matter", subject=subject, by=by)
    errors = rules.faults(wanted.matter, wanted.lead, list(wanted.assisting), wanted.due_on, today)
    if wanted.origin not in rules.ORIGINS:
        errors["origin"] = ["没有这个来源。请重新选择"]
    if wanted.lead is not None and not org.holders(wanted.lead, HANDLER.key):
        errors.setdefault("lead", []).append(
            f"{org.unit(wanted.lead).name}没有人有“{HANDLER.name}”职责。请联系安全管理员授权"
        )
    if errors:
        raise Invalid(errors)
    return wanted.due_on or working_days().add(today, rules.FEEDBACK_DAYS)
