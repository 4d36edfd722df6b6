"""Telling the outer site where a request stands; it shows this and nothing else to the applicant."""

from __future__ import annotations

from datetime import date

from jinliang.base import cipher, clock
from jinliang.base.actor import Actor
from jinliang.kernel.exchange import services as exchange
from jinliang.kernel.flow import clock_queries

from ..models import Office, Request

OUTER = "outer"


def tell(request: Request, state: str, label: str, *, by: Actor, answer_by: date | None = None) -> None:
    """``state`` drives what the applicant may do there; ``label`` is what he reads; ``answer_by`` is his own limit."""
    payload = {
        "request": str(request.uuid),
        "state": state,
        "label": label,
        "at": clock.now().isoformat(),
        "number": request.number,
    }
    if due_on := clock_queries.due_on(request.case_id, "reply"):
        payload["due_on"] = due_on.isoformat()
    if answer_by:
        payload["answer_by"] = answer_by.isoformat()
    exchange.send("disclosure.progress", payload, to=OUTER, by=by)


def registered(request: Request, code: str, *, by: Actor) -> None:
    """A letter or a visit can be followed on the outer site too."""
    payload = {
        "request": str(request.uuid),
        "unit_code": request.unit.code,
        "code": code,
        "telephone": cipher.unseal(request.telephone_sealed, "inner"),
        "wanted": request.wanted,
        "submitted_at": clock.now().isoformat(),
    }
    exchange.send("disclosure.registered", payload, to=OUTER, by=by)


def office(record: Office, *, by: Actor) -> None:
    """The guide page of a unit."""
    names = ("address", "telephone", "hours", "postcode", "fax", "email", "guide", "is_open")
    payload = {name: getattr(record, name) for name in names}
    exchange.send(
        "disclosure.office", payload | {"unit_code": record.unit.code, "name": record.unit.name}, to=OUTER, by=by
    )
