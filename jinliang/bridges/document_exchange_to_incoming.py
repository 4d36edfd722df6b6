"""登记收文: a copy that was signed for goes into the unit's register with one click, its metadata and pages with it."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.subsystems.document_exchange import queries as exchange
from jinliang.subsystems.document_exchange.registry import CopyFacts, Offer
from jinliang.subsystems.incoming import queries, rules
from jinliang.subsystems.incoming.models import Incoming
from jinliang.subsystems.incoming.services import Given, register

KINDS = {name: key for key, name in rules.KINDS.items()}


def _source(facts: CopyFacts) -> str:
    return f"document_exchange.copy/{facts.uuid}"


def _can(facts: CopyFacts, actor: Actor) -> bool:
    return queries.registers_for(actor, facts.unit_id)


def enter(facts: CopyFacts, *, uuid: UUID, by: Actor) -> Incoming:
    """Due by when its sender wants to hear, unless that day is past."""
    given = Given(
        title=facts.title,
        sender=facts.sender,
        sender_number=facts.number,
        kind=KINDS.get(facts.kind, ""),
        dated_on=facts.dated_on,
        urgency=facts.urgency,
        classification="internal" if facts.is_internal else "",
        note=facts.note[:200],
        due_on=facts.reply_by if facts.reply_by and facts.reply_by >= clock.today() else None,
    )
    return register(
        facts.unit_id,
        given,
        uuid=uuid,
        by=by,
        source=_source(facts),
        papers=exchange.files(facts),
        may_print=exchange.takes_files(by, facts.subject.partition("/")[2]),
    )


def _go(facts: CopyFacts, *, by: Actor) -> str:
    incoming = enter(facts, uuid=uuid5(facts.uuid, "incoming"), by=by)
    return reverse("desk:case", args=[incoming.case_id])


def _done(facts: CopyFacts, actor: Actor) -> tuple[str, str] | None:
    found = queries.of_source(facts.unit_id, _source(facts))
    if found is None or not queries.visible_to(actor).filter(pk=found.pk).exists():
        return None
    return f"已登记收文 {found.number}", reverse("desk:case", args=[found.case_id])


Offer("incoming.register", "登记收文", "inbox", _can, _go, _done)
