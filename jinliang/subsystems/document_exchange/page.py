"""What the pages of one copy and of one act of sending show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.files import queries as stored
from jinliang.kernel.trace import queries as traces

from . import forms, lists, queries, receptions, registry, rules
from .models import Copy, Dispatch, ReplySlip
from .rules import State

PAGES = 60


@dataclass(frozen=True, slots=True)
class Offered:
    """A button for what can be done with the copy, or the link to what was done."""

    key: str
    label: str
    icon: str
    done: tuple[str, str] | None


def of_copy(copy: Copy, actor: Actor) -> dict[str, Any]:
    sent, handles = copy.dispatch, queries.may_handle(actor, copy)
    files = queries.files_of(sent) if copy.state in queries.OPENED else []
    slip = ReplySlip.objects.filter(copy=copy).first()
    return {
        "copy": copy,
        "sent": sent,
        "pages": range(1, min(sent.file.blob.pages, PAGES) + 1) if files else (),
        "attached": files[1:],
        "mark": stored.reader_mark(files[0], actor) if files else "",
        "may_handle": handles,
        "may_sign": handles and rules.may("sign", copy.state),
        "may_reply": handles and sent.asks_slip and rules.may("reply", copy.state),
        "may_forward": handles and copy.may_forward and rules.may("forward", copy.state),
        "returning": forms.Returning(),
        "kept_slip": slip,
        "slip": forms.Slip(initial=_typed(slip)),
        "is_reply_late": slip is None and rules.reply_is_late(sent.reply_by, clock.today()),
        "forwarded": list(copy.forwarded.select_related("unit").order_by("order")),
        "offers": _offers(copy, actor) if handles and copy.state == State.SIGNED else [],
        "history": traces.entries(copy.subject),
    }  # fmt: skip


def _typed(slip: ReplySlip | None) -> dict[str, str]:
    return {"name": slip.name, "telephone": slip.telephone, "text": slip.text} if slip else {}


def _offers(copy: Copy, actor: Actor) -> list[Offered]:
    facts = queries.facts_of(copy)
    found = []
    for one in registry.OFFERS.values():
        done = one.done(facts, actor)
        if done or one.can(facts, actor):
            found.append(Offered(one.key, one.label, one.icon, done))
    return found


def of_forwarding(copy: Copy, typed: QueryDict) -> dict[str, Any]:
    held = set(Copy.objects.filter(dispatch=copy.dispatch, state__in=rules.LIVE).values_list("unit", flat=True))
    units = queries.units_below(copy.unit)
    silent = {unit.pk for unit in receptions.without_clerk([unit.pk for unit in units])}
    chosen = set(typed.getlist("unit"))
    rows = [(unit, unit.pk in held, unit.pk in silent, str(unit.pk) in chosen) for unit in units]
    return {"copy": copy, "sent": copy.dispatch, "rows": rows}


def of_dispatch(sent: Dispatch, actor: Actor, given: QueryDict) -> dict[str, Any]:
    """The receipts: summed up by level, drilled down to the unit."""
    form = forms.CopyFilter(given)
    asked = forms.cleaned(form)
    found = lists.copies(sent, asked)
    shown = Paginator(found, lists.COPIES_PER_PAGE).get_page(given.get("page"))
    files, whole = queries.files_of(sent), queries.by_level(sent)
    sums = whole[-1] if whole else None
    open_count = sums.delivered + sums.read if sums else 0
    handles = receptions.serves(actor, sent.unit_id)
    return {
        "sent": sent,
        "form": form,
        "asked": asked,
        "is_filtered": any(asked.values()),
        "page": shown,
        "rows": lists.copy_rows(list(shown.object_list)),
        "levels": whole,
        "sums": sums,
        "files": files,
        "open_count": open_count,
        "may_send": handles,
        "may_chase": handles and open_count > 0,
        "unread_count": sums.sent + sums.delivered if sums else 0,
        "shows_sent": bool(sums and sums.sent),
        "shows_nodes": Copy.objects.filter(dispatch=sent, parent=None).exclude(unit__node="").exists(),
        "may_withdraw": handles and bool(sums and sums.sent + sums.delivered),
        "slips": ReplySlip.objects.filter(copy__dispatch=sent, copy__parent=None).count() if sent.asks_slip else 0,
        "is_reply_late": rules.reply_is_late(sent.reply_by, clock.today()),
        "query": given.urlencode(),
    }
