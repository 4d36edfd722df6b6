"""A document is done with: what came of it, for how long it is kept; and what is taken out of the register."""

from __future__ import annotations

from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.documents.retention import FILING, RETENTIONS
from jinliang.kernel.files import inspection
from jinliang.kernel.flow import services as flow
from jinliang.kernel.trace import services as trace

from ..models import Incoming


@transaction.atomic
def close(incoming: Incoming, item_id: int, *, retention: str, outcome: str, by: Actor, key: str) -> None:
    if not flow.begin(incoming.case_id, by=by, key=key):
        return
    if retention not in RETENTIONS:
        raise Refusal("请选择归档标识", FILING, field="retention")
    if not outcome.strip():
        raise Refusal("请写明办理结果", way_out="例如：已印发通知、已函复、已阅存", field="outcome")
    inspection.refuse_secrecy_mark(outcome, field="outcome", subject=incoming.subject, by=by)
    row = Incoming.objects.select_for_update(of=("self",)).get(pk=incoming.pk)
    row.retention, row.outcome = retention, outcome.strip()[:500]
    row.save(update_fields=["retention", "outcome"])
    facts = {"retention": retention, "outcome": row.outcome}
    trace.append(row.subject, "incoming.document.close", by=by, facts=facts)
    flow.complete(item_id, "close", by=by, key=key, opinion=outcome)


@transaction.atomic
def exported(number: int, query: str, *, by: Actor) -> None:
    """The register was taken out as a table, or drawn for paper."""
    facts = {"rows": number, "query": query}
    trace.append(f"incoming.register/{by.unit_id or 0}", "incoming.register.export", by=by, facts=facts)
