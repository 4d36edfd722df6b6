"""A unit's own variant: made in its table, published with a reason, taken by what is opened from then on."""

from dataclasses import replace

import pytest

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import registry, vacancies, versions
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.declare import Move
from jinliang.kernel.steps import queries, services, table
from jinliang.kernel.steps.flow import DESIGNER
from jinliang.kernel.trace import queries as trace

from .office import CHIEF, LATITUDE, PAPER

pytestmark = pytest.mark.django_db


def test_a_case_goes_by_the_variant_of_its_unit_and_what_runs_stays_on_its_version(office):
    before = office.open()
    office.add("科室审核")
    assert office.do(office.open(), "送审核", office.cast.clerk) == ["审核"], "a draft changes nothing"
    office.publish()
    case = office.open()
    assert office.do(case, "送审核", office.cast.clerk) == ["科室审核"]
    assert office.do(case, "同意", office.cast.actor("chief")) == ["审核"]
    assert office.do(before, "送审核", office.cast.clerk) == ["审核"]
    assert cases.open_steps([case.pk], PAPER.key) == {case.pk: ["审核"]}


def test_a_variant_holds_for_units_below_only_when_it_says_so(office, cast):
    office.designer = cast.grant("leader", DESIGNER.key)
    office.add("县政府审核")
    office.publish()
    assert queries.standing(PAPER.key, cast.unit.pk).source == "平台基本流程"
    office.publish(holds_below=True)
    assert queries.standing(PAPER.key, cast.unit.pk).source == f"{cast.government.name}步骤表"
    assert queries.standing(PAPER.key, cast.other_unit.pk).source == "平台基本流程"
    office.designer = cast.actor("chief")
    office.add("科室审核")
    office.publish()
    assert queries.standing(PAPER.key, cast.unit.pk).is_own, "the nearest counts"


def test_publishing_needs_a_reason_and_leaves_a_trace(office, cast):
    office.add()
    with pytest.raises(Refusal, match="请写明理由"):
        office.publish(" ")
    edition = office.publish("经科务会同意")
    entry = trace.entries(f"steps.variant/{PAPER.key}/{cast.unit.pk}")[-1]
    assert (entry.act, edition.number, edition.published_by_id) == ("steps.variant.publish", 1, office.designer.user_id)
    assert office.publish("再按一次") == edition, "the same click again publishes nothing"


def test_an_older_edition_is_published_anew_and_a_withdrawn_one_leaves_the_platforms_flow(office):
    office.add("科室审核")
    office.publish()
    office.add("二次审核", "check/+")
    office.publish("再加一道")
    restored = services.restore(PAPER.key, 1, "改回去", by=office.designer)
    assert (restored.number, restored.version.pk) == (3, queries.edition(office.designer, PAPER.key, 1).version.pk)
    assert [step.name for step in office.board.flow.steps if table.is_own(step.key)] == ["科室审核"]
    services.withdraw(PAPER.key, "不再需要", by=office.designer)
    assert office.board.flow == PAPER
    with pytest.raises(Refusal, match="没有在用的步骤表"):
        services.withdraw(PAPER.key, "再停一次", by=office.designer)


def test_two_designers_do_not_overwrite_each_other(office, cast):
    office.add("科室审核")
    with pytest.raises(Conflict, match=cast.users["chief"].name):
        office.change(lambda flow: replace(flow, name="别的"), based_on=0)
    with pytest.raises(Conflict, match="刚刚又有改动"):
        office.publish(based_on=7)


def test_a_faulty_table_is_not_published(office):
    key = office.add()
    office.change(lambda flow: table.change(flow, replace(flow.step(key), moves=(Move("x_m", "转圈", key),))))
    with pytest.raises(Refusal, match="还不能发布"):
        office.publish()
    assert office.board.standing.flow == PAPER


def test_who_has_no_duty_designs_nothing_and_nobody_sees_another_units_table(office, cast):
    with pytest.raises(NotAllowed, match="流程定制"):
        services.change(PAPER.key, lambda flow: flow, based_on=0, by=cast.clerk)
    office.add()
    office.publish()
    stranger = cast.grant("stranger", DESIGNER.key)
    assert queries.board(stranger, PAPER.key).flow == PAPER
    with pytest.raises(Missing):
        queries.edition(stranger, PAPER.key, 1)
    with pytest.raises(Missing):
        queries.board(stranger, "outgoing.unknown")


def test_an_upgrade_that_the_variant_does_not_keep_to_sets_it_aside(office, monkeypatch):
    office.add()
    office.publish()
    moves = (*PAPER.step("sign").moves, Move("refuse", "不予签发", "draft"))
    upgraded = replace(
        PAPER, nodes=tuple(replace(node, moves=moves) if node.key == "sign" else node for node in PAPER.nodes)
    )
    monkeypatch.setitem(registry.FLOWS, PAPER.key, upgraded)
    versions.publish_all()
    assert office.board.standing.is_unfit
    assert office.do(office.open(), "送审核", office.cast.clerk) == ["审核"]


def test_a_unit_without_a_holder_is_warned(office):
    office.add(duty_key="steps.designer")
    held = queries.holders(office.board.flow, office.board.unit_id, office.board.unit_path)
    assert list(queries.warnings(office.board.flow, held)) == []
    office.add("没有人", "draft/submit", duty_key="flow.manager")
    held = queries.holders(office.board.flow, office.board.unit_id, office.board.unit_path)
    office.publish()
    lacking = {(one.unit, one.duty) for one in vacancies.vacancies(SYSTEM)}
    assert (office.cast.unit.name, "办件管理") in lacking, "the administrators see it too"
    (warning,) = queries.warnings(office.board.flow, held)
    assert "现在没有人承担" in str(warning)
    assert CHIEF.name not in str(warning)
    assert LATITUDE.basis


def test_a_case_is_not_moved_to_another_offices_variant(office, cast):
    case = office.open()
    office.add()
    own = office.publish().version
    office.designer = cast.grant("stranger", DESIGNER.key)
    office.add("别的单位")
    foreign = office.publish().version
    manager = cast.grant("clerk", "flow.manager")
    with pytest.raises(Refusal, match="没有这个流程版本"):
        flow.move_version(case.pk, foreign.pk, by=manager, key="foreign", reason="试")
    assert flow.move_version(case.pk, own.pk, by=manager, key="own", reason="改按本科步骤表").version > case.version


def test_a_step_that_an_office_has_given_up_keeps_its_name_in_statistics(office):
    key = office.add("科室审核")
    office.publish()
    services.withdraw(PAPER.key, "不再采用", by=office.designer)
    assert cases.names_of_steps(PAPER.key, [key, "sign"]) == {key: "科室审核", "sign": "签发"}
