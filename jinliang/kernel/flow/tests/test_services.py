from dataclasses import replace

import pytest

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.figures.models import Delta
from jinliang.kernel.flow import queries, registry, services
from jinliang.kernel.flow.models import Case, Item
from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.trace import queries as trace

from .flows import CHIEF

pytestmark = pytest.mark.django_db


def test_a_new_case_lies_with_all_who_hold_the_duty_in_its_unit(desk):
    case = desk.open()
    (row,) = queries.todo(desk.clerk).rows
    assert (row.case_id, row.steps, row.title) == (case.pk, ("拟稿",), "关于植树的函")
    assert queries.todo(desk.chief).rows == []
    assert queries.counters(desk.clerk) == {"todo": 1, "doing": 1, "done": 0, "toread": 0, "mine": 1}


def test_completing_moves_the_case_and_keeps_who_did_it(desk):
    case = desk.open()
    item = desk.item(case)
    services.complete(item, "direct", by=desk.clerk, key="1", opinion="请签发")
    assert desk.steps(case) == ["issue"]
    done = Item.objects.get(pk=item)
    assert (done.state, done.user_id, done.opinion) == (1, desk.users["clerk"].pk, "请签发")
    assert [row.case_id for row in queries.todo(desk.chief).rows] == [case.pk]


def test_an_end_closes_the_case_and_its_service_steps_have_run(desk):
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    case = desk.do(case, "issue", "issue", desk.chief, data={"outcome": "公开"})
    kept = Case.objects.get(pk=case.pk)
    assert (case.status, kept.status, kept.result, kept.data) == ("done", "done", "已签发", {"outcome": "公开"})
    assert kept.number == f"测〔2026〕{case.pk}号"
    assert kept.closed_at
    assert queries.counters(desk.clerk) | {"mine": 0} == {"todo": 0, "doing": 0, "done": 1, "toread": 0, "mine": 0}


def test_opening_and_closing_are_counted_by_unit_and_flow(desk):
    case = desk.open()
    desk.do(case, "draft", "drop", desk.clerk)
    counted = list(Delta.objects.order_by("pk").values_list("figure", "unit_id", "kind"))
    unit = desk.unit.pk
    assert counted == [("flow.opened", unit, "flowtest.letter"), ("flow.closed", unit, "flowtest.letter")]


def test_a_move_that_asks_for_an_answer_refuses_without_it(desk):
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    with pytest.raises(Refusal, match="签发须填写办理结果") as refusal:
        desk.do(case, "issue", "issue", desk.chief)
    assert refusal.value.field == "outcome"
    assert desk.steps(case) == ["issue"]


def test_a_move_of_another_step_is_refused_with_those_that_there_are(desk):
    case = desk.open()
    with pytest.raises(Refusal, match="可以：送会签、直送签发、不办"):
        desk.do(case, "draft", "issue", desk.clerk)


def test_a_step_whose_holders_are_chosen_refuses_to_be_entered_without_them(desk):
    case = desk.open()
    with pytest.raises(Refusal, match="请选择“会签”的办理人") as refusal:
        desk.do(case, "draft", "submit", desk.clerk)
    assert refusal.value.field == "to"


def test_a_post_that_does_not_exist_cannot_be_chosen(desk):
    case = desk.open()
    with pytest.raises(Refusal, match="岗位不存在"):
        desk.do(case, "draft", "submit", desk.clerk, to=[999_999])


def test_an_empty_title_is_refused(desk):
    with pytest.raises(Refusal, match="标题不能为空"):
        desk.open(title="  ")


def test_the_second_is_told_who_was_first(desk):
    case = desk.open()
    item = desk.item(case)
    services.complete(item, "direct", by=desk.clerk, key="1")
    with pytest.raises(Conflict, match=r"该事项已由林一鸣于.*办理"):
        services.complete(item, "direct", by=desk.clerk, key="2")


def test_the_same_key_answers_with_the_first_result(desk):
    first = desk.open(key="open")
    assert desk.open(key="open").pk == first.pk
    item = desk.item(first)
    once = services.complete(item, "direct", by=desk.clerk, key="1")
    again = services.complete(item, "direct", by=desk.clerk, key="1")
    assert once.version == again.version == Case.objects.get(pk=first.pk).version


def test_nobody_can_use_up_the_key_of_another(desk):
    case = desk.open(key="mine")
    assert desk.open(key="mine", by=desk.chief).pk != case.pk


def test_a_stranger_does_not_learn_that_the_case_exists(desk):
    case = desk.open()
    for act in (
        lambda: services.complete(desk.item(case), "direct", by=desk.stranger, key="1"),
        lambda: services.chase(case.pk, "快", by=desk.stranger, key="2"),
        lambda: services.recall(desk.item(case), by=desk.stranger, key="3"),
        lambda: services.mark_read(desk.item(case), by=desk.stranger, key="4"),
        lambda: queries.allowed(desk.stranger, desk.item(case)),
        lambda: queries.case(desk.stranger, case.pk),
        lambda: services.complete(999_999, "direct", by=desk.stranger, key="5"),
    ):
        with pytest.raises(Missing):
            act()


def test_who_takes_part_but_does_not_hold_the_item_is_refused(desk):
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    with pytest.raises(NotAllowed, match="不在您的岗位上"):
        desk.do(case, "issue", "issue", desk.clerk, data={"outcome": "公开"})


def test_a_list_has_the_cases_that_one_by_one_are_seen(desk):
    for move in ("direct", "drop"):
        desk.do(desk.open(), "draft", move, desk.clerk)
    services.circulate(desk.open().pk, [desk.leader.post_id], by=desk.clerk, key="c")
    beside = desk.cast.grant("vetter", CHIEF.key)
    taken = desk.open()
    desk.do(taken, "draft", "direct", desk.clerk)
    services.claim(desk.item(taken), by=desk.chief, key="mine")
    everybody = (desk.clerk, desk.chief, beside, desk.handler, desk.leader, desk.stranger, desk.citizen, SYSTEM)
    seen = [set(queries.visible_to(one).values_list("pk")) for one in everybody]
    assert [set(queries.listed_for(one)) for one in everybody] == seen
    assert {len(one) for one in seen} >= {0, 1, 4}
    assert (taken.pk,) in seen[2]


def test_the_citizen_and_his_browser_hold_nothing_here(desk):
    case = desk.open()
    assert not queries.visible_to(desk.citizen).exists()
    with pytest.raises(Missing):
        services.complete(desk.item(case), "direct", by=desk.citizen, key="1")


def test_a_claimed_item_lies_with_one_person_until_he_gives_it_back(desk):
    desk.cast.grant("vetter", "flowtest.clerk")
    case = desk.open()
    item = desk.item(case)
    services.claim(item, by=desk.vetter, key="1")
    assert queries.todo(desk.clerk).rows == []
    assert queries.todo(desk.vetter).rows[0].is_claimed
    with pytest.raises(Conflict, match="已由吴三思签收"):
        services.complete(item, "direct", by=desk.clerk, key="2")
    services.unclaim(item, by=desk.vetter, key="3")
    services.complete(item, "direct", by=desk.clerk, key="4")
    with pytest.raises(Conflict):
        services.unclaim(item, by=desk.vetter, key="5")


def test_an_item_of_a_post_cannot_be_given_back_to_a_pool(desk):
    case = desk.sent_for_signing(desk.vetter)
    with pytest.raises(Refusal, match="没有签收"):
        services.unclaim(desk.item(case), by=desk.vetter, key="1")


def test_a_deputy_acts_for_the_principal_and_the_trace_says_so(desk):
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    from_chief = delegated(desk)
    assert queries.todo(from_chief).rows[0].case_id == case.pk
    desk.do(case, "issue", "more", from_chief)
    entry = trace.entries(f"flow.case/{case.pk}")[-1]
    assert entry.by["for_name"] == "周二春"
    (*_, last) = queries.opinions(Case.objects.select_related("flow_version").get(pk=case.pk))
    assert [(one.name, one.for_name) for one in last.opinions] == [("吴三思", "周二春")]


def delegated(desk):
    """The vetter, with the chief's post lent to him."""
    chief, vetter = desk.chief, desk.vetter
    lent = replace(chief.seat, for_user_id=chief.user_id, for_user_name=chief.name)
    return replace(vetter, seats=(*vetter.seats, lent))


def test_hooks_are_told_each_act_and_a_refusing_hook_stops_it(desk, heard):
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    assert [(event.act, event.move, event.entered) for event in heard] == [
        ("open", "", ("draft",)),
        ("complete", "direct", ("issue",)),
    ]


def test_every_act_leaves_a_trace_and_each_opened_item_a_notice(desk):
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk, opinion="请审")
    entries = trace.entries(f"flow.case/{case.pk}")
    assert [entry.act for entry in entries] == ["flow.open", "flow.complete"]
    assert entries[1].facts["opinion"] == "请审"
    sent = Outbox.objects.filter(topic="flow.item_opened", key=str(case.pk)).order_by("pk")
    assert [row.payload["items"] for row in sent][-1] == [desk.item(case)]


def test_a_step_with_a_period_has_a_due_date_of_its_own(desk):
    with clock.held_at(clock.now().replace(year=2026, month=6, day=1, hour=9)):
        case = desk.open()
    item = Item.objects.get(pk=desk.item(case))
    assert str(item.own_due_on) == str(item.due_on) == "2026-06-04"


def test_the_system_may_act_on_every_item(desk):
    case = desk.open()
    desk.do(case, "draft", "drop", SYSTEM)
    assert Case.objects.get(pk=case.pk).result == "不予办理"


def test_a_flow_without_a_registered_service_is_not_published(desk):
    assert "flowtest.number" in registry.TASKS
