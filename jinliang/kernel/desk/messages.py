"""What happens in cases reaches the people concerned: a notice, and their open desks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from jinliang.base.actor import SYSTEM
from jinliang.kernel.flow.models import Item
from jinliang.kernel.notices.registry import NoticeKind
from jinliang.kernel.notices.services import notify, refresh
from jinliang.kernel.org import queries as org
from jinliang.kernel.outbox.registry import Row, handles

NEW_ITEM = NoticeKind("desk.item", "新的待办")
NEW_COPY = NoticeKind("desk.copy", "新的待阅")
CHASED = NoticeKind("desk.chased", "催办", channels=("page", "sms"))


@handles("flow.item_opened")
def item_opened(rows: list[Row]) -> None:
    found = _open_items(id for row in rows for id in row.payload["items"])
    for item, users in found:
        kind = NEW_COPY if item.kind == Item.Kind.TOREAD else NEW_ITEM
        notify(kind.key, users, f"{kind.name}：{item.title}", _address(item), urgent=item.urgency > 1, by=SYSTEM)
    refresh({user for _, users in found for user in users})


@handles("flow.pool_changed")
def pool_changed(rows: list[Row]) -> None:
    """Somebody took an item out of a pool, or gave it back: the others' open desks fetch themselves anew."""
    pools = {(row.payload["unit"], row.payload["duty"]) for row in rows}
    refresh({holder.user_id for unit_id, duty in pools for holder in org.holders(unit_id, duty)})


@handles("flow.chased")
def chased(rows: list[Row]) -> None:
    for row in rows:
        for item, users in _open_items(row.payload["items"]):
            body = f"{row.payload['by']['name']}：{row.payload['text']}"
            notify(CHASED.key, users, f"催办：{item.title}", _address(item), body=body, urgent=True, by=SYSTEM)


def _address(item: Item) -> str:
    return f"/cases/{item.case_id}/?item={item.pk}"


def _open_items(ids: Iterable[int]) -> list[tuple[Item, set[int]]]:
    """Items that are still open, each with the users at whose posts or with whose duty it lies."""
    items = list(Item.objects.filter(pk__in=list(ids), state=Item.State.OPEN))
    seated = org.holders_of_posts({item.post_id for item in items if item.post_id})
    pools: dict[tuple[int, str], set[int]] = defaultdict(set)
    for unit_id, duty in {(item.unit_id, item.duty) for item in items if not item.post_id}:
        pools[unit_id, duty] = {holder.user_id for holder in org.holders(unit_id, duty)}
    return [
        (item, {holder.user_id for holder in seated.get(item.post_id, [])})
        if item.post_id
        else (item, pools[item.unit_id, item.duty])
        for item in items
    ]
