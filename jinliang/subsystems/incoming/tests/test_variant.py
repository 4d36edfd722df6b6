"""An office's own step between proposal and instruction: whoever stands there chooses the leaders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow.declare import duty
from jinliang.kernel.flow.registry import LATITUDES
from jinliang.kernel.flow.variation import faults
from jinliang.kernel.steps import queries, services, table
from jinliang.kernel.steps.flow import DESIGNER, SECTION_HEAD
from jinliang.subsystems.incoming.flow import DOCUMENT

pytestmark = pytest.mark.django_db


def test_a_look_at_the_proposal_stands_before_the_leaders(office):
    chief = office.cast.grant("chief", DESIGNER.key, SECTION_HEAD.key)
    latitude = queries.variable(DOCUMENT.key).latitude

    def with_step(flow):
        flow, key = table.insert(flow, latitude, "propose/to_instruct", "step", "办公室主任核")
        return table.change(flow, replace(flow.step(key), who=duty(SECTION_HEAD.key)))

    services.change(DOCUMENT.key, with_step, based_on=0, by=chief)
    services.publish(DOCUMENT.key, "经办公会同意", based_on=1, by=chief)
    paper = office.register()
    office.move(paper, "pass", office.clerk)
    office.move(paper, "to_instruct", office.proposer, opinion="拟请阅示")
    (move,) = cases.allowed(chief, office.item(paper.case_id)).moves
    office.move(paper, move.key, chief, to=[office.leader.post_id])
    assert office.step(paper) == "instruct"
    office.move(paper, "initial", office.leader)
    assert office.step(paper) == "assign"


def test_the_flow_itself_keeps_to_its_latitude():
    assert faults(DOCUMENT, LATITUDES[DOCUMENT.key], DOCUMENT) == []
