"""What a move of the flow brings with it, in the same transaction, from whichever page it came."""

from __future__ import annotations

from jinliang.base.actor import Actor
from jinliang.kernel.documents import numbers
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event

from .. import queries
from . import drafting, issuing, sealing

# Where a document stands before its leaders: coming here again undoes what they signed.
BEFORE_SIGNING = {"draft", "vet", "countersign", "legal", "sign"}


def carry_out(case: Case, event: Event, by: Actor) -> None:
    if event.act == "open":
        return
    outgoing = queries.of_case(case.pk)
    if event.act in ("withdraw", "void"):
        _give_up(outgoing.subject, by)
    elif event.act == "complete" and event.move in ("submit", "to_sign", "to_countersign"):
        drafting.check(outgoing)
    elif event.act == "complete" and event.step == "recheck" and event.move == "pass":
        issuing.rechecked(outgoing, flow.opinion_of(event.item_id) if event.item_id else "", by=by)
    elif event.act == "complete" and event.step == "sign" and "recheck" in event.entered:
        issuing.signed(outgoing, by=by)
    elif event.act == "complete" and event.move == "number":
        issuing.number(outgoing, by=by)
    elif event.act == "complete" and event.move in ("print", "to_seal"):
        opinion = flow.opinion_of(event.item_id) if event.item_id else ""
        sealing.require_way(outgoing, is_sealed=event.move == "to_seal", opinion=opinion)
        issuing.print_original(outgoing, by=by)
    elif event.act == "complete" and event.move == "seal":
        sealing.require_sealed(outgoing)
    elif BEFORE_SIGNING & set(event.entered):
        issuing.unsigned(outgoing, by=by)


def _give_up(subject: str, by: Actor) -> None:
    """A number that it had stays in the book, void, with its reason."""
    if held := numbers.of_subject(subject):
        numbers.void(held.pk, "公文已撤回或作废", by=by)
