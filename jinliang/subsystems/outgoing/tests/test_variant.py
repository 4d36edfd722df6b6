"""An office's own steps in its documents: what the code does at the fixed ones stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.declare import Choice, Condition, Operator, duty
from jinliang.kernel.flow.registry import LATITUDES
from jinliang.kernel.flow.variation import faults
from jinliang.kernel.steps import queries, services, table
from jinliang.kernel.steps.flow import DESIGNER, SECTION_HEAD
from jinliang.subsystems.outgoing.flow import DOCUMENT
from tests.stages import stage

from .conftest import NOTICE

pytestmark = pytest.mark.django_db


@stage
def chief(writers):
    """The section looks again beside vetting, and at requests before it."""
    chief = writers.cast.grant("chief", DESIGNER.key, SECTION_HEAD.key)
    services.change(DOCUMENT.key, with_steps, based_on=0, by=chief)
    services.publish(DOCUMENT.key, "经科务会同意", based_on=1, by=chief)
    return chief


def with_steps(changed):
    latitude = queries.variable(DOCUMENT.key).latitude
    for place, kind, name in (("vet/+", "step", "复审"), ("draft/submit", "choice", "请示初核")):
        changed, _ = table.insert(changed, latitude, place, kind, name)
    for node in changed.nodes:
        if table.is_own(node.key) and isinstance(node, Choice):
            branch = replace(node.branches[0], when=(Condition("kind", Operator.IS, "request"),))
            changed = table.change(changed, replace(node, branches=(branch,)))
        elif table.is_own(node.key):
            changed = table.change(changed, replace(node, who=duty(SECTION_HEAD.key)))
    return changed


def on(writers, outgoing, name, by, **more):
    """By the name of the move, as a page shows it."""
    outgoing = writers.again(outgoing)
    item = writers.item(outgoing)
    (key,) = [move.key for move in flow_of(outgoing).step(writers.step(outgoing)).moves if move.name == name]
    flow.complete(item, key, by=by, key=f"{item} {name}", **more)
    return flow_of(outgoing).step(writers.step(outgoing)).name


def flow_of(outgoing):
    return services.from_json(outgoing.case.flow_version.definition)


def test_own_steps_are_walked_and_a_return_to_one_lifts_the_signature(writers, chief):
    outgoing = writers.begin()
    assert on(writers, outgoing, "送核稿", writers.drafter) == "核稿", "a notice needs no first look"
    assert on(writers, outgoing, "送复审", writers.vetter) == "复审"
    own = writers.step(outgoing)
    assert on(writers, outgoing, "同意", chief) == "核稿"
    assert on(writers, outgoing, "送签发", writers.vetter, to=[writers.leader.post_id]) == "签发"
    assert on(writers, outgoing, "签发", writers.leader) == "复核"
    assert writers.again(outgoing).signed_version is not None
    flow.send_back(writers.item(outgoing), own, by=writers.clerk, key="back", opinion="请再看")
    assert writers.again(outgoing).signed_version is None


def test_a_condition_asks_what_was_submitted(writers, chief):
    asked = replace(NOTICE, kind="request", form="upward", title="关于增加护林经费的请示", main=["甲市人民政府"])
    text = "为做好护林工作，拟增加护林经费。妥否，请批示。"
    outgoing = writers.begin(replace(asked, text=text, note="联系人：示例，电话：0000-1000001"))
    assert on(writers, outgoing, "送核稿", writers.drafter) == "请示初核"


def test_the_flow_itself_keeps_to_its_latitude():
    assert faults(DOCUMENT, LATITUDES[DOCUMENT.key], DOCUMENT) == []
