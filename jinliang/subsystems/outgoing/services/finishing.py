"""编号 and 校对无误: which number it gets, how many are printed; and the document becomes its original."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.flow import services as flow
from jinliang.kernel.trace import services as trace

from .. import rules
from ..models import Outgoing
from . import offices, sealing


@dataclass(frozen=True, slots=True)
class Run:
    """印数, and whether each copy bears its number. Typed: empty, or no number, is None."""

    copies: int | None
    is_numbered: bool = False


@transaction.atomic
def number(
    outgoing: Outgoing, item_id: int, *, by: Actor, key: str, opinion: str = "", reserved: int | None = None
) -> None:
    """Numbered with the next number, or with one that was set aside for such a case."""
    if not flow.begin(outgoing.case_id, by=by, key=key):
        return
    if reserved is not None:
        book, year = offices.book_of(outgoing, (outgoing.dated_on or clock.today()).year, by=by)
        numbers.assign(reserved, book, outgoing.unit_id, year, by=by, subject=outgoing.subject)
    flow.complete(item_id, "number", by=by, key=key, opinion=opinion)


@transaction.atomic
def finish(outgoing: Outgoing, item_id: int, move: str, run: Run, *, by: Actor, key: str, opinion: str = "") -> None:
    if not flow.begin(outgoing.case_id, by=by, key=key):
        return
    state_run(outgoing, run, by=by)
    if move == "to_seal":
        sealing.send(outgoing, item_id, by=by, key=key, opinion=opinion)
    else:
        flow.complete(item_id, move, by=by, key=key, opinion=opinion)


@transaction.atomic
def state_run(outgoing: Outgoing, run: Run, *, by: Actor) -> None:
    """Kept with the document: shown on its page and in the register, proposed to who distributes it."""
    copies = run.copies or 0
    if run.is_numbered and not copies:
        raise Refusal("标注份号的公文没有填印数", rules.COPY_NUMBERS, "请填写印制多少份", field="print_run")
    if not 0 <= copies <= rules.MOST_COPIES:
        raise Refusal(f"印数应当是 0 至 {rules.MOST_COPIES}", rules.COPY_NUMBERS, "请核对印数", field="print_run")
    if (copies, run.is_numbered) == (outgoing.print_run, outgoing.has_copy_numbers):
        return
    outgoing.print_run, outgoing.has_copy_numbers = copies, run.is_numbered
    outgoing.save(update_fields=["print_run", "has_copy_numbers"])
    facts = {"copies": copies, "numbered": run.is_numbered}
    trace.append(outgoing.subject, "outgoing.document.print_run", by=by, facts=facts)
