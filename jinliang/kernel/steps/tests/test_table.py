"""Whatever an office writes into its table: what may be published never leaves a case stuck."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinliang.base.errors import Refusal
from jinliang.kernel.flow.checking import check
from jinliang.kernel.flow.declare import (
    STARTER,
    Choice,
    Find,
    Fork,
    Join,
    Mode,
    Move,
    Rule,
    Step,
    Who,
    chosen,
    duty,
    held,
    home,
    ways,
)  # fmt: skip
from jinliang.kernel.flow.rehearsal import Rehearsal
from jinliang.kernel.flow.state import Holder
from jinliang.kernel.flow.tests.simulation import Case
from jinliang.kernel.flow.variation import faults, is_own
from jinliang.kernel.steps import table

from .office import CHIEF, CLERK, LATITUDE, PAPER

STEADY = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=45)
TWO = (Holder(1, 2), Holder(1, 3))


def own(flow, *kinds):
    return [node.key for node in flow.nodes if is_own(node.key) and isinstance(node, kinds or Step)]


def insert(flow, data):
    place = data.draw(st.sampled_from(list(table.places(flow, LATITUDE))), label="place")
    flow, _ = table.insert(flow, LATITUDE, place.key, data.draw(st.sampled_from(list(table.KINDS))), table.own_key())
    for key in own(flow):
        if flow.node(key).who == Who(Find.DUTY):
            flow = table.change(flow, replace(flow.node(key), who=duty(CHIEF.key)))
    return flow


def give(flow, data):
    step = flow.node(data.draw(st.sampled_from(own(flow))))
    before = data.draw(st.sampled_from([one.key for one in flow.steps]))
    whos = [duty(CLERK.key), home(CHIEF.key), STARTER, chosen(), chosen(CHIEF.key), held(before)]
    step = replace(step, who=data.draw(st.sampled_from(whos)), mode=data.draw(st.sampled_from(list(Mode))))
    return table.change(flow, replace(step, quorum=data.draw(st.integers(0, 2)) if step.mode is not Mode.ONE else 0))


def send(flow, data):
    step = flow.node(data.draw(st.sampled_from([*own(flow), "check", "draft"])))
    goal = data.draw(st.sampled_from([node.key for node in flow.nodes]))
    if data.draw(st.booleans()):
        return table.change(flow, replace(step, moves=(*step.moves, Move(table.own_key(), table.own_key(), goal))))
    at = data.draw(st.integers(0, len(step.moves) - 1))
    moves = [replace(move, to=goal) if number == at else move for number, move in enumerate(step.moves)]
    return table.change(flow, replace(step, moves=tuple(moves)))


def drop(flow, data):
    key = data.draw(st.sampled_from([*own(flow, Step, Choice, Fork, Join), "ask"]))
    return table.drop(flow, PAPER, LATITUDE, key)


def join(flow, data):
    node = flow.node(data.draw(st.sampled_from(own(flow, Join) or ["check"])))
    rule = data.draw(st.sampled_from(list(Rule)))
    number = data.draw(st.integers(1, 3)) if rule is Rule.QUORUM else 0
    return table.change(flow, replace(node, rule=rule, quorum=number)) if isinstance(node, Join) else flow


def widen(flow, data):
    forks = own(flow, Fork)
    return table.add_way(flow, data.draw(st.sampled_from(forks)), "另一科") if forks else flow


def asked(flow, key):
    """Whether the page of a case lets the sender choose the next holders."""
    node = flow.node(key)
    if isinstance(node, Step):
        return node.who.find is Find.CHOSEN
    return isinstance(node, Choice | Fork) and any(asked(flow, way) for way in ways(node))


def far(flow):
    """node -> how many ways to the nearest end."""
    found, left = {node.key: 0 for node in flow.nodes if not ways(node)}, True
    while left:
        more = {
            node.key: 1 + min(found[way] for way in ways(node) if way in found)
            for node in flow.nodes
            if node.key not in found and any(way in found for way in ways(node))
        }
        found |= more
        left = more
    return found


class Try(Case):
    def __init__(self, flow, data):
        self.far = far(flow)
        Rehearsal.__init__(self, flow, Holder(1, 1), data)

    def go(self, item_id, move):
        opens = LATITUDE.open.get((self.state.items[item_id].step, move.key), True)
        self.to = TWO[: self.width(move.to)] if opens and asked(self.flow, move.to) else ()
        self.act(item_id, "complete", move.key, Holder(1, 1))
        self.check()

    def width(self, key):
        """A step of one holder is given one."""
        node = self.flow.node(key)
        if isinstance(node, Step):
            return 1 if node.who.find is Find.CHOSEN and node.mode is Mode.ONE else 2
        return min(self.width(way) for way in ways(node)) if isinstance(node, Choice | Fork) else 2

    def steps_of(self, item_id):
        return self.flow.step(self.state.items[item_id].step).moves

    def finish(self):
        for _ in range(120):
            if self.state.status != "running":
                return
            item_id = min(self.state.items)
            self.go(item_id, min(self.steps_of(item_id), key=lambda move: self.far[move.to]))
        raise AssertionError("the case never ends")


def edited(data):
    flow = insert(PAPER, data)
    for _ in range(data.draw(st.integers(0, 5), label="edits")):
        acts = [insert, insert, give, send, drop, join, widen] if own(flow) else [insert, drop]
        try:
            flow = data.draw(st.sampled_from(acts))(flow, data)
        except Refusal:
            continue
    return flow


@STEADY
@given(st.data())
def test_what_may_be_published_leaves_no_case_stuck(data):
    flow = edited(data)
    if faults(PAPER, LATITUDE, flow):
        return
    case = Try(flow, {"kind": data.draw(st.sampled_from(["letter", "request"]))})
    for _ in range(data.draw(st.integers(0, 12), label="acts")):
        if case.state.status != "running":
            break
        item_id = data.draw(st.sampled_from(sorted(case.state.items)))
        case.go(item_id, data.draw(st.sampled_from(case.steps_of(item_id))))
    case.finish()
    assert [entry[0] for entry in case.state.marks["held"]].count("sign") == 1, "signed before it ends"


@STEADY
@given(st.data())
def test_each_single_click_on_a_sound_table_leaves_it_sound(data):
    flow = insert(PAPER, data)
    assert faults(PAPER, LATITUDE, flow) == []
    check(flow)
    flow = insert(flow, data)
    assert faults(PAPER, LATITUDE, flow) == []
    key = data.draw(st.sampled_from(own(flow, Step, Choice, Fork, Join)))
    assert [str(one) for one in faults(PAPER, LATITUDE, table.drop(flow, PAPER, LATITUDE, key))] == []
