"""What a move of the flow brings with it, in the same transaction, from whichever page it came."""

from __future__ import annotations

from jinliang.base.actor import Actor
from jinliang.kernel.documents import numbers
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event

from .. import queries
from ..flow import DOCUMENT, FINISHING, PRINTED
from ..models import Outgoing
from . import drafting, filing, issuing, joint, sealing

BEFORE_PRINTING = {node.key for node in DOCUMENT.nodes} - {*PRINTED, "end"}


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
    if event.act == "recall" and "seal" in event.entered:
        issuing.require_unsealed(outgoing)
    if "distribute" in event.entered:
        issuing.issued(outgoing)
    # Back before it was an original.
    if outgoing.file_id and BEFORE_PRINTING & set(event.entered):
        issuing.unprinted(outgoing, by=by)
    # Before its leaders again, at a step of the unit's own too: what they signed is undone.
    if set(event.entered) - {"joint", *FINISHING} and outgoing.signed_version is not None:
        issuing.unsigned(outgoing, by=by)
        joint.undo(outgoing, "公文退回修改", by=by)
    if "joint" in event.entered:
        joint.ask(outgoing, by=by)


def _signing(outgoing: Outgoing, case: Case, event: Event, by: Actor) -> None:
    if event.move in ("submit", "to_sign", "to_countersign"):
        drafting.check(outgoing)
    if event.move == "to_sign":
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
        issuing.print_original(outgoing, by=by)
    elif event.move == "seal":
        sealing.require_sealed(outgoing, by=by)
    elif event.move == "file":
        filing.require_filed(outgoing)


def _give_up(subject: str, by: Actor) -> None:
    """A number that it had stays in the book, void, with its reason."""
    if held := numbers.of_subject(subject):
        numbers.void(held.pk, "公文已撤回或作废", by=by)
