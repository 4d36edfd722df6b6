"""The picture of one stored case."""

from __future__ import annotations

from django.db.models import F
from django.utils.safestring import SafeString

from jinliang.base import clock

from . import versions
from .clock_queries import facts
from .models import Case, Item
from .picture import Visit, picture


def picture_of(case: Case) -> SafeString:
    """SVG and sentences for ``case`` (with its flow_version). Four queries."""
    flow, _ = versions.load(case.flow_version.sha256)
    rows = (
        Item.objects.filter(case=case, kind=Item.Kind.TODO)
        .exclude(state=Item.State.VOID)
        .annotate(name=F("user__name"), place=F("unit__name"), seat=F("post__title"))
        .order_by("pk")
    )
    return picture(flow, [_visit(row) for row in rows], {}, facts(case.pk), case.result)


def _visit(row: Item) -> Visit:
    place = f"{row.place}{row.seat or ''}"  # type: ignore[attr-defined]
    name = row.name  # type: ignore[attr-defined]
    return Visit(
        id=row.pk,
        step=row.step,
        holder=f"{name}（{place}）" if name else place,
        is_open=row.state == Item.State.OPEN,
        is_done=row.state == Item.State.DONE and row.move != "send_back",
        is_back=row.move == "send_back",
        prev=row.prev_id,
        closed_on=row.closed_at.astimezone(clock.CHINA).date() if row.closed_at else None,
        opinion=row.opinion,
    )
