"""Who is named for a step has the duty that it asks for, whichever act names him."""

from datetime import timedelta

import pytest

from jinliang.base import clock, direct
from jinliang.base.errors import Refusal
from jinliang.kernel.flow import registry, services, versions
from jinliang.kernel.flow.declare import STARTER, End, Flow, Mode, Move, Step, chosen
from jinliang.kernel.flow.soundness import beyond
from jinliang.kernel.flow.state import Holder
from jinliang.kernel.org import identity, seating
from jinliang.kernel.org.models import Delegation, Grant, User
from jinliang.kernel.org.registry import Duty

pytestmark = pytest.mark.django_db

SIGNER = Duty("flowtest.signer", "签发（测试）")

# Two ask each his signers; they sign in turn; one checks.
PAPER = Flow(
    key="flowtest.paper",
    name="签发（测试）",
    start="begin",
    nodes=(
        Step("begin", "拟稿", STARTER, (Move("ask", "送会商", "ask"), Move("sign", "送签发", "sign"))),
        Step("ask", "会商", chosen(), (Move("agree", "同意", "sign"),), mode=Mode.PARALLEL),
        Step("sign", "签发", chosen(SIGNER.key), (Move("sign", "签发", "check"),), mode=Mode.SEQUENCE),
        Step("check", "校核", chosen(), (Move("done", "通过", "end"),)),
        End("end", "已签发"),
    ),
)


@pytest.fixture
def paper(desk):
    """Begun by the clerk; the leader has the duty, the chief too."""
    registry.flow(PAPER)
    versions.publish_all()
    for who in ("leader", "chief"):
        desk.cast.grant(who, SIGNER.key)
    return desk.open(PAPER.key)


def send(desk, case, *members):
    return desk.do(case, "begin", "sign", desk.clerk, to=[one.post_id for one in members])


def test_a_signer_without_the_duty_is_refused(desk, paper):
    with pytest.raises(Refusal, match="政务公开科 法制审核员（吴三思）没有“签发（测试）”职责") as refusal:
        send(desk, paper, desk.leader, desk.vetter)
    assert (refusal.value.field, refusal.value.way_out) == ("to", "请改选有此职责的人，或请安全管理员授权")
    assert desk.steps(paper) == ["begin"]
    send(desk, paper, desk.leader, desk.chief)
    assert desk.steps(paper) == ["sign"]


def test_the_duty_costs_one_query_and_a_step_without_one_none(desk, paper, monkeypatch):
    asked, ask = [], direct.ask
    monkeypatch.setattr(direct, "ask", lambda *given: asked.append(given[0]) or ask(*given))
    desk.do(paper, "begin", "ask", desk.clerk, to=[desk.vetter.post_id])
    assert seating.HOLDING not in asked
    send(desk, desk.open(PAPER.key), desk.leader, desk.chief)
    assert asked.count(seating.HOLDING) == 1


def test_whom_one_of_several_names_for_later_is_asked_at_once(desk, paper):
    desk.do(paper, "begin", "ask", desk.clerk, to=[desk.vetter.post_id, desk.handler.post_id])
    item = desk.items(paper, post=desk.vetter.post_id).get().pk
    with pytest.raises(Refusal, match="郑四维）没有"):
        services.complete(item, "agree", by=desk.vetter, key="a", to=[desk.handler.post_id])
    services.complete(item, "agree", by=desk.vetter, key="b", to=[desk.leader.post_id])


def test_an_item_is_referred_only_to_a_holder_of_the_duty(desk, paper):
    send(desk, paper, desk.leader)
    with pytest.raises(Refusal, match="没有“签发（测试）”职责"):
        services.refer(desk.item(paper), desk.vetter.post_id, by=desk.leader, key="a")
    services.refer(desk.item(paper), desk.chief.post_id, by=desk.leader, key="b")
    assert desk.items(paper).get().post_id == desk.chief.post_id


def test_who_is_asked_to_sign_too_needs_the_duty(desk, paper):
    send(desk, paper, desk.leader)
    with pytest.raises(Refusal, match="没有“签发（测试）”职责"):
        services.add_countersigner(desk.item(paper), [desk.vetter.post_id], by=desk.leader, key="a")
    services.add_countersigner(desk.item(paper), [desk.chief.post_id], by=desk.leader, key="b")


def test_a_leavers_items_go_to_a_post_that_may_do_them(desk, paper):
    send(desk, paper, desk.chief)
    manager = desk.cast.grant("clerk", "flow.manager")
    given = {"by": manager, "reason": "岗位调整"}
    with pytest.raises(Refusal, match="没有“签发（测试）”职责。待办中有“关于植树的函”"):
        services.transfer(desk.chief.post_id, desk.vetter.post_id, key="a", **given)
    assert services.transfer(desk.chief.post_id, desk.leader.post_id, key="b", **given) == 1


def test_nothing_is_sent_back_to_who_has_lost_the_duty(desk, paper):
    send(desk, paper, desk.leader)
    desk.do(paper, "sign", "sign", desk.leader, to=[desk.clerk.post_id])
    Grant.objects.filter(post=desk.leader.post_id, duty=SIGNER.key).delete()
    with pytest.raises(Refusal, match="王五岳）没有"):
        services.send_back(desk.item(paper), "sign", by=desk.clerk, key="a", opinion="请再签")
    services.send_back(desk.item(paper), "begin", by=desk.clerk, key="b", opinion="请另选签发人")
    assert desk.steps(paper) == ["begin"]


def test_what_was_sent_back_straight_returns_to_who_sent_it(desk, paper):
    send(desk, paper, desk.leader)
    services.send_back(desk.item(paper), "begin", by=desk.leader, key="a", opinion="请补充", resume="straight")
    Grant.objects.filter(post=desk.leader.post_id, duty=SIGNER.key).delete()
    desk.do(paper, "begin", "sign", desk.clerk)
    assert desk.items(paper).get().post_id == desk.leader.post_id


def test_a_vacant_post_is_refused_and_one_with_a_deputy_is_not(desk, paper):
    leader, today = desk.users["leader"], clock.today()
    User.objects.filter(pk=leader.pk).update(is_active=False)
    with pytest.raises(Refusal, match="副县长目前无人任职"):
        send(desk, paper, desk.leader)
    given = {"principal": leader, "deputy": desk.users["handler"], "reason": "外出"}
    Delegation.objects.create(post_id=desk.leader.post_id, from_on=today, to_on=today + timedelta(days=3), **given)
    send(desk, paper, desk.leader)
    deputy = identity.actor_for(desk.users["handler"])
    desk.do(paper, "sign", "sign", deputy, to=[desk.clerk.post_id])
    assert desk.steps(paper) == ["check"]


def test_a_unit_is_named_by_the_duty_of_the_step(desk, paper):
    with pytest.raises(Refusal, match="“签发”由有“签发（测试）”职责的人办理"):
        desk.do(paper, "begin", "sign", desk.clerk, to=[Holder(desk.unit.pk, None, "flowtest.clerk")])
    desk.do(paper, "begin", "sign", desk.clerk, to=[Holder(desk.unit.pk, None, SIGNER.key)])


def test_an_app_that_knows_the_holders_is_asked_whoever_sends(desk, paper, monkeypatch):
    known = [desk.leader.post_id]
    monkeypatch.setitem(registry.FINDERS, (PAPER.key, "sign"), lambda case, sent, by: sent or known)
    desk.do(paper, "begin", "sign", desk.clerk)
    assert desk.items(paper).get().post_id == desk.leader.post_id
    known[:] = [desk.vetter.post_id]
    with pytest.raises(Refusal, match="没有“签发（测试）”职责"):
        desk.do(desk.open(PAPER.key), "begin", "sign", desk.clerk)


def test_what_lies_beyond_a_step_or_a_move_is_told_from_the_flow():
    assert beyond(PAPER, "sign") == {"check"}
    assert beyond(PAPER, ("begin", "ask")) == {"ask"}
    assert beyond(PAPER, "begin") == {"ask", "sign", "check"}
