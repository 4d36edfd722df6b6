"""In which of his seats does an actor hold an item? And the refusals when he does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from jinliang.base.actor import Actor, ActorKind, Seat
from jinliang.base.clock import CHINA
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.registry import name_of

from . import sight
from .models import Case, Item
from .reading import Snapshot
from .state import Holder
from .state import Item as Todo

To = Sequence[int | Holder]


def holders(to: To) -> list[Holder]:
    """Posts by their id, or holders as they are; refuses a post that is gone."""
    wanted = {one for one in to if isinstance(one, int)}
    found = org.units_of_posts(wanted) if wanted else {}
    if len(found) < len(wanted):
        raise Refusal("所选岗位不存在或已撤销", way_out="请重新选择办理人", field="to")
    return [Holder(found[one], one) if isinstance(one, int) else one for one in to]


def holds(seat: Seat, item: Todo) -> bool:
    """The item lies on this post, or with all who hold a duty that this seat has in its unit."""
    if item.holder.post is not None:
        return seat.post_id == item.holder.post
    return seat.unit_id == item.holder.unit and item.holder.duty in seat.duties


def seats_for(by: Actor, item: Todo) -> list[Seat]:
    """The seat he acts in first, then his own, then those delegated to him."""
    found = [seat for seat in by.seats if holds(seat, item)]
    return sorted(found, key=lambda seat: (seat != by.seat, seat.for_user_id is not None))


def in_seat(by: Actor, snapshot: Snapshot, *, duty: str = "") -> Actor:
    """``by`` in the seat in which he holds the open item, with ``duty`` besides; refuses everybody else."""
    item = open_item(by, snapshot)
    if by.kind is ActorKind.SYSTEM:
        return by
    seats = seats_for(by, item)
    if item.user is not None and item.user not in {by.user_id, *(seat.for_user_id for seat in seats)}:
        require_sight(by, snapshot.case)
        names = org.user_names([item.user])
        raise Conflict(f"该事项已由{names[item.user]}签收", way_out="请与其联系，由其办理或退签")
    if not seats:
        require_sight(by, snapshot.case)
        raise NotAllowed("该事项不在您的岗位上", way_out="请由承办岗位办理，或请其转办给您")
    able = [seat for seat in seats if not duty or duty in seat.duties]
    if not able:
        raise NotAllowed(f"这一动作需要“{name_of(duty)}”职责", way_out="请转办给有此职责的岗位")
    return by if able[0] is by.seat else replace(by, seat=able[0])


def open_item(by: Actor, snapshot: Snapshot) -> Todo:
    """The item acted on, while it is open and the case is running."""
    item, row = snapshot.item, snapshot.row
    if item is None or row is None:
        raise Missing
    if row["state"] != Item.State.OPEN:
        require_sight(by, snapshot.case)
        raise already(row)
    if snapshot.case.status != Case.Status.RUNNING:
        require_sight(by, snapshot.case)
        raise Conflict(f"该件{Case.Status(snapshot.case.status).label}，不能办理", way_out="恢复办理后再操作")
    return item


def already(row: dict[str, object]) -> Conflict:
    """Who was faster, and when."""
    when = f"{datetime.fromisoformat(str(row['closed_at'])).astimezone(CHINA):%m月%d日 %H:%M}"
    user_id = row["user_id"]
    if row["state"] == Item.State.VOID or not isinstance(user_id, int):
        return Conflict(f"该事项已于{when}取消", "本件已被退回、撤回或由他人办结", "请刷新查看当前环节")
    return Conflict(f"该事项已由{org.user_names([user_id])[user_id]}于{when}办理", way_out="请刷新查看当前环节")


def own_past_item(by: Actor, snapshot: Snapshot) -> Actor:
    """The actor as he did the closed item that he now wants to take back."""
    row, case = snapshot.row, snapshot.case
    if row is None:
        raise Missing
    require_sight(by, case)
    if row["state"] != Item.State.DONE or row["kind"] != Item.Kind.TODO:
        raise Refusal("不能撤回", "这一事项还没有办理，或已经取消")
    if by.kind is not ActorKind.SYSTEM and row["user_id"] != by.user_id:
        raise NotAllowed("只能撤回自己办理的事项")
    if case.status != Case.Status.RUNNING:
        raise Conflict(f"该件{Case.Status(case.status).label}，不能撤回")
    seats = [seat for seat in by.seats if seat.post_id == row["post_id"]]
    return replace(by, seat=seats[0]) if seats else by


def require_sight(by: Actor, case: Case) -> None:
    if not sight.is_visible(by, case.pk):
        raise Missing
