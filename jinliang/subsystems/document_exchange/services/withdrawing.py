"""Taking copies back before they are read."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import queries, receptions, rules, wire
from ..flow import CLERK
from ..models import Copy, Dispatch
from ..rules import State
from . import crossing, telling


@transaction.atomic
def withdraw(sent: Dispatch, reason: str, *, copies: Collection[int] | None = None, by: Actor) -> int:
    """Those of these copies (of all) that nobody has read; answers how many. A copy that is being opened in this
    moment is waited for and stays with its reader. Of another node's copies it is asked, and counted as well."""
    if not reason.strip():
        raise Refusal("请填写撤回理由", field="reason")
    inspection.refuse_secrecy_mark(reason, field="reason", subject=sent.subject, by=by)
    rows = Copy.objects.select_for_update(of=("self",)).filter(dispatch=sent, state__in=rules.ALLOWED["recall"])
    rows = rows.filter(pk__in=copies) if copies is not None else rows.filter(parent=None)
    rows = rows.exclude(recall=Copy.Recall.ASKED)
    chosen = _own(sent, rows.select_related("parent", "unit", "dispatch__unit").order_by("pk"), by)
    if not chosen:
        raise Conflict("没有可以撤回的公文", "收文单位已经阅读或签收的，不能撤回", "请联系收文单位退回")
    take_back(sent, [one for one in chosen if not one.unit.node], reason, by=by)
    _ask_for(sent, [one for one in chosen if one.unit.node], reason.strip(), by)
    return len(chosen)


def take_back(sent: Dispatch, taken: list[Copy], reason: str, *, by: Actor) -> None:
    """Own units' copies that nobody has read; the caller holds their rows and has checked who asks."""
    if not taken:
        return
    now, units = clock.now(), [one.unit_id for one in taken]
    Copy.objects.filter(pk__in=[one.pk for one in taken]).update(
        state=State.WITHDRAWN, ended_at=now, ended_by_name=by.name, reason=reason.strip()[:300], chase_at=None
    )
    facts = {"units": units, "reason": reason.strip()}
    trace.append(sent.subject, "document_exchange.dispatch.withdraw", by=by, facts=facts)
    telling.untell(sent, units, by=SYSTEM)
    touch(queries.SUBJECT, str(sent.uuid))
    crossing.report([one for one in taken if one.parent_id is not None])


def _ask_for(sent: Dispatch, abroad: list[Copy], reason: str, by: Actor) -> None:
    """Only the node where a copy lies knows whether it was read meanwhile: the answer comes with its status."""
    if not abroad:
        return
    Copy.objects.filter(pk__in=[one.pk for one in abroad]).update(recall=Copy.Recall.ASKED)
    facts = {"units": [one.unit_id for one in abroad], "reason": reason}
    trace.append(sent.subject, "document_exchange.dispatch.ask_back", by=by, facts=facts)
    crossing.ask(wire.RECALL, abroad, reason=reason[:300], by=by)


def _own(sent: Dispatch, rows: Collection[Copy], by: Actor) -> list[Copy]:
    """The sender takes back what he sent, who forwarded a copy what he forwarded."""
    served = receptions.served(by, CLERK.key)
    found = [one for one in rows if (one.parent.unit_id if one.parent else sent.unit_id) in served]
    if rows and not found:
        raise NotAllowed("只有分发这份公文的单位可以撤回", way_out="请联系发文单位")
    return found
