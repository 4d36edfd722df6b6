"""BPMN 2.0: what is written is read back the same; what a table cannot say is refused by name."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from jinliang.base.days import Period
from jinliang.base.errors import Refusal
from jinliang.kernel.flow.declare import (
    STARTER,
    Branch,
    Choice,
    Condition,
    End,
    Find,
    Flow,
    Fork,
    Join,
    Mode,
    Move,
    Operator,
    Rule,
    Service,
    Step,
    Who,
    chosen,
    duty,
    held,
    home,
)
from jinliang.kernel.flow.tests.simulation import FLOWS
from jinliang.kernel.flow.variation import faults
from jinliang.kernel.steps import queries, table
from jinliang.kernel.steps.bpmn.parsing import MOST_BYTES, parse
from jinliang.kernel.steps.bpmn.reading import read
from jinliang.kernel.steps.bpmn.words import DI, MODEL, rows_from, written
from jinliang.kernel.steps.bpmn.writing import write

from .office import CHIEF, CLERK, LATITUDE, PAPER

STEADY = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=25)
OTHER = Flow("random.flow", "随机", "start", (Step("start", "别的", STARTER, (Move("m", "办", "e"),)), End("e")))


def file(flow):
    return write(flow, lambda step: queries.who_words(flow, step))


def as_own(flow):
    """The flow with keys as a table gives them."""
    keys = {node.key: f"x_{node.key}" for node in flow.nodes}
    nodes = []
    for node in flow.nodes:
        for old, new in keys.items():
            node = table.leading(node, old, new)
        if isinstance(node, Step):
            node = replace(node, moves=tuple(replace(move, key=f"x_{move.key}") for move in node.moves))
        nodes.append(replace(node, key=keys[node.key]))
    return replace(flow, start=keys[flow.start], nodes=tuple(nodes))


@STEADY
@given(FLOWS)
def test_what_is_written_is_read_back_the_same(flow):
    flow = as_own(flow)
    assert read(file(flow), OTHER) == flow


RICH = Flow(
    "random.flow", "随机", "x_a",
    (
        Step(
            "x_a", "甲“引号”<&>", duty("stepstest.clerk", unit="office"),
            (Move("x_m", "去", "x_c", "stepstest.chief", ("opinion", "outcome:结果")), Move("x_n", "回", "x_a")),
            period=Period(3, "某规则\n第一条", is_working=False), forbids=("send_back", "refer"),
        ),
        Choice(
            "x_c",
            (
                Branch("x_f", (Condition("kind", Operator.IN, ("a and b", "c")), Condition("n", Operator.AT_LEAST, 3))),
                Branch("x_q", (Condition("kind", Operator.EMPTY),)),
            ),
            "x_s",
        ),
        Fork("x_f", (Branch("x_h", (Condition("ok", Operator.IS, True),)), Branch("x_v")), otherwise=1),
        Step("x_h", "乙", held("x_a"), (Move("x_m", "好", "x_j"),)),
        Step("x_v", "丙", chosen(), (Move("x_m", "好", "x_j"),), Mode.PARALLEL, quorum=2),
        Join("x_j", "x_q", Rule.QUORUM, 1),
        Step("x_q", "丁", home("stepstest.chief"), (Move("x_m", "好", "x_s"),), Mode.ONE),
        Service("x_s", "flowtest.number", "x_e"),
        End("x_e", "办结"),
    ),
)  # fmt: skip


def test_everything_that_a_table_can_say_survives():
    assert read(file(RICH), OTHER) == RICH
    content = file(RICH).decode()
    assert "inclusiveGateway" in content
    assert 'isSequential="true"' not in content


def test_each_element_has_its_place_in_the_drawing_and_none_lie_on_each_other():
    root = parse(file(PAPER))
    process = root.find(f"{{{MODEL}}}process")
    ids = {one.get("id") for one in process if one.tag.rpartition("}")[2] != "laneSet"}
    drawn = {one.get("bpmnElement"): one for one in root.iter() if one.get("bpmnElement")}
    assert ids <= drawn.keys()
    boxes = [
        tuple(int(value) for value in one[0].attrib.values()) for id, one in drawn.items() if id.startswith("node")
    ]
    assert len(set(boxes)) == len(boxes)
    assert all(len(one) >= 2 for one in root.iter(f"{{{DI}}}BPMNEdge"))
    lanes = [lane.get("name") for lane in root.iter(f"{{{MODEL}}}lane")]
    assert lanes == ["发起人", f"本单位“{CLERK.name}”人员", "由送件人选定", f"本单位“{CHIEF.name}”人员"]


def drawing(body, more=""):
    names = f'xmlns="{MODEL}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    return f'<definitions {names}>{more}<process id="p">{body}</process></definitions>'.encode()


def way(id, source, target, name="", inside=""):
    return f'<sequenceFlow id="{id}" name="{name}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


ENDS = '<startEvent id="s"/><endEvent id="e" name="已签发"/>'
FOREIGN = (
    f"""<laneSet id="l"><lane id="l1" name="{CHIEF.name}"><flowNodeRef>h</flowNodeRef></lane></laneSet>
    {ENDS}<userTask id="d" name="拟稿"/>
    <userTask id="h" name="科室审核" camunda:assignee="x"><documentation>说明</documentation></userTask>
    <userTask id="c" name="审核"/><userTask id="i" name="签发"/>
    <exclusiveGateway id="g1"/><exclusiveGateway id="g2"/>
    """
    + way("f0", "s", "d") + way("f1", "d", "h", "送审核") + way("f2", "h", "g1")
    + way("f3", "g1", "c", "同意") + way("f4", "g1", "d", "不同意") + way("f5", "c", "g2")
    + way("f6", "g2", "i", "送签发") + way("f7", "g2", "d", "退拟稿") + way("f8", "i", "e", "签发")
)  # fmt: skip


def test_a_drawing_of_another_program_is_understood_by_its_names():
    flow = read(drawing(FOREIGN), PAPER)
    assert faults(PAPER, LATITUDE, flow) == []
    (added,) = [step for step in flow.steps if table.is_own(step.key)]
    assert (added.name, added.who) == ("科室审核", Who(Find.DUTY, duty=CHIEF.key))
    assert [(move.name, move.to) for move in added.moves] == [("同意", "check"), ("不同意", "draft")]
    assert flow.step("draft").moves[0].to == added.key
    assert flow.step("sign") == PAPER.step("sign")


REFUSED = {
    "scriptTask": '<scriptTask id="t" name="算数"/>',
    "callActivity": '<callActivity id="t" name="算数"/>',
    "subProcess": '<subProcess id="t" name="算数"><startEvent id="z"/></subProcess>',
    "boundaryEvent": '<boundaryEvent id="t" name="算数"/>',
    "eventBasedGateway": '<eventBasedGateway id="t" name="算数"/>',
    "task": '<task id="t" name="算数"/>',
    "serviceTask": '<serviceTask id="t" name="算数"/>' + way("f1", "t", "e"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_a_table_cannot_say_is_refused_with_name_id_and_what_to_do(kind):
    with pytest.raises(Refusal, match="“算数”（t）") as refused:
        read(drawing(ENDS + REFUSED[kind] + way("f0", "s", "e")), PAPER)
    assert kind in refused.value.what
    assert refused.value.way_out.startswith("请")


BROKEN = {
    "没有 | 个开始事件": '<endEvent id="e"/>',
    "timerEventDefinition": '<startEvent id="s" name="定时"><timerEventDefinition/></startEvent><endEvent id="e"/>',
    "有 2 条出线": ENDS + '<userTask id="t" name="甲"/>' + way("a", "s", "t") + way("b", "t", "e") + way("c", "t", "e"),
    "没有出线": ENDS + '<userTask id="t" name="甲"/>' + way("a", "s", "t"),
    "没有接在环节上": ENDS + way("a", "s", "nowhere"),
    "没有默认出线": ENDS + '<exclusiveGateway id="g"/>' + way("a", "s", "g") + way("b", "g", "e"),
    "看不懂": ENDS + '<exclusiveGateway id="g" default="c"/>' + way("a", "s", "g") + way("c", "g", "e")
    + way("b", "g", "e", inside="<conditionExpression>${os.system('x')}</conditionExpression>"),
    "标识重复": ENDS + ENDS,
    "多实例": ENDS + '<userTask id="t" name="甲"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
    "</multiInstanceLoopCharacteristics></userTask>" + way("a", "s", "t") + way("b", "t", "e"),
}  # fmt: skip


@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_drawing_is_refused_in_words(words):
    with pytest.raises(Refusal, match=words):
        read(drawing(BROKEN[words]), PAPER)


def test_messages_between_pools_and_other_flows_are_refused():
    pool = '<collaboration id="k"><messageFlow id="m" name="来信"/></collaboration>'
    with pytest.raises(Refusal, match="来信"):
        read(drawing(ENDS + way("a", "s", "e"), pool), PAPER)
    with pytest.raises(Refusal, match="这是“随机”的流程"):
        read(file(RICH), PAPER)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "content",
    [
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d>&l9;</d>'.encode(),
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        b'<!DOCTYPE d SYSTEM "http://example.org/d.dtd"><d/>',
        b"<a>" * 60 + b"</a>" * 60,
        b"<a>" + b"<b/>" * 6000 + b"</a>",
        b"x" * (MOST_BYTES + 1),
        b"not xml",
        b"",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b"<html/>",
    ],
    ids=["laughs", "file", "net", "deep", "many", "big", "text", "empty", "encoding", "html"],
)
def test_what_is_no_honest_drawing_is_refused_before_it_is_read(content):
    with pytest.raises(Refusal, match=r"DOCTYPE|太大|超过|XML|BPMN"):
        read(content, PAPER)


def test_conditions_are_rows_and_never_programs():
    rows = (
        Condition("kind", Operator.IS, 'a " and b'),
        Condition("n", Operator.LESS, -1),
        Condition("x", Operator.FILLED),
    )
    assert rows_from(written(rows), "") == rows
    for text in ("kind == 1", "kind is {}", 'kind is "a" or n is 1', 'kind is "a" and ', "import os"):
        with pytest.raises(Refusal, match="看不懂"):
            rows_from(text, "连线")
