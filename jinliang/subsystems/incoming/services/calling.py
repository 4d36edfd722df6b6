"""What was said by telephone: chasing and notices, with who called, when, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Invalid, NotAllowed
from jinliang.kernel.files import inspection
from jinliang.kernel.flow import services as flow
from jinliang.kernel.trace import services as trace

from .. import queries
from ..models import Call, Incoming, Task


@dataclass(frozen=True, slots=True)
class Said:
    """One conversation; ``task`` is the charge that it was about."""

    kind: str
    party: str
    words: str
    answer: str = ""
    telephone: str = ""
    called_at: datetime | None = None
    task: Task | None = None


@transaction.atomic
def record(incoming: Incoming, said: Said, *, by: Actor, key: str) -> Call | None:
    """Kept with the document; chasing also reminds whoever holds it. None: recorded before with this key."""
    if queries.office_seat(by, incoming.case) is None:
        raise NotAllowed("电话记录由收文办公室登记")
    if not flow.begin(incoming.case_id, by=by, key=key):
        return None
    at = said.called_at or clock.now()
    errors = {name: ["请填写"] for name in ("party", "words") if not getattr(said, name).strip()}
    if at > clock.now():
        errors["called_at"] = ["通话时间晚于现在"]
    if errors:
        raise Invalid(errors)
    texts = "\n".join([said.party, said.words, said.answer])
    inspection.refuse_secrecy_mark(texts, field="words", subject=incoming.subject, by=by)
    call = Call.objects.create(
        incoming=incoming, task=said.task, kind=said.kind, party=said.party.strip()[:80],
        telephone=said.telephone.strip()[:40], words=said.words.strip()[:300], answer=said.answer.strip()[:300],
        called_at=at, caller_id=by.user_id,
    )  # fmt: skip
    facts = {"kind": call.kind, "party": call.party, "words": call.words, "answer": call.answer, "called_at": at}
    trace.append(incoming.subject, "incoming.document.call", by=by, facts=facts)
    case = said.task.case if said.task else incoming.case
    if call.kind == Call.Kind.CHASE and case.status == "running":
        answer = f"；对方答复：{call.answer}" if call.answer else ""
        flow.chase(case.pk, f"电话催办{call.party}：{call.words}{answer}", by=by, key=key)
    return call
