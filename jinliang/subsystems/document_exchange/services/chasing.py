"""Chasing what has not been signed for: by itself when its time has come, or when the sender asks for it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Conflict, NotAllowed
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.notices import services as notices
from jinliang.kernel.trace import services as trace

from .. import receptions, rules, wire
from ..models import Copy, Dispatch
from ..notice_kinds import ANSWERED, CHASED
from ..rules import State
from . import crossing

BATCH = 500
# The sender does not ring twice within this time.
PAUSE = timedelta(minutes=30)


def sweep() -> int:
    """All copies whose time has come, batch by batch; two sweeps at once chase each copy once."""
    done = 0
    while chased := _sweep_once():
        done += chased
    return done


@transaction.atomic
def _sweep_once() -> int:
    rows = Copy.objects.select_for_update(of=("self",), skip_locked=True).filter(chase_at__lte=clock.now())
    due = list(rows.select_related("dispatch__unit", "unit", "parent").order_by("chase_at", "pk")[:BATCH])
    by_dispatch: dict[Dispatch, list[Copy]] = defaultdict(list)
    for copy in due:
        by_dispatch[copy.dispatch].append(copy)
    for sent, copies in by_dispatch.items():
        on_way = [one for one in copies if one.state == State.SENT]
        Copy.objects.filter(pk__in=[one.pk for one in on_way]).update(chase_at=None)
        chase_copies(sent, [one for one in copies if one not in on_way], by=SYSTEM)
        _tell_sender(sent, copies)
    return len(due)


@transaction.atomic
def chase(sent: Dispatch, *, by: Actor) -> int:
    """催收 by the sender: everybody who has it and has not signed for it; answers how many units. What is on its way
    to another node cannot be chased yet."""
    if not receptions.serves(by, sent.unit_id):
        raise NotAllowed("只有发文单位的收发人员可以催收", way_out="请联系发文单位")
    Dispatch.objects.select_for_update().get(pk=sent.pk)
    rows = Copy.objects.select_for_update(of=("self",)).filter(dispatch=sent, state__in=rules.ALLOWED["chase"])
    copies = list(rows.select_related("dispatch__unit", "unit").order_by("pk"))
    if not copies:
        raise Conflict("没有可以催收的单位", "收文单位都已签收，或公文还在途中", way_out="请刷新后查看")
    latest = Copy.objects.filter(dispatch=sent, chased_at__gt=clock.now() - PAUSE).exists()
    if latest:
        raise Conflict("刚刚催收过", f"{PAUSE.seconds // 60} 分钟内不重复催收", "急需签收的，请电话联系")
    chase_copies(sent, [one for one in copies if not one.unit.node], by=by)
    abroad = [one for one in copies if one.unit.node]
    crossing.ask(wire.CHASE, abroad, by=by)
    Copy.objects.filter(pk__in=[one.pk for one in abroad]).update(chased_at=clock.now())
    return len(copies)


def chase_copies(sent: Dispatch, copies: list[Copy], *, by: Actor) -> None:
    """Set-based: one update, one entry, one message for all units of the dispatch."""
    if not copies:
        return
    now, keys = clock.now(), [one.pk for one in copies]
    again = rules.chase_at(now, sent.urgency, working_days())
    Copy.objects.filter(pk__in=keys).update(chases=F("chases") + 1, chased_at=now, chase_at=again)
    Copy.objects.filter(pk__in=keys, chases__gte=rules.CHASES).update(chase_at=None)
    units = [one.unit_id for one in copies]
    trace.append(sent.subject, "document_exchange.dispatch.chase", by=by, facts={"units": units})
    readers = receptions.user_ids(receptions.clerks_of(units), units)
    url, urgent = reverse("document_exchange:received", args=[sent.uuid]), sent.urgency == rules.URGENT
    words = f"请尽快签收：{sent.title}"
    notices.notify(CHASED.key, readers, words, url, body=f"{sent.sender}　{sent.number}", urgent=urgent, by=by)
    crossing.report(copies)


def _tell_sender(sent: Dispatch, copies: list[Copy]) -> None:
    """The first time only: after that the page shows it."""
    first = [one for one in copies if one.chases == 0 and one.parent is None]
    late = [one.unit.name for one in first if one.state != State.SENT]
    stuck = [one.unit.name for one in first if one.state == State.SENT]
    _tell(sent, late, "个单位逾期未签收", "已自动催收")
    _tell(sent, stuck, "个单位尚未送达", "公文还没有到达对方节点，请联系摆渡人员")


def _tell(sent: Dispatch, units: list[str], what: str, done: str) -> None:
    if not units:
        return
    names = "、".join(units[:5]) + ("等" if len(units) > 5 else "")
    url = reverse("document_exchange:dispatch", args=[sent.uuid])
    readers = receptions.user_ids(receptions.clerks_of([sent.unit_id]), [sent.unit_id])
    words = f"{len(units)} {what}：{sent.title}"
    notices.notify(ANSWERED.key, readers, words, url, body=f"{done}：{names}", by=SYSTEM)
