"""Send back, recall, refer, countersign: on every flow, from everywhere, as often as one likes."""

import pytest

from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.flow import queries, services
from jinliang.kernel.flow.models import Case, Item

pytestmark = pytest.mark.django_db


def agree(desk, case, member, move="agree", **others):
    item = desk.items(case, post=member.post_id).get().pk
    return services.complete(item, move, by=member, key=desk.key(), **others)


def test_a_countersign_goes_on_when_all_have_signed(desk):
    case = desk.sent_for_signing(desk.vetter, desk.handler, desk.leader)
    agree(desk, case, desk.vetter)
    agree(desk, case, desk.leader)
    assert desk.steps(case) == ["sign"]
    agree(desk, case, desk.handler)
    assert desk.steps(case) == ["issue"]


def test_one_objection_takes_the_cautious_way_after_all_have_spoken(desk):
    case = desk.sent_for_signing(desk.vetter, desk.handler)
    agree(desk, case, desk.vetter, "object", opinion="依据不足")
    assert desk.steps(case) == ["sign"]
    agree(desk, case, desk.handler)
    assert desk.steps(case) == ["draft"]
    assert Item.objects.get(pk=desk.item(case)).round == 2


def test_sending_back_from_inside_a_branch_ends_all_that_is_open_beyond_the_fork(desk):
    case = desk.open("flowtest.roads")
    desk.do(case, "begin", "go", desk.clerk)
    services.send_back(desk.item(case, step="right"), "begin", by=desk.chief, key="b", opinion="重新分办")
    assert desk.steps(case) == ["begin"]
    desk.do(case, "begin", "go", desk.clerk)
    assert desk.steps(case) == ["left1", "right"]
    for step, move, by in (("left1", "next", desk.clerk), ("left2", "next", desk.clerk), ("right", "next", desk.chief)):
        desk.do(case, step, move, by)
    assert desk.steps(case) == ["last"]


def test_sending_back_inside_one_branch_leaves_the_other_alone(desk):
    case = desk.open("flowtest.roads")
    desk.do(case, "begin", "go", desk.clerk)
    desk.do(case, "left1", "next", desk.clerk)
    right = desk.item(case, step="right")
    services.send_back(desk.item(case, step="left2"), "left1", by=desk.clerk, key="b", opinion="漏项")
    assert desk.steps(case) == ["left1", "right"]
    assert desk.item(case, step="right") == right


def test_sending_back_into_another_branch_is_refused(desk):
    case = desk.open("flowtest.roads")
    desk.do(case, "begin", "go", desk.clerk)
    desk.do(case, "left1", "next", desk.clerk)
    with pytest.raises(Refusal, match="并行的另一路"):
        services.send_back(desk.item(case, step="right"), "left1", by=desk.chief, key="b", opinion="不对")


def test_sending_back_into_a_joined_branch_walks_that_branch_alone(desk):
    case = desk.open("flowtest.roads")
    desk.do(case, "begin", "go", desk.clerk)
    for step, by in (("left1", desk.clerk), ("left2", desk.clerk), ("right", desk.chief)):
        desk.do(case, step, "next", by)
    services.send_back(desk.item(case), "left1", by=desk.chief, key="b", opinion="左路重办")
    assert desk.steps(case) == ["left1"]
    desk.do(case, "left1", "next", desk.clerk)
    desk.do(case, "left2", "next", desk.clerk)
    assert desk.steps(case) == ["last"]


def test_straight_back_puts_the_siblings_back_too(desk):
    case = desk.sent_for_signing(desk.vetter, desk.handler, desk.leader)
    agree(desk, case, desk.leader)
    vetting = desk.items(case, post=desk.vetter.post_id).get().pk
    services.send_back(vetting, "draft", by=desk.vetter, key="b", opinion="补附件", resume="straight")
    assert desk.steps(case) == ["draft"]
    assert queries.allowed(desk.clerk, desk.item(case)).goes_straight
    desk.do(case, "draft", "direct", desk.clerk, opinion="已补")
    # The leader has signed already; the other two have not.
    assert set(desk.items(case).values_list("post", flat=True)) == {desk.vetter.post_id, desk.handler.post_id}
    agree(desk, case, desk.vetter)
    assert desk.steps(case) == ["sign"]
    agree(desk, case, desk.handler)
    assert desk.steps(case) == ["issue"]


def test_sending_back_needs_an_opinion_and_a_step_that_was_done(desk):
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    item = desk.item(case)
    with pytest.raises(Refusal, match="退回须填写意见"):
        services.send_back(item, "draft", by=desk.chief, key="1", opinion=" ")
    with pytest.raises(Refusal, match="已经办理过的环节"):
        services.send_back(item, "sign", by=desk.chief, key="2", opinion="退")


def test_what_is_sent_back_lies_with_who_did_it(desk):
    desk.cast.grant("vetter", "flowtest.clerk")
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    services.send_back(desk.item(case), "draft", by=desk.chief, key="1", opinion="重拟")
    assert Item.objects.get(pk=desk.item(case)).post_id == desk.clerk.post_id


def test_a_secrecy_mark_in_an_opinion_or_a_reason_is_refused_and_told(desk, monkeypatch):
    told = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *given, **facts: told.append((*given, facts)))
    case, mark = desk.open(), "机" + "密★一年"
    with pytest.raises(Refusal, match="国家秘密"):
        desk.do(case, "draft", "direct", desk.clerk, opinion=mark)
    with pytest.raises(Refusal, match="国家秘密"):
        services.withdraw(case.pk, by=desk.clerk, key="w", reason=mark)
    assert desk.steps(case) == ["draft"]
    assert len(told) == 2


def test_one_can_recall_while_nobody_has_read_it(desk):
    case = desk.open()
    item = desk.item(case)
    desk.do(case, "draft", "direct", desk.clerk)
    services.recall(item, by=desk.clerk, key="r", opinion="改错字")
    assert desk.steps(case) == ["draft"]
    desk.do(case, "draft", "direct", desk.clerk)


def test_what_has_been_read_cannot_be_recalled(desk):
    case = desk.open()
    item = desk.item(case)
    desk.do(case, "draft", "direct", desk.clerk)
    services.mark_read(desk.item(case), by=desk.chief, key="read")
    with pytest.raises(Refusal, match="已经有人阅看"):
        services.recall(item, by=desk.clerk, key="r")


def test_only_who_did_it_can_recall_it(desk):
    case = desk.open()
    item = desk.item(case)
    desk.do(case, "draft", "direct", desk.clerk)
    with pytest.raises(NotAllowed, match="只能撤回自己办理的"):
        services.recall(item, by=desk.chief, key="r")


def test_recalling_the_last_signature_puts_the_countersign_back(desk):
    case = desk.sent_for_signing(desk.vetter, desk.handler)
    agree(desk, case, desk.vetter)
    last = desk.item(case)
    agree(desk, case, desk.handler)
    services.recall(last, by=desk.handler, key="r")
    assert desk.steps(case) == ["sign"]
    agree(desk, case, desk.handler, "object", opinion="再想想")
    assert desk.steps(case) == ["draft"]


def test_a_referred_item_lies_with_the_other_post(desk):
    case = desk.open()
    services.refer(desk.item(case), desk.vetter.post_id, by=desk.clerk, key="1", opinion="请代拟")
    assert [row.case_id for row in queries.todo(desk.vetter).rows] == [case.pk]
    with pytest.raises(Refusal, match="已经在这个岗位"):
        services.refer(desk.item(case), desk.vetter.post_id, by=desk.vetter, key="2")
    desk.do(case, "draft", "direct", desk.vetter)


def test_a_countersigner_can_be_added_to_any_step_and_only_gives_an_opinion(desk):
    case = desk.open()
    item = desk.item(case)
    services.add_countersigner(item, [desk.handler.post_id], by=desk.clerk, key="1", opinion="请林草局提意见")
    added = desk.item(case, post=desk.handler.post_id)
    assert [move.key for move in queries.allowed(desk.handler, added).moves] == ["countersign"]
    services.complete(item, "direct", by=desk.clerk, key="2")
    assert desk.steps(case) == ["draft"]
    services.complete(added, "countersign", by=desk.handler, key="3", opinion="无意见")
    assert desk.steps(case) == ["issue"]


def test_after_dropping_the_last_open_countersigner_the_join_is_checked_again(desk):
    case = desk.sent_for_signing(desk.vetter, desk.handler)
    agree(desk, case, desk.vetter)
    services.drop_countersigner(desk.item(case), by=desk.clerk, key="d")
    assert desk.steps(case) == ["issue"]


def test_added_and_dropped_again_leaves_the_step_as_it_was(desk):
    case = desk.open()
    item = desk.item(case)
    services.add_countersigner(item, [desk.handler.post_id], by=desk.clerk, key="1")
    services.drop_countersigner(desk.item(case, post=desk.handler.post_id), by=desk.clerk, key="2")
    assert desk.item(case) == item
    desk.do(case, "draft", "direct", desk.clerk)
    assert desk.steps(case) == ["issue"]


def test_the_last_countersigner_and_the_holder_himself_cannot_be_dropped(desk):
    case = desk.sent_for_signing(desk.vetter)
    with pytest.raises(Refusal, match="至少要有一位"):
        services.drop_countersigner(desk.item(case), by=desk.clerk, key="1")
    with pytest.raises(NotAllowed, match="减签由"):
        services.drop_countersigner(desk.item(case), by=desk.vetter, key="2")


def test_the_same_post_is_not_asked_twice(desk):
    case = desk.sent_for_signing(desk.vetter, desk.handler)
    item = desk.item(case, post=desk.vetter.post_id)
    with pytest.raises(Refusal, match="已在办理本环节"):
        services.add_countersigner(item, [desk.handler.post_id], by=desk.vetter, key="1")


def test_two_of_three_reviewers_are_enough_and_the_third_is_spared(desk):
    posts = [desk.vetter.post_id, desk.handler.post_id, desk.leader.post_id]
    case = desk.open("flowtest.choices", data={"amount": 5})
    desk.do(case, "begin", "go", desk.clerk, to=posts)
    assert desk.steps(case) == ["vote"] * 3
    agree(desk, case, desk.vetter, "yes")
    case = agree(desk, case, desk.leader, "yes")
    assert (case.status, desk.steps(case)) == ("done", [])


def test_a_choice_and_an_inclusive_fork_follow_the_data(desk):
    urgent = desk.open("flowtest.choices")
    assert desk.do(urgent, "begin", "go", desk.clerk, data={"urgent": True}).status == "done"
    dear = desk.open("flowtest.choices", data={"amount": 100})
    desk.do(dear, "begin", "go", desk.clerk)
    assert desk.steps(dear) == ["law", "money"]
    fair = desk.open("flowtest.choices", data={"amount": 50})
    desk.do(fair, "begin", "go", desk.clerk)
    assert desk.steps(fair) == ["money"]


def test_a_quorum_join_ends_the_branches_that_are_late(desk):
    case = desk.open("flowtest.any")
    assert desk.steps(case) == ["a", "b", "c"]
    desk.do(case, "a", "ok", desk.clerk)
    assert desk.do(case, "b", "ok", desk.chief).status == "done"
    assert Item.objects.get(case=case, step="c").state == Item.State.VOID


def test_holders_in_sequence_come_one_after_the_other(desk):
    case = desk.open("flowtest.queue")
    desk.do(case, "send", "go", desk.clerk, to=[desk.leader.post_id, desk.chief.post_id])
    assert desk.items(case).get().post_id == desk.leader.post_id
    agree(desk, case, desk.leader, "ok")
    assert desk.items(case).get().post_id == desk.chief.post_id
    assert agree(desk, case, desk.chief, "ok").status == "done"


def test_a_way_out_of_a_fork_ends_the_other_branches(desk):
    case = desk.open("flowtest.roads")
    desk.do(case, "begin", "go", desk.clerk)
    desk.do(case, "left1", "next", desk.clerk)
    assert desk.do(case, "left2", "stop", desk.clerk).status == "done"
    assert desk.steps(case) == []


def test_opinions_are_grouped_by_step_and_round_and_name_only_who_acted(desk):
    case = desk.sent_for_signing(desk.vetter, desk.handler)
    agree(desk, case, desk.vetter, "object", opinion="依据不足")
    agree(desk, case, desk.handler, opinion="同意")
    desk.do(case, "draft", "direct", desk.clerk, opinion="已改")
    shown = queries.opinions(Case.objects.select_related("flow_version").get(pk=case.pk))
    assert [(one.name, one.round, [act.name for act in one.opinions]) for one in shown] == [
        ("拟稿", 1, ["林一鸣"]),
        ("会签", 1, ["吴三思", "郑四维"]),
        ("拟稿", 2, ["林一鸣"]),
    ]
    assert shown[1].opinions[0].move_name == "不同意"


def test_the_step_may_forbid_a_verb(desk):
    with pytest.raises(ValueError, match="sideways"):
        services.send_back(1, "draft", by=desk.clerk, key="1", opinion="x", resume="sideways")


def test_nothing_can_be_done_while_a_case_is_suspended(desk):
    case = desk.open()
    with pytest.raises(Refusal, match="中止须写明理由"):
        services.suspend(case.pk, by=desk.clerk, key="0", reason="")
    services.suspend(case.pk, by=desk.clerk, key="1", reason="等待鉴定")
    with pytest.raises(Conflict, match="已中止"):
        desk.do(case, "draft", "direct", desk.clerk)
    with pytest.raises(Conflict):
        services.suspend(case.pk, by=desk.clerk, key="2", reason="再停")
    services.resume(case.pk, by=desk.clerk, key="3")
    desk.do(case, "draft", "direct", desk.clerk)


def test_only_the_starter_withdraws_and_only_the_manager_declares_void(desk):
    case, other = desk.open(), desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    with pytest.raises(NotAllowed, match="只有发起人"):
        services.withdraw(case.pk, by=desk.chief, key="1", reason="不办了")
    assert services.withdraw(case.pk, by=desk.clerk, key="2", reason="不办了").status == "withdrawn"
    assert desk.steps(case) == []
    with pytest.raises(NotAllowed, match="办件管理"):
        services.void(other.pk, by=desk.clerk, key="3", reason="重复")
    manager = desk.cast.grant("leader", "flow.manager")
    with pytest.raises(Refusal):
        services.void(other.pk, by=manager, key="4", reason="重复")
    manager = desk.cast.grant("vetter", "flow.manager")
    assert services.void(other.pk, by=manager, key="5", reason="重复").status == "void"
    with pytest.raises(Conflict):
        services.void(other.pk, by=manager, key="6", reason="重复")
