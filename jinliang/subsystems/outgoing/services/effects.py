"""What a move of the flow brings with it, in the same transaction, from whichever page it came."""

from __future__ import annotations

from jinliang.base.actor import Actor
from jinliang.kernel.documents import numbers
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event

from .. import queries
from ..flow import FINISHING, printed_steps, signed_steps
from ..models import Outgoing
from . import drafting, filing, issuing, joint, sealing


def carry_out(case: Case, event: Event, by: Actor) -> None:
    if event.act == "open":
        return
    outgoing = queries.of_case(case.pk)
    if event.act in ("withdraw", "void"):
        issuing.require_unissued(outgoing)
        joint.undo(outgoing, "公文已撤回或作废", by=by)
        _give_up(outgoing.subject, by)
    elif event.act == "complete" and event.step in FINISHING:
        _finishing(outgoing, event, by)
    elif event.act == "complete":
        _signing(outgoing, case, event, by)
    variant = flow.flow_of(case)
    _printing(outgoing, case, event, printed_steps(variant), by)
    _lifting(outgoing, event, signed_steps(variant), by)
    if "joint" in event.entered:
        joint.ask(outgoing, by=by)


def _printing(outgoing: Outgoing, case: Case, event: Event, printed: frozenset[str], by: Actor) -> None:
    """It becomes an original where it comes to be sealed or sent out, and is none any more before that."""
    entered, is_done = set(event.entered), case.status == Case.Status.DONE
    if event.act in ("recall", "send_back") and "seal" in entered:
        issuing.require_unsealed(outgoing)
    if outgoing.file_id is None and event.act == "complete" and (entered & printed or is_done):
        issuing.print_original(outgoing, by=by)
    if outgoing.issued_at is None and ("distribute" in entered or is_done):
        issuing.issued(outgoing)
    if outgoing.file_id is not None and entered - printed:
        issuing.unprinted(outgoing, by=by)


def _lifting(outgoing: Outgoing, event: Event, signed: frozenset[str], by: Actor) -> None:
    """Before its leaders again, at a step of the unit's own too: what they signed is undone, and they sign anew."""
    if not set(event.entered) - signed:
        if event.entered and event.act == "complete":
            issuing.require_signed(outgoing)
    elif outgoing.signed_version is not None:
        if event.is_straight:
            issuing.refuse_straight()
        issuing.unsigned(outgoing, by=by)
        joint.undo(outgoing, "公文退回修改", by=by)


def _signing(outgoing: Outgoing, case: Case, event: Event, by: Actor) -> None:
    if event.move in ("submit", "to_sign", "to_countersign"):
        drafting.check(outgoing)
    if event.move == "to_sign" or ("sign" in event.entered and event.step != "sign"):
        joint.require_known(outgoing, case)
    elif event.step == "sign" and {"recheck", "joint"} & set(event.entered):
        if "joint" not in event.entered:
            # A case on a version of the flow from before joint issue never asks the others.
            joint.require_all(outgoing)
        issuing.signed(outgoing, by=by)
    elif event.move == "all_signed":
        joint.require_all(outgoing)
        issuing.dated(outgoing, by=by)


def _finishing(outgoing: Outgoing, event: Event, by: Actor) -> None:
    said = flow.opinion_of(event.item_id) if event.item_id else ""
    if event.step == "recheck" and event.move == "pass":
        issuing.rechecked(outgoing, said, by=by)
    elif event.move == "number":
        issuing.number(outgoing, by=by)
    elif event.move in ("print", "to_seal"):
        sealing.require_way(outgoing, is_sealed=event.move == "to_seal", opinion=said)
    elif event.move == "seal":
        sealing.require_sealed(outgoing, by=by)
    elif event.move == "file":
        filing.require_filed(outgoing)


def _give_up(subject: str, by: Actor) -> None:
    """A number that it had stays in the book, void, with its reason."""
    if held := numbers.of_subject(subject):
        numbers.void(held.pk, "公文已撤回或作废", by=by)
