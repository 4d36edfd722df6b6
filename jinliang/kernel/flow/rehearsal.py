"""A case in memory: the engine's plans carried out without a database. For trying a flow out, and for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .checking import check
from .declare import Flow
from .engine import Walk
from .state import Holder, Item, Plan, State


class Rehearsal:
    """What the database would keep of a case: open items, closed ones, the marks. It begins at once."""

    def __init__(
        self, flow: Flow, starter: Holder, data: Mapping[str, Any] | None = None, to: Sequence[Holder] = ()
    ) -> None:
        self.flow, self.places, self.to = flow, check(flow), tuple(to)
        self.state = State(starter.unit, starter, data=dict(data or {}))
        self.closed: dict[int, Item] = {}
        self.result = ""
        self.next_id = 1
        self.act(None, "start")

    def act(self, item_id: int | None, verb: str, *args: Any, **named: Any) -> Plan:
        """One verb of ``Walk`` on an item, with the holders that stand in ``to``; a refusal changes nothing."""
        item = self.state.items.get(item_id or 0) or self.closed.get(item_id or 0)
        self.state.past = dict(self.closed)
        walk = Walk(self.flow, self.places, self.state, item, self.to)
        getattr(walk, verb)(*args, **named)
        plan = walk.plan()
        self._carry_out(plan)
        return plan

    def _carry_out(self, plan: Plan) -> None:
        items = dict(self.state.items)
        if plan.closed:
            del items[plan.closed.id]
            self.closed[plan.closed.id] = plan.closed
        for item_id in plan.voided:
            del items[item_id]
        for item in plan.moved:
            items[item.id] = item
        for item in plan.opened:
            items[self.next_id] = replace(item, id=self.next_id)
            self.next_id += 1
        before, self.result = self.state, plan.result
        self.state = State(before.unit, before.starter, plan.status, before.data, plan.marks, items)
