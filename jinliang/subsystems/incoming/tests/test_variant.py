"""An office's own step between proposal and instruction: whoever stands there chooses the leaders."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow.declare import duty
from jinliang.kernel.flow.registry import LATITUDES
from jinliang.kernel.flow.variation import faults
from jinliang.kernel.steps import queries, services, table
from jinliang.kernel.steps.flow import DESIGNER, SECTION_HEAD
from jinliang.subsystems.incoming.flow import DOCUMENT
from jinliang.subsystems.incoming.services import charging, closing
from jinliang.subsystems.incoming.services.charging import Wanted

from .conftest import refused
from .test_orders import keep

pytestmark = pytest.mark.django_db


def published(office, **added):
    """With steps of whoever heads the section at these places; the chief."""
    chief = office.cast.grant("chief", DESIGNER.key, SECTION_HEAD.key)
    latitude = queries.variable(DOCUMENT.key).latitude

    def with_steps(flow):
        for name, place in added.items():
            flow, key = table.insert(flow, latitude, place, "step", name)
            flow = table.change(flow, replace(flow.step(key), who=duty(SECTION_HEAD.key)))
        return flow

    services.change(DOCUMENT.key, with_steps, based_on=0, by=chief)
    services.publish(DOCUMENT.key, "经办公会同意", based_on=1, by=chief)
    return chief


def agree(office, paper, chief, **more):
    (move,) = cases.allowed(chief, office.item(paper.case_id)).moves
    return office.move(paper, move.key, chief, **more)


def test_a_look_at_the_proposal_stands_before_the_leaders(office):
    chief = published(office, 办公室主任核="propose/to_instruct")
    paper = office.register()
    office.move(paper, "pass", office.clerk)
    office.move(paper, "to_instruct", office.proposer, opinion="拟请阅示")
    keep(office)
    page = office.cast.client("chief").get(reverse("desk:case", args=[paper.case_id])).content.decode()
    assert "农林水事项" in page, "the kept orders are offered where the leaders are chosen"
    with refused(match="没有“收文批示”职责"):
        agree(office, paper, chief, to=[office.handler.post_id])
    agree(office, paper, chief, to=[office.leader.post_id])
    assert office.step(paper) == "instruct"
    office.move(paper, "initial", office.leader)
    assert office.step(paper) == "assign"


def test_a_return_is_approved_before_it_goes_out(office):
    chief = published(office, 审核退回="check/return")
    paper = office.register()
    office.move(paper, "return", office.clerk, opinion="不是本机关职责")
    assert office.again(paper).closed_on is None
    agree(office, paper, chief)
    assert office.again(paper).case.result == "已退回来文单位"


def test_nothing_is_closed_behind_the_back_of_who_was_charged_meanwhile(office):
    chief = published(office, 归档核收="handle/close")
    paper = office.done()
    given = {"retention": "10", "outcome": "已函复"}
    closing.close(paper, office.item(paper.case_id), **given, by=office.clerk, key="close")
    wanted = [Wanted("lead", office.cast.bureau.pk)]
    (task,) = charging.charge(paper, wanted, by=office.clerk, key="more")
    with refused(match="还没有办毕"):
        agree(office, paper, chief)
    charging.feed_back(task, office.item(task.case_id), "已办。", by=office.handler, key="fed")
    office.move(task, "accept", office.clerk)
    assert agree(office, paper, chief).result == "已办结"
    assert office.again(paper).closed_on is not None


def test_the_flow_itself_keeps_to_its_latitude():
    assert faults(DOCUMENT, LATITUDES[DOCUMENT.key], DOCUMENT) == []
