"""How a case moves: from a state and an act to a plan. Pure functions of the flow; the database is not asked.

``Walk`` carries out one act on a copy of the state. The verbs are methods; ``plan()`` is what they come to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jinliang.base.errors import Refusal

from .checking import ANY_BRANCH, Map, Nest
from .conditions import holds
from .declare import Choice, End, Find, Flow, Fork, Join, Mode, Service, Step
from .state import ROOT, Holder, Item, Plan, Seek, State, Status, holder_from, item_from, parent, under, within
from .voting import agreed, last_declared


class Walk:
    """One act. ``item`` is the to-do acted on (none when a case starts); ``to`` the holders whom the actor chose,
    ``seek`` who else knows them."""

    def __init__(
        self,
        flow: Flow,
        places: Map,
        state: State,
        item: Item | None,
        to: Sequence[Holder] = (),
        seek: Seek | None = None,
    ) -> None:
        self.flow, self.places, self.before, self.item = flow, places, state, item
        self.to, self.seek = tuple(to), seek
        self.number: int = state.marks["n"]
        self.scopes: dict[str, dict[str, Any]] = dict(state.marks["open"])
        self.held: list[list[Any]] = list(state.marks["held"])
        self.rounds: dict[str, int] = dict(state.marks["rounds"])
        self.items = dict(state.items)
        self.status: Status = state.status
        self.closed: Item | None = None
        self.tasks: list[str] = []
        self.top = item.scope if item else ROOT
        self.result, self.opened = "", 0
        # The steps entered whose holders are named, by the sender or by who held them before.
        self.named: list[tuple[Step, Sequence[Holder]]] = []

    # -- the verbs -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        self.enter(self.flow.start, ROOT)

    def complete(self, move: str, holder: Holder) -> None:
        """``holder`` is the seat in which the actor did it."""
        item = self.close()
        self.note_held(item, holder)
        group = parent(item.scope)
        if self.is_step_group(group):
            self.mark(item.scope, item, move)
            self.decide(group)
        elif item.back is not None:
            self.restore(self.before.past[item.back])
        else:
            self.go(self.flow.step(item.step).move(move).to, item.scope)  # type: ignore[union-attr]

    def send_back(self, step: str, *, straight: bool) -> None:
        """Into a new round of an earlier step; what is open beside the item in that step's scope ends."""
        item = self.close()
        entry = next((entry for entry in self.held if entry[0] == step), None)
        if entry is None or step == item.step:
            raise Refusal("不能退回到这个环节", "只能退回到本件已经办理过的环节")
        at = self.make_way(step, item)
        inside = self.places.nests[step][: len(self.nest(at))]
        kept = self.held.index(entry) + 1
        later = [late[0] for late in self.held[kept:] if self.places.nests[late[0]][: len(inside)] == inside]
        self.rounds |= {name: self.last_round(name) for name in later}
        self.held = [old for old in self.held if old[0] not in later]
        at = self.dig(step, at)
        holders = [holder_from(text) for text in entry[2:]]
        self.open_step(self.flow.step(step), at, holders, back=item.id if straight else None)

    def recall(self) -> None:
        """Take back one's own act while nobody has read what came of it."""
        item = self.item
        assert item is not None
        at = item.undo["at"] if item.undo else item.scope
        came = [other for other in self.items.values() if within(other.scope, at)]
        own_mark = self.scopes.get(at, {}).get("by") == item.id
        if (at != ROOT and at not in self.scopes) or not (came or own_mark):
            raise Refusal("不能撤回", "后面的环节已经办理")
        if any(other.prev != item.id or other.is_read or other.user for other in came):
            raise Refusal("不能撤回", "下一环节已经有人阅看或办理", "请与对方联系，由对方退回")
        known = item.undo["scopes"] if item.undo else {}
        arrived = {path: record["by"] for path, record in self.scopes.items() if under(path, at) and "by" in record}
        if any(by != item.id and known.get(path, {}).get("by") != by for path, by in arrived.items()):
            raise Refusal("不能撤回", "后面的环节已经有人办理")
        self.top = at
        if own_mark:
            self.scopes[at] = {key: value for key, value in self.scopes[at].items() if key == "via"}
        self.restore(item, again=False)

    def refer(self, holder: Holder) -> None:
        item = self.close()
        self.add(replace(item, holder=holder, prev=item.id, user=None, is_read=False))

    def countersign(self, holders: Sequence[Holder]) -> None:
        """Ask others to sign too: in a step of one holder they give an opinion and he still decides."""
        item = self.item
        assert item is not None
        group = parent(item.scope)
        if not self.is_step_group(group):
            group = self.new(item.scope, {})
            branch = self.new(group, {})
            self.scopes[group] = {"node": item.step, "lead": branch}
            self.items[item.id] = replace(item, scope=branch)
        for holder in holders:
            self.open_branch(group, holder, item.round, added_by=item.id)

    def drop(self) -> None:
        """Take a countersigner's open item back; the join is checked again."""
        item = self.item
        assert item is not None
        group = parent(item.scope)
        branches = self.branches(group) if self.is_step_group(group) else []
        if len(branches) < 2 or self.scopes[group].get("lead") == item.scope:
            raise Refusal("不能减签", "本环节至少要有一位办理人", "可以改用转办")
        del self.items[item.id], self.scopes[item.scope]
        self.decide(group)

    def stop(self, status: Status) -> None:
        """End the case without reaching an end."""
        self.clear(ROOT)
        self.status = status

    # -- passing through nodes -------------------------------------------------------------------------------------

    def go(self, key: str, at: str) -> None:
        """Along a way from ``at``; a way out of a fork without its join ends what is open in the fork."""
        depth = len(self.places.nests[key])
        chain = self.chain(at)
        if len(chain) > depth:
            at = chain[depth - 1][2] if depth else ROOT
            self.clear(at)
        self.enter(key, at)

    def enter(self, key: str, at: str) -> None:
        match self.flow.node(key):
            case Step() as step:
                self.open_step(step, at, self.find(step))
            case Choice() as choice:
                data = self.before.data
                ways = (branch.to for branch in choice.branches if holds(branch.when, data))
                self.go(next(ways, choice.otherwise), at)
            case Service() as service:
                self.tasks.append(service.task)
                self.go(service.to, at)
            case Fork() as fork:
                self.fork(fork, at)
            case Join():
                self.mark(at, self.item, "")
                self.decide(parent(at))
            case End() as end:
                self.clear(ROOT)
                self.status, self.result = "done", end.result

    def fork(self, fork: Fork, at: str) -> None:
        join = self.flow.node(self.places.joins[fork.key]) if fork.key in self.places.joins else None
        need = join.need if isinstance(join, Join) else 0
        group = self.new(at, {"node": fork.key} | ({"need": need} if need else {}))
        chosen = [way for way, branch in enumerate(fork.branches) if holds(branch.when, self.before.data)]
        ways = chosen or [fork.otherwise]
        # All branches exist before the first is entered: one that goes right to the join must not close the group.
        paths = [self.new(group, {"via": way}) for way in ways]
        for way, path in zip(ways, paths, strict=True):
            if path in self.scopes:
                self.go(fork.branches[way].to, path)

    def find(self, step: Step) -> list[Holder]:
        """The holders of a step that is entered."""
        who, data = step.who, self.before.data
        if who.find is Find.STARTER:
            found = [self.before.starter]
        elif who.find is Find.HOME:
            found = [Holder(self.before.starter.unit, None, who.duty)]
        elif who.find is Find.HELD:
            found = [holder_from(entry[-1]) for entry in self.held if entry[0] == who.step]
        elif who.find is Find.CHOSEN:
            found = list(self.seek(step, self.to) if self.seek else self.to)
        else:
            units = data.get(who.unit) if who.unit else self.before.unit
            found = [Holder(unit, None, who.duty) for unit in (units if isinstance(units, list) else [units]) if unit]
        if not found:
            raise Refusal(f"请选择“{step.name}”的办理人", field="to")
        return found

    def open_step(self, step: Step, at: str, holders: Sequence[Holder], *, back: int | None = None) -> None:
        if any(holder.post is None and not holder.duty for holder in holders):
            raise Refusal(f"“{step.name}”没有办理岗位", "发起人没有岗位，不能交回发起人")
        if step.mode is Mode.ONE and len(holders) > 1:
            raise Refusal(f"“{step.name}”只能选择一位办理人", way_out="其他人可以加签或传阅", field="to")
        if step.who.find is Find.CHOSEN:
            self.named.append((step, holders))
        turn = self.last_round(step.key) + 1
        if turn > 1:
            self.rounds[step.key] = turn
        if step.mode is Mode.ONE:
            self.add(Item(0, step.key, at, holders[0], turn, back=back))
            return
        holders = list(dict.fromkeys(holders))
        now, later = (holders, []) if step.mode is Mode.PARALLEL else (holders[:1], holders[1:])
        record: dict[str, Any] = {"node": step.key, "step": True}
        record |= {"queue": [holder.text() for holder in later]} if later else {}
        group = self.new(at, record | ({"back": back} if back is not None else {}))
        for holder in now:
            self.open_branch(group, holder, turn)

    # -- arriving ----------------------------------------------------------------------------------------------

    def decide(self, group: str) -> None:
        """Close the group if enough of its branches have arrived; called whenever one arrived or was dropped."""
        record = self.scopes[group]
        branches = [self.scopes[path] for path in self.branches(group)]
        arrived = [branch for branch in branches if "by" in branch]
        is_full = len(arrived) == len(branches)
        if self.is_step_group(group):
            self.decide_step(group, record, arrived, is_full)
        elif is_full or (record.get("need") and len(arrived) >= record["need"]):
            join = self.flow.node(self.places.joins[record["node"]])
            assert isinstance(join, Join)
            self.leave(group, join.to)

    def decide_step(self, group: str, record: dict[str, Any], arrived: list[dict[str, Any]], is_full: bool) -> None:
        step = self.flow.step(record["node"])
        if lead := record.get("lead"):
            vote = self.scopes[lead] if is_full else None
        else:
            vote = agreed(step, arrived)
            if vote is None and record.get("queue"):
                if is_full:
                    self._touch(parent(group))
                    first, *rest = record["queue"]
                    self.scopes[group] = record | {"queue": rest}
                    self.open_branch(group, holder_from(first), self.rounds.get(step.key, 1))
            elif vote is None and is_full:
                vote = last_declared(step, arrived)
        if vote is None:
            return
        self.to = tuple(holder_from(text) for text in vote.get("to", ()))
        back = vote.get("back", record.get("back"))
        if back is not None:
            self.restore(self.before.past[back])
        else:
            self.leave(group, step.move(vote["move"]).to)  # type: ignore[union-attr]

    def leave(self, group: str, to: str) -> None:
        self.shut(group)
        self.go(to, parent(group))

    def mark(self, path: str, item: Item | None, move: str) -> None:
        note: dict[str, Any] = {"by": item.id if item else 0}
        if move:
            note["move"] = move
            note |= {"to": [holder.text() for holder in self.to]} if self.to else {}
        if item and move and item.back is not None:
            note["back"] = item.back
        self.scopes[path] = self.scopes[path] | note

    # -- scopes and items ----------------------------------------------------------------------------------------

    def is_step_group(self, path: str) -> bool:
        record = self.scopes.get(path)
        return record is not None and ("step" in record or "lead" in record)

    def branches(self, group: str) -> list[str]:
        return [path for path in self.scopes if parent(path) == group]

    def chain(self, at: str) -> list[tuple[str, int, str]]:
        """The forks around a scope, outermost first: (fork, branch, the branch's path). Shared steps do not count."""
        parts, found = at.split("."), []
        for depth in range(3, len(parts) + 1, 2):
            path = ".".join(parts[:depth])
            if "via" in self.scopes[path]:
                found.append((self.scopes[parent(path)]["node"], self.scopes[path]["via"], path))
        return found

    def nest(self, at: str) -> Nest:
        return tuple((fork, way) for fork, way, _ in self.chain(at))

    def make_way(self, step: str, item: Item) -> str:
        """End all that is open in the deepest scope that ``step`` and ``item`` share; answer that scope."""
        chain = self.chain(item.scope)
        wanted = self.places.nests[step]
        shared = 0
        while shared < min(len(chain), len(wanted)) and chain[shared][:2] == wanted[shared]:
            shared += 1
        if shared < min(len(chain), len(wanted)) and chain[shared][0] == wanted[shared][0]:
            raise Refusal("不能退回到这个环节", "它在并行的另一路，不在本路之前", "请退回到分路之前的环节")
        at = chain[shared - 1][2] if shared else ROOT
        self.clear(at)
        return at

    def dig(self, step: str, at: str) -> str:
        """Open the forks around ``step`` again, each with this one branch: the others have been through."""
        for fork, way in self.places.nests[step][len(self.nest(at)) :]:
            assert way != ANY_BRANCH
            at = self.new(self.new(at, {"node": fork}), {"via": way})
        return at

    def new(self, at: str, record: dict[str, Any]) -> str:
        self.number += 1
        path = f"{at}.{self.number}"
        self.scopes[path] = record
        return path

    def open_branch(self, group: str, holder: Holder, turn: int, added_by: int | None = None) -> None:
        step = self.scopes[group]["node"]
        self.add(Item(0, step, self.new(group, {}), holder, turn, added_by=added_by))

    def add(self, item: Item) -> None:
        """Open an item that the act itself brings about."""
        self.put(replace(item, prev=self.item.id if self.item else None))

    def put(self, item: Item) -> None:
        self.opened -= 1
        self.items[self.opened] = replace(item, id=self.opened)

    def close(self) -> Item:
        assert self.item is not None
        self.closed = self.items.pop(self.item.id)
        return self.closed

    def shut(self, group: str) -> None:
        """End a group and everything in it."""
        self._touch(parent(group))
        self.items = {id: item for id, item in self.items.items() if not within(item.scope, group)}
        self.scopes = {path: record for path, record in self.scopes.items() if not within(path, group)}

    def clear(self, at: str) -> None:
        """End everything in ``at``, but not the scope itself."""
        self._touch(at)
        self.items = {id: item for id, item in self.items.items() if not within(item.scope, at)}
        self.scopes = {path: record for path, record in self.scopes.items() if not under(path, at)}

    def _touch(self, at: str) -> None:
        if len(at) < len(self.top):
            self.top = at

    def restore(self, past: Item, *, again: bool = True) -> None:
        """Put back what the act of ``past`` replaced: ``again`` in a new round, else as if it had not been."""
        undo = past.undo or {"at": past.scope, "scopes": {}, "items": [past.plain()]}
        self.clear(undo["at"])
        self.scopes |= undo["scopes"]
        known = {entry[0] for entry in self.held}
        self.held += [entry for entry in undo.get("held", ()) if entry[0] not in known]
        for kept in undo["items"]:
            item = item_from(kept, 0)
            if not again:
                self.put(item)
                continue
            self.rounds[item.step] = turn = max(item.round + 1, self.last_round(item.step))
            self.add(replace(item, round=turn))

    def note_held(self, item: Item, holder: Holder) -> None:
        """Remember who did a step: all of a shared step's holders of one round, but no one who only gave an opinion."""
        record = self.scopes.get(parent(item.scope), {})
        if item.added_by is not None and "lead" in record:
            return
        old = next((entry for entry in self.held if entry[0] == item.step), None)
        others = old[2:] if old and old[1] == item.round and "step" in record else []
        self.held = [entry for entry in self.held if entry is not old]
        self.held.append([item.step, item.round, *(one for one in others if one != holder.text()), holder.text()])

    def last_round(self, step: str) -> int:
        seen = next((entry[1] for entry in self.held if entry[0] == step), 0)
        return max(self.rounds.get(step, 0), seen)

    # -- the result ------------------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        before = self.before.items
        gone = self.closed.id if self.closed else None
        voided = [id for id in before if id not in self.items and id != gone]
        closed = replace(self.closed, undo=self._undo()) if self.closed else None
        marks = {"n": self.number, "open": self.scopes, "held": self.held, "rounds": self.rounds}
        opened = [item for id, item in self.items.items() if id < 0]
        moved = [item for id, item in self.items.items() if id > 0 and item.scope != before[id].scope]
        return Plan(self.status, self.result, marks, closed, voided, opened, moved, self.tasks)

    def _undo(self) -> dict[str, Any] | None:
        """What a recall, or a straight return, would have to put back; nothing to note if it is only the item."""
        marks = self.before.marks
        scopes = {path: record for path, record in marks["open"].items() if under(path, self.top)}
        items = [item.plain() for item in self.before.items.values() if within(item.scope, self.top)]
        known = {entry[0] for entry in self.held}
        lost = [entry for entry in marks["held"] if entry[0] not in known]
        alone = self.closed is not None and self.top == self.closed.scope
        if alone and not scopes and len(items) == 1 and not lost:
            return None
        return {"at": self.top, "scopes": scopes, "items": items} | ({"held": lost} if lost else {})
