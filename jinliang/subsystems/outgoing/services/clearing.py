"""份号登记: numbered paper copies that are handed out by hand, come back (清退) or are destroyed (销毁)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.clock import CHINA
from jinliang.base.errors import Conflict, Invalid, Missing, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.trace import services as trace

from .. import copying, rules
from ..models import CopyAct, Outgoing


@dataclass(frozen=True, slots=True)
class Entered:
    """As it stands on the page: ``numbers`` is "3、5-8"."""

    act: str
    numbers: str
    on: date
    who: str
    remark: str = ""


@transaction.atomic
def enter(outgoing: Outgoing, entered: Entered, *, uuid: UUID, by: Actor) -> list[int]:
    """All of the copies go this way, or none. The same ``uuid``: entered once."""
    outgoing = _locked(outgoing, by)
    if done := list(outgoing.copy_acts.filter(batch=uuid).values_list("number", flat=True)):
        return done
    numbers = _checked(outgoing, entered, by)
    known = copying.known(outgoing)
    _refuse_what_hinders(entered, numbers, known)
    at = clock.now()
    CopyAct.objects.bulk_create(
        CopyAct(
            outgoing=outgoing, number=number, act=entered.act, on=entered.on, who=entered.who.strip(),
            holder=known[number].holder if number in known else "", remark=entered.remark.strip(),
            batch=uuid, entered_by_name=by.name, entered_at=at,
        )
        for number in numbers
    )  # fmt: skip
    facts = {"copies": rules.copy_words(numbers), "on": entered.on, "who": entered.who, "remark": entered.remark}
    trace.append(outgoing.subject, f"outgoing.document.{entered.act}_copies", by=by, facts=facts)
    return numbers


@transaction.atomic
def undo(outgoing: Outgoing, batch: UUID, reason: str, *, by: Actor) -> None:
    """A mistake of the clerk is taken out of the list; it stays in the trace, with what was wrong."""
    outgoing = _locked(outgoing, by)
    entry = next((one for one in copying.entries(outgoing) if one.batch == batch), None)
    if entry is None:
        raise Missing("没有找到这条登记，可能已经撤销")
    if not entry.may_undo:
        raise Conflict("不能撤销这条登记", "其中有的份号之后又登记了清退或销毁", "请先撤销后一条")
    if not reason.strip():
        raise Refusal("请写明为什么撤销", field="reason")
    inspection.refuse_secrecy_mark(reason, field="reason", subject=outgoing.subject, by=by)
    outgoing.copy_acts.filter(batch=batch).delete()
    facts = {"act": entry.row.act, "copies": entry.words, "reason": reason.strip()}
    trace.append(outgoing.subject, "outgoing.document.undo_copies", by=by, facts=facts)


@transaction.atomic
def exported(outgoing: Outgoing, rows: int, *, by: Actor) -> None:
    """The list left the system."""
    trace.append(outgoing.subject, "outgoing.document.export_copies", by=by, facts={"rows": rows})


def _locked(outgoing: Outgoing, by: Actor) -> Outgoing:
    found = Outgoing.objects.select_for_update(of=("self",)).select_related("case").get(pk=outgoing.pk)
    if not copying.may_print(by, found):
        raise Missing("没有找到这份公文")
    return found


def _checked(outgoing: Outgoing, entered: Entered, by: Actor) -> list[int]:
    errors: dict[str, list[str]] = {}
    numbers = rules.copy_numbers(entered.numbers)
    if numbers is None:
        errors["numbers"] = [f"看不懂份号。请写成“3、5-8”，一次最多 {rules.MOST_AT_ONCE} 份"]
    elif not 1 <= numbers[0] <= numbers[-1] <= outgoing.print_run:
        errors["numbers"] = [f"份号应当在 1 至 {outgoing.print_run} 之间。请核对"]
    if entered.act not in CopyAct.Act:
        errors["act"] = ["没有这个去向。请重新选择"]
    if not entered.who.strip():
        errors["who"] = ["请写明领取、交回或销毁的人"]
    if entered.act == rules.DESTROY and not entered.remark.strip():
        errors["remark"] = [f"请写明谁批准、怎样销毁。{rules.CLEARING}"]
    errors |= _faults_of_day(entered.on, outgoing)
    if errors:
        raise Invalid(errors)
    for field in ("who", "remark"):
        inspection.refuse_secrecy_mark(getattr(entered, field), field=field, subject=outgoing.subject, by=by)
    return numbers or []


def _faults_of_day(on: date, outgoing: Outgoing) -> dict[str, list[str]]:
    if on > clock.today():
        return {"on": ["日期晚于今天。办过之后再登记"]}
    if outgoing.printed_at and on < outgoing.printed_at.astimezone(CHINA).date():
        return {"on": ["日期早于公文印制的日期。请核对"]}
    return {}


def _refuse_what_hinders(entered: Entered, numbers: list[int], known: dict[int, copying.Paper]) -> None:
    """All hindrances at once, each with its numbers."""
    hindered: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        paper = known.get(number)
        why = rules.copy_hindrance(
            entered.act,
            is_out=bool(paper and paper.since),
            is_back=bool(paper and paper.returned),
            is_destroyed=bool(paper and paper.destroyed),
        )
        if not why and paper and paper.since and entered.on < paper.since:
            why = f"到 {paper.since:%Y-%m-%d} 才发出，不会更早交回或销毁"
        if why:
            hindered[why].append(number)
    if hindered:
        words = [f"份号 {rules.copy_words(which)} {why}" for why, which in hindered.items()]
        raise Refusal("；".join(words), way_out="请去掉这些份号后再登记", field="numbers")
