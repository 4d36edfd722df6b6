from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinliang.base.errors import Refusal
from jinliang.kernel.flow import definition
from jinliang.kernel.flow.declare import Fork, Join
from jinliang.kernel.flow.state import Holder, parent

from .simulation import FLOWS, SELF, Case, conditions_of

STEADY = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
THREE = (Holder(1, 1), Holder(1, 2), Holder(2, 3))


def new_case(data, flow):
    truths = {name: data.draw(st.booleans(), label=name) for name in conditions_of(flow)}
    return Case(flow, truths, THREE[: data.draw(st.integers(1, 3), label="holders")])


def finish(case):
    """Whatever was done before: completing what is open ends the case."""
    for _ in range(500):
        if case.state.status != "running":
            return
        item_id = min(case.state.items)
        case.act(item_id, "complete", case.moves(item_id)[0], SELF)
        case.check()
    raise AssertionError("the case never ends")


@STEADY
@given(FLOWS, st.data())
def test_completing_what_is_open_in_any_order_ends_every_case(flow, data):
    case = new_case(data, flow)
    case.check()
    while case.state.status == "running":
        item_id = data.draw(st.sampled_from(sorted(case.state.items)))
        case.act(item_id, "complete", "ok", SELF)
        case.check()
    assert case.state.marks["open"] == {}


VERBS = ["complete", "complete", "complete", "send_back", "straight", "recall", "refer", "countersign", "drop"]


def do_something(case, data):
    """One verb, with whatever it needs; a refusal leaves the case as it was."""
    verb = data.draw(st.sampled_from(VERBS))
    if verb == "recall":
        if case.closed:
            case.act(data.draw(st.sampled_from(sorted(case.closed))), "recall")
        return
    item_id = data.draw(st.sampled_from(sorted(case.state.items)))
    if verb == "complete":
        case.act(item_id, "complete", data.draw(st.sampled_from(case.moves(item_id))), SELF)
    elif verb in ("send_back", "straight"):
        if earlier := [entry[0] for entry in case.state.marks["held"]]:
            case.act(item_id, "send_back", data.draw(st.sampled_from(earlier)), straight=verb == "straight")
    elif verb == "refer":
        case.act(item_id, "refer", Holder(9, 9))
    elif verb == "countersign":
        case.act(item_id, "countersign", THREE[:2])
    else:
        case.act(item_id, "drop")


@settings(STEADY, max_examples=200)
@given(FLOWS, st.data())
def test_no_order_of_verbs_leaves_a_case_stuck(flow, data):
    case = new_case(data, flow)
    for _ in range(data.draw(st.integers(1, 25))):
        if case.state.status != "running":
            break
        before = case.state
        try:
            do_something(case, data)
        except Refusal:
            assert case.state is before
        case.check()
    finish(case)


@STEADY
@given(FLOWS, st.data())
def test_a_join_fires_once_and_not_before_enough_branches_have_arrived(flow, data):
    case = new_case(data, flow)
    while case.state.status == "running":
        before = case.state.marks["open"]
        item_id = data.draw(st.sampled_from(sorted(case.state.items)))
        case.act(item_id, "complete", "ok", SELF)
        after = case.state.marks["open"]
        for path, record in before.items():
            node = flow.node(record["node"]) if "node" in record else None
            if isinstance(node, Fork) and path not in after:
                assert_was_due(case, flow, before, path, node)
    assert case.state.marks["n"] >= len(case.state.marks["open"])


def assert_was_due(case, flow, before, path, fork):
    join = flow.node(case.places.joins[fork.key])
    assert isinstance(join, Join)
    branches = [record for other, record in before.items() if parent(other) == path]
    missing = sum("by" not in branch for branch in branches)
    # The last act brought one branch in (or closed a group further out, which needs its own count).
    outer = parent(parent(path))
    if outer not in before or outer in case.state.marks["open"] or outer == "0":
        need = join.need or len(branches)
        assert len(branches) - missing + 1 >= min(need, len(branches))


@STEADY
@given(FLOWS, st.data())
def test_what_is_recalled_at_once_is_as_if_it_had_not_been(flow, data):
    case = new_case(data, flow)
    for _ in range(data.draw(st.integers(0, 8))):
        if case.state.status == "running":
            case.act(data.draw(st.sampled_from(sorted(case.state.items))), "complete", "ok", SELF)
    if case.state.status != "running":
        return
    before = picture(case)
    item_id = data.draw(st.sampled_from(sorted(case.state.items)))
    case.act(item_id, "complete", "ok", SELF)
    if case.state.status == "running":
        case.act(item_id, "recall")
        case.check()
        assert picture(case) == before


def picture(case):
    """The open items and scopes, without the numbers of rows."""
    open_ = {path: {key: value for key, value in record.items() if key != "by"} | {"arrived": "by" in record}
             for path, record in case.state.marks["open"].items()}  # fmt: skip
    return sorted((item.step, item.scope, item.holder.plain()) for item in case.state.items.values()), open_


@STEADY
@given(FLOWS)
def test_a_flow_survives_being_written_down(flow):
    again = definition.from_json(definition.to_json(flow))
    assert again == flow
    assert definition.digest(again) == definition.digest(flow)
