"""分发归档: where the original went, and for how long it is kept. The last act on an outgoing document."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.base.errors import Invalid, Refusal
from jinliang.kernel.documents.retention import FILING, RETENTIONS
from jinliang.kernel.files import inspection
from jinliang.kernel.flow import services as flow
from jinliang.kernel.trace import services as trace

from .. import registry, rules
from ..models import Outgoing


@dataclass(frozen=True, slots=True)
class Filed:
    """As it is chosen on the page."""

    distribution: str
    retention: str
    note: str = ""


@transaction.atomic
def file(outgoing: Outgoing, item_id: int, filed: Filed, *, by: Actor, key: str) -> None:
    if not flow.begin(outgoing.case_id, by=by, key=key):
        return
    if errors := _faults(outgoing, filed):
        raise Invalid(errors)
    inspection.refuse_secrecy_mark(filed.note, field="note", subject=outgoing.subject, by=by)
    row = Outgoing.objects.select_for_update(of=("self",)).get(pk=outgoing.pk)
    row.distribution, row.distribution_note, row.retention = filed.distribution, filed.note.strip(), filed.retention
    row.save(update_fields=["distribution", "distribution_note", "retention"])
    facts = {"distribution": row.distribution, "note": row.distribution_note, "retention": row.retention}
    trace.append(row.subject, "outgoing.document.file", by=by, facts=facts)
    flow.complete(item_id, "file", by=by, key=key, opinion=row.distribution_note)


def require_filed(outgoing: Outgoing) -> None:
    """Nobody leaves the step from another page."""
    if not outgoing.retention:
        raise Refusal("还没有填写分发方式和归档标识", FILING, "请在“分发归档”页面办理")


def _faults(outgoing: Outgoing, filed: Filed) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if filed.retention not in RETENTIONS:
        errors["retention"] = [f"请选择归档标识。{FILING}"]
    if filed.distribution not in rules.DISTRIBUTIONS:
        errors["distribution"] = ["请选择分发方式"]
    elif filed.distribution == rules.EXCHANGE and not registry.distributions(outgoing.subject):
        errors["distribution"] = ["还没有通过公文交换分发。请先分发，或改选其他方式"]
    elif filed.distribution == rules.KEPT and not filed.note.strip():
        errors["note"] = ["请写明为什么不分发"]
    if len(filed.note) > 200:
        errors["note"] = ["最多 200 字"]
    return errors
