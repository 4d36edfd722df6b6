"""The five tabs of a desk and their counters: straight from partial indexes, seat by seat, no counter cache."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from jinliang.base import clock, direct
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal

from . import versions
from .models import Item

TABS = {"todo": "待办", "doing": "在办", "done": "办结", "toread": "待阅", "mine": "我发起的"}
SORTS = {"due": "urgency DESC, due_on, id", "newest": "id DESC"}
PAGE = 20
# A counter says "999+" beyond this; counting on would cost more than it tells.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Filters:
    """``text`` in the title, ``flow`` and ``step`` keys, ``due`` one of "", "late", "week", ``urgency`` at least;
    ``sort`` "due" (urgent first, then by due date) or "newest"."""

    text: str = ""
    flow: str = ""
    step: str = ""
    due: str = ""
    urgency: int = 0
    sort: str = "due"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. ``item_id`` is the actor's own item; in 在办, 办结 and 我发起的 there is none."""

    item_id: int | None
    case_id: int
    title: str
    number: str
    flow_key: str
    flow_name: str
    steps: tuple[str, ...]
    unit: str
    urgency: int
    status: str
    received_on: date
    due_on: date | None
    at: datetime
    post_id: int | None = None
    is_claimed: bool = False
    is_read: bool = True
    for_name: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Up to 20 rows; ``after`` is what to ask the next page with, "" at the end."""

    rows: list[Row] = field(default_factory=list)
    after: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """What has to be done by a day."""

    item_id: int
    case_id: int
    title: str
    due_on: date
    urgency: int


@dataclass(frozen=True, slots=True)
class Seats:
    """The actor's posts and pools as arrays for the database."""

    posts: list[int]
    units: list[int]
    duties: list[str]
    for_names: dict[int, str]


def seats_of(actor: Actor) -> Seats:
    pools = sorted({(seat.unit_id, duty) for seat in actor.seats for duty in seat.duties})
    own = {seat.post_id for seat in actor.seats if seat.for_user_id is None}
    lent = {seat.post_id: seat.for_user_name for seat in actor.seats if seat.post_id not in own}
    posts = sorted({seat.post_id for seat in actor.seats})
    return Seats(posts, [unit for unit, _ in pools], [duty for _, duty in pools], lent)


DUES = """
SELECT x.id, x.case_id, x.title, x.due_on, x.urgency FROM (
    SELECT i.* FROM unnest(%(posts)s::bigint[]) p(post) CROSS JOIN LATERAL (
        SELECT id, case_id, title, due_on, urgency FROM flow_item WHERE state = 0 AND kind = 0 AND post_id = p.post
            AND due_on BETWEEN %(first)s AND %(last)s LIMIT %(most)s) i
    UNION ALL
    SELECT i.* FROM unnest(%(units)s::bigint[], %(duties)s::text[]) d(unit, duty) CROSS JOIN LATERAL (
        SELECT id, case_id, title, due_on, urgency FROM flow_item WHERE state = 0 AND kind = 0 AND post_id IS NULL
            AND unit_id = d.unit AND duty = d.duty AND due_on BETWEEN %(first)s AND %(last)s LIMIT %(most)s) i
) x ORDER BY x.due_on, x.urgency DESC, x.id LIMIT %(most)s
"""
ITEM_FILTERS = {
    "text": "i.title LIKE %(text)s",
    "flow": "i.flow_key = %(flow)s",
    "step": "i.step = %(step)s",
    "urgency": "i.urgency >= %(urgency)s",
}
DUE = {"late": "i.due_on < %(today)s", "week": "i.due_on <= %(today)s::date + 7"}
AFTER = {
    "due": """(i.urgency < %(a_urgency)s OR i.urgency = %(a_urgency)s
        AND (coalesce(i.due_on, 'infinity'), i.id) > (%(a_due)s::date, %(a_id)s))""",
    "newest": "i.id < %(a_id)s",
}

OWN = """
SELECT i.id, i.case_id, i.step, i.urgency, i.due_on, i.opened_at, i.read_at, i.post_id, i.user_id
FROM flow_item i WHERE i.state = 0 AND i.kind = %(kind)s {where} ORDER BY {order} LIMIT %(limit)s
"""
LIST = """
SELECT i.id, i.case_id, c.title, c.number, c.flow_version_id, i.step, u.name, i.urgency, c.status, c.received_on,
    i.due_on, i.opened_at, i.post_id, i.user_id IS NOT NULL, i.read_at IS NOT NULL
FROM (
    SELECT x.* FROM unnest(%(posts)s::bigint[]) p(post) CROSS JOIN LATERAL ({own}) x
    UNION ALL
    SELECT x.* FROM unnest(%(units)s::bigint[], %(duties)s::text[]) d(unit, duty) CROSS JOIN LATERAL ({pool}) x
    ORDER BY {order} LIMIT %(limit)s
) i JOIN flow_case c ON c.id = i.case_id JOIN org_unit u ON u.id = c.unit_id ORDER BY {outer}
"""
CASES = """
SELECT NULL, i.id, i.title, i.number, i.flow_version_id,
    (SELECT string_agg(DISTINCT o.step, ',') FROM flow_item o WHERE o.case_id = i.id AND o.state = 0 AND o.kind = 0),
    u.name, i.urgency, i.status, i.received_on, i.due_on, coalesce(i.closed_at, i.opened_at), NULL, false, true
FROM flow_case i JOIN org_unit u ON u.id = i.unit_id
WHERE {which} {where} ORDER BY i.id DESC LIMIT %(limit)s
"""
WHICH = {
    "doing": "i.id IN (SELECT case_id FROM flow_part WHERE user_id = %(user)s AND is_open)",
    "done": "i.id IN (SELECT case_id FROM flow_part WHERE user_id = %(user)s AND NOT is_open)",
    "mine": "i.starter_id = %(user)s",
}
STEP_OF_CASE = "EXISTS (SELECT FROM flow_item s WHERE s.case_id = i.id AND s.state = 0 AND s.step = %(step)s)"


# Without a filter: the same list from a function, whose plan is kept, as one text.
FIRST_PAGE = b"SELECT flow_todo_3($1::bigint[], $2::bigint[], $3::text[], $4::smallint)"


def todo(actor: Actor, tab: str = "todo", filters: Filters | None = None, after: str = "") -> Page:
    """One page of a tab. ``after`` comes from the page before; refuses a tab or a mark that is not one of ours."""
    asked = filters or Filters()
    if tab not in TABS or asked.sort not in SORTS or asked.due not in ("", *DUE):
        raise Refusal("没有这个列表", way_out="请从工作台重新进入")
    seats = seats_of(actor)
    given: dict[str, Any] = {
        "posts": seats.posts, "units": seats.units, "duties": seats.duties, "user": actor.user_id, "limit": PAGE + 1,
        "kind": Item.Kind.TOREAD if tab == "toread" else Item.Kind.TODO, "flow": asked.flow, "step": asked.step,
        "urgency": asked.urgency, "today": clock.today(), "text": f"%{like(asked.text)}%", **_after(after),
    }  # fmt: skip
    is_list = tab in ("todo", "toread")
    if is_list and not after and asked == Filters():
        rows = [_row(found, seats) for found in _first_page(seats, given["kind"])]
    else:
        sql = _items_sql(asked, bool(after)) if is_list else _cases_sql(tab, asked, bool(after))
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows = [_row(found, seats) for found in cursor.fetchall()]
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return Page(rows, _mark(rows[-1]) if more else "")


def due_between(actor: Actor, first: date, last: date) -> list[Due]:
    """The open to-dos that fall due on these days, both included, the earliest first; up to a thousand."""
    seats = seats_of(actor)
    given: dict[str, Any] = {
        "posts": seats.posts, "units": seats.units, "duties": seats.duties, "first": first, "last": last, "most": MOST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(DUES, given)
        return [Due(*row) for row in cursor.fetchall()]


def _first_page(seats: Seats, kind: int) -> list[list[Any]]:
    arrays = (_array(map(str, seats.posts)), _array(map(str, seats.units)), _array(seats.duties))
    found = json.loads(direct.ask(FIRST_PAGE, *arrays, str(int(kind))) or "[]")
    for row in found:
        row[9] = date.fromisoformat(row[9])
        row[10] = row[10] and date.fromisoformat(row[10])
        row[11] = datetime.fromisoformat(row[11])
    return found  # type: ignore[no-any-return]


def _array(texts: Iterable[str]) -> str:
    return "{" + ",".join(map(json.dumps, texts)) + "}"


def _items_sql(asked: Filters, is_later: bool) -> str:
    order = SORTS[asked.sort]
    where = "".join(f" AND {text}" for text in _where(asked, asked.sort if is_later else ""))
    own = OWN.format(where=f"AND i.post_id = p.post {where}", order=order)
    pool = OWN.format(where=f"AND i.post_id IS NULL AND i.unit_id = d.unit AND i.duty = d.duty {where}", order=order)
    outer = ", ".join(f"i.{column}" for column in order.split(", "))
    return LIST.format(own=own, pool=pool, order=order, outer=outer)


def _cases_sql(tab: str, asked: Filters, is_later: bool) -> str:
    texts = [STEP_OF_CASE if text == ITEM_FILTERS["step"] else text for text in _where(asked, "newest" * is_later)]
    return CASES.format(which=WHICH[tab], where="".join(f" AND {text}" for text in texts))


def _where(asked: Filters, after: str) -> list[str]:
    texts = [text for name, text in ITEM_FILTERS.items() if getattr(asked, name)]
    return texts + ([DUE[asked.due]] if asked.due else []) + ([AFTER[after]] if after else [])


def like(text: str) -> str:
    """What is typed is searched for as it is."""
    return text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _row(found: Sequence[Any], seats: Seats) -> Row:
    item_id, case_id, title, number, version, steps, unit, urgency, status, received_on, due_on, at = found[:12]
    post_id, is_claimed, is_read = found[12:]
    flow = versions.of_row(version)
    return Row(
        item_id=item_id,
        case_id=case_id,
        title=title,
        number=number,
        flow_key=flow.key,
        flow_name=flow.name,
        steps=tuple(flow.step(key).name for key in (steps or "").split(",") if key),
        unit=unit,
        urgency=urgency,
        status=status,
        received_on=received_on,
        due_on=due_on,
        at=at,
        post_id=post_id,
        is_claimed=is_claimed,
        is_read=is_read,
        for_name=seats.for_names.get(post_id, ""),
    )


def _mark(row: Row) -> str:
    """Where a page ended: urgency, due date, number of the item or the case."""
    due = row.due_on.isoformat() if row.due_on else "infinity"
    return f"{row.urgency}.{due}.{row.item_id or row.case_id}"


def _after(mark: str) -> dict[str, Any]:
    if not mark:
        return {}
    try:
        urgency, due, id = mark.split(".")
        if due != "infinity":
            date.fromisoformat(due)
        return {"a_urgency": int(urgency), "a_due": due, "a_id": int(id)}
    except ValueError as fault:
        raise Refusal("页码不正确", way_out="请从列表第一页重新进入") from fault


COUNT = (
    "SELECT * FROM flow_counters_1(%(posts)s::bigint[], %(units)s::bigint[], %(duties)s::text[], %(user)s, %(most)s)"
)


def counters(actor: Actor) -> dict[str, int]:
    """How many there are in each tab, up to ``MOST``. One query."""
    seats = seats_of(actor)
    given: dict[str, Any] = {"posts": seats.posts, "units": seats.units, "duties": seats.duties}
    given |= {"user": actor.user_id, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, given)
        return dict(zip(TABS, (min(int(number), MOST) for number in cursor.fetchone()), strict=True))


def next_item(actor: Actor, after: int, filters: Filters | None = None) -> int | None:
    """The to-do that follows item ``after`` (just done) in the actor's list, else the first; None when all is done."""
    asked = filters or Filters()
    done = Item.objects.filter(pk=after).only("urgency", "due_on").first()
    mark = f"{done.urgency}.{done.due_on or 'infinity'}.{done.pk}" if done else ""
    for start in dict.fromkeys((mark, "")):
        if rows := todo(actor, "todo", asked, start).rows:
            return rows[0].item_id
    return None
