"""The verbs on a whole case, and who sees what of it."""

from contextlib import nullcontext

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.days import Period
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.flow import casework, clocks, definition, queries, registry, services, versions
from jinliang.kernel.flow.checking import Unsound, check
from jinliang.kernel.flow.clock_models import Clock
from jinliang.kernel.flow.declare import End, Flow, Move, Step, duty
from jinliang.kernel.flow.models import Case, Deed, FlowVersion, Item
from jinliang.kernel.org import services as org
from jinliang.kernel.org.models import Post
from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.trace import queries as trace
from jinliang.kernel.trace.models import Entry

from . import flows

pytestmark = pytest.mark.django_db


def test_a_copy_for_each_of_210_posts_is_one_call_and_each_has_its_own_receipt(desk):
    posts = Post.objects.bulk_create(Post(unit=desk.unit, title=f"岗位{number}") for number in range(209))
    case, clerk, to = desk.open(), desk.clerk, [*(post.pk for post in posts), desk.leader.post_id]
    with CaptureQueriesContext(connection) as asked:
        services.circulate(case.pk, to, by=clerk, key="c")
    assert len(asked) <= 5
    (row,) = queries.todo(desk.leader, "toread").rows
    services.mark_read(row.item_id, by=desk.leader, key="r", opinion="已阅")
    receipts = queries.copies(case)
    assert len(receipts) == 210
    assert [one.reader for one in receipts if one.read_at] == ["王五岳"]
    assert queries.todo(desk.leader, "toread").rows == []


def test_a_copy_can_be_taken_back_until_it_is_read(desk):
    case = desk.open()
    services.circulate(case.pk, [desk.leader.post_id, desk.handler.post_id], by=desk.clerk, key="c")
    mine, other = (queries.todo(who, "toread").rows[0].item_id for who in (desk.leader, desk.handler))
    services.withdraw_copy(mine, by=desk.clerk, key="1")
    assert queries.todo(desk.leader, "toread").rows == []
    services.mark_read(other, by=desk.handler, key="2")
    with pytest.raises(Conflict, match="对方已经阅看"):
        services.withdraw_copy(other, by=desk.clerk, key="3")
    with pytest.raises(Refusal, match="已经签阅"):
        services.mark_read(other, by=desk.handler, key="4")


def test_a_second_copy_is_not_sent_where_one_is_unread(desk):
    case = desk.open()
    services.circulate(case.pk, [desk.leader.post_id], by=desk.clerk, key="1")
    with pytest.raises(Refusal, match="没有可传阅的对象"):
        services.circulate(case.pk, [desk.leader.post_id], by=desk.clerk, key="2")


def test_chasing_is_kept_and_sent_to_who_holds_the_case(desk):
    case = desk.open()
    with pytest.raises(Refusal, match="催办须写明内容"):
        services.chase(case.pk, " ", by=desk.clerk, key="0")
    services.chase(case.pk, "请于今日办结", by=desk.clerk, key="1")
    assert trace.entries(f"flow.case/{case.pk}")[-1].facts["text"] == "请于今日办结"
    (row,) = Outbox.objects.filter(topic="flow.chased")
    assert row.payload["items"] == [desk.item(case)]


def test_a_leavers_items_go_to_his_successor(desk):
    first, second = desk.sent_for_signing(desk.vetter, desk.handler), desk.sent_for_signing(desk.vetter)
    services.circulate(first.pk, [desk.vetter.post_id], by=desk.clerk, key="c")
    give = {"key": "t", "reason": "退休"}
    with pytest.raises(NotAllowed, match="办件管理"):
        services.transfer(desk.vetter.post_id, desk.leader.post_id, by=desk.clerk, **give)
    manager = desk.cast.grant("chief", "flow.manager")
    assert services.transfer(desk.vetter.post_id, desk.leader.post_id, by=manager, **give) == 2
    assert {row.case_id for row in queries.todo(desk.leader).rows} == {first.pk, second.pk}
    assert queries.counters(desk.vetter)["todo"] == 0
    assert queries.counters(desk.leader)["toread"] == 1
    assert services.transfer(desk.vetter.post_id, desk.leader.post_id, by=manager, **give) == 0


def shorter(name="发文（测试）"):
    """The letter flow without its check."""
    nodes = tuple(node for node in flows.LETTER.nodes if node.key != "check")
    issue = Step("issue", "签发", duty(flows.CHIEF.key), (Move("issue", "签发", "number"),))
    return Flow("flowtest.letter", name, "draft", tuple(issue if node.key == "issue" else node for node in nodes))


@pytest.fixture
def changed(desk, monkeypatch):
    """The letter flow is published anew, without its step "check"."""

    def publish():
        monkeypatch.setitem(registry.FLOWS, "flowtest.letter", shorter())
        (added,) = versions.publish_all()
        return added

    return publish


def test_a_case_stays_on_its_version_until_it_is_moved_on_purpose(desk, changed):
    case, new = desk.open(), None
    desk.do(case, "draft", "direct", desk.clerk)
    new = changed()
    assert new.number == 2
    assert desk.open().flow_version_id == new.pk
    assert [move.key for move in queries.allowed(desk.chief, desk.item(case)).moves] == ["issue", "more"]
    manager = desk.cast.grant("vetter", "flow.manager")
    services.move_version(case.pk, new.pk, by=manager, key="m", reason="流程简化")
    assert [move.key for move in queries.allowed(desk.chief, desk.item(case)).moves] == ["issue"]
    desk.do(case, "issue", "issue", desk.chief)


def test_a_case_is_not_moved_to_a_version_that_lacks_where_it_stands(desk, changed):
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    desk.do(case, "issue", "more", desk.chief)
    new = changed()
    with pytest.raises(Refusal, match="没有环节“check”"):
        services.move_version(case.pk, new.pk, by=SYSTEM, key="m", reason="流程简化")


def test_what_is_unchanged_is_not_published_again(desk):
    assert versions.publish_all() == []
    kept = FlowVersion.objects.get(flow_key="flowtest.letter")
    assert definition.digest(definition.from_json(kept.definition)) == kept.sha256


def test_a_closed_case_has_no_running_clock(desk):
    case = desk.open()
    clocks.start(case.pk, "answer", Period(20, "测试规则"), clock.today(), by=SYSTEM)
    assert Item.objects.get(pk=desk.item(case)).due_on
    desk.do(case, "draft", "drop", desk.clerk)
    assert Clock.objects.get(case=case).state == Clock.State.FINISHED


def test_registered_duties_see_the_cases_of_their_unit_and_below(desk):
    case = desk.open()
    assert not queries.is_visible(desk.leader, case.pk)
    leader = desk.cast.grant("leader", "flowtest.office")
    registry.sight("flowtest.letter", "flowtest.office", below=True)
    try:
        assert queries.is_visible(leader, case.pk)
        assert not queries.is_visible(desk.cast.grant("stranger", "flowtest.office"), case.pk)
    finally:
        registry.SIGHTS["flowtest.letter"].clear()


def test_who_acted_sees_the_case_after_he_has_changed_his_post(desk):
    case = desk.open()
    desk.do(case, "draft", "direct", desk.clerk)
    desk.do(case, "issue", "more", desk.chief)
    user = desk.users["chief"]
    (appointment,) = user.appointments.all()
    org.end_appointment(appointment.pk, on=clock.today(), by=SYSTEM)
    with clock.held_at(clock.now().replace(year=2027)):
        moved = desk.chief
    assert moved.seats == ()
    assert queries.case(moved, case.pk).pk == case.pk


def test_lists_have_pages_that_neither_skip_nor_repeat(desk):
    made = [desk.open(title=f"第{number}件", urgency=number % 3).pk for number in range(45)]
    seen, after = [], ""
    while True:
        page = queries.todo(desk.clerk, after=after)
        seen += [row.case_id for row in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == 45
    assert sorted(seen) == sorted(made)
    urgencies = [Case.objects.get(pk=pk).urgency for pk in seen]
    assert urgencies == sorted(urgencies, reverse=True)


def test_lists_are_filtered_by_what_a_person_asks_for(desk):
    plain, urgent = desk.open(title="关于100%达标的函"), desk.open(title="关于防火的函", urgency=2)
    other = desk.open("flowtest.queue", title="送审稿")

    def found(tab="todo", **asked):
        return {row.case_id for row in queries.todo(desk.clerk, tab, queries.Filters(**asked)).rows}

    assert found() == {plain.pk, urgent.pk, other.pk}
    assert found(text="100%") == {plain.pk}
    assert found(text="%") == {plain.pk}
    assert found(urgency=1) == {urgent.pk}
    assert found(flow="flowtest.queue") == found(step="send") == {other.pk}
    assert found(due="late") == set()
    assert found(due="week") == {plain.pk, urgent.pk}
    assert [row.case_id for row in queries.todo(desk.clerk, filters=queries.Filters(sort="newest")).rows] == [
        other.pk,
        urgent.pk,
        plain.pk,
    ]
    assert found("mine", text="防火") == {urgent.pk}
    assert found("doing", step="send") == {other.pk}


def test_a_list_that_there_is_not_or_a_forged_page_mark_is_refused(desk):
    for asked in ({"tab": "all"}, {"after": "x"}, {"after": "1.2026-13-01.5"}, {"filters": queries.Filters(sort="x")}):
        with pytest.raises(Refusal):
            queries.todo(desk.clerk, **asked)


def test_after_acting_the_next_item_of_the_list_is_offered(desk):
    cases = [desk.open(title=f"第{number}件") for number in range(3)]
    items = [desk.item(case) for case in cases]
    services.complete(items[1], "drop", by=desk.clerk, key="1")
    assert queries.next_item(desk.clerk, items[1]) == items[2]
    services.complete(items[2], "drop", by=desk.clerk, key="2")
    assert queries.next_item(desk.clerk, items[2]) == items[0]
    services.complete(items[0], "drop", by=desk.clerk, key="3")
    assert queries.next_item(desk.clerk, items[0]) is None


def test_what_is_allowed_depends_on_who_asks(desk):
    case = desk.open()
    item = desk.item(case)
    mine = queries.allowed(desk.clerk, item)
    assert mine.verbs == ("complete", "claim", "refer", "add_countersigner", "circulate")
    assert [move.key for move in mine.moves] == ["submit", "direct", "drop"]
    with pytest.raises(Missing):
        queries.allowed(desk.chief, item)
    desk.do(case, "draft", "direct", desk.clerk)
    assert queries.allowed(desk.clerk, item).verbs == ("recall",)
    assert queries.allowed(desk.chief, desk.item(case)).back_to == (("draft", "拟稿"),)


def test_a_persons_own_phrases_come_before_the_usual_ones(desk):
    services.keep_phrase("请抓紧办理", by=desk.clerk)
    services.keep_phrase("请抓紧办理", by=desk.clerk)
    assert queries.phrases(desk.clerk) == ["请抓紧办理", "同意", "已阅", "请按规定办理"]
    services.drop_phrase("请抓紧办理", by=desk.clerk)
    assert queries.phrases(desk.clerk) == ["同意", "已阅", "请按规定办理"]
    with pytest.raises(Refusal):
        services.keep_phrase(" ", by=desk.clerk)


def test_many_acts_in_one_transaction_leave_the_same_trace_as_one_by_one(desk):
    """All but the stream's name goes into the hash: the same bodies at the same moments give the same chain."""

    clerk, chief, moment = desk.clerk, desk.chief, clock.now().replace(year=2025, microsecond=0)

    def written(inside):
        with inside, clock.held_at(moment):
            case = desk.open(by=clerk)
            desk.do(case, "draft", "direct", clerk, opinion="请审")
            desk.do(case, "issue", "issue", chief, data={"outcome": "公开"})
        rows = Entry.objects.filter(stream=f"flow.case/{case.pk}").order_by("seq")
        return [(row.seq, row.at, row.body) for row in rows]

    assert written(nullcontext()) == written(transaction.atomic())


def test_used_keys_are_forgotten_after_a_quarter(desk):
    with clock.held_at(clock.now().replace(year=2025)):
        desk.open()
    desk.open()
    assert casework.forget_deeds() == 1
    assert Deed.objects.count() == 1


MOVE = (Move("ok", "办", "end"),)


@pytest.mark.parametrize(
    ("nodes", "fault"),
    [
        ((Step("a", "甲", duty("d"), (Move("ok", "办", "b"),)), End("end")), "leads to b, which is not declared"),
        ((Step("a", "甲", duty("d"), MOVE), Step("b", "乙", duty("d"), MOVE), End("end")), "b: is never reached"),
        ((Step("a", "甲", duty("d"), (Move("ok", "办", "a"),)),), "reaches no end"),
        ((Step("a", "甲", duty("d"), ()), End("end")), "needs a move"),
        ((Step("a", "甲", duty("d"), MOVE), Step("a", "甲", duty("d"), MOVE), End("end")), "declared twice"),
        ((Step("a", "甲", duty(""), MOVE), End("end")), "names no duty"),
    ],
)
def test_an_unsound_flow_is_refused_with_its_fault(nodes, fault):
    with pytest.raises(Unsound, match=fault):
        check(Flow("x.y", "x", "a", nodes))
