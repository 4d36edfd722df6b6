"""The orders of leaders: kept by the office, taken with one click, and nobody passed by in silence."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Conflict, Invalid, NotAllowed
from jinliang.kernel.desk.registry import Lineup
from jinliang.kernel.org import services as org
from jinliang.kernel.org.models import Appointment, Grant
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.incoming import orders, rules
from jinliang.subsystems.incoming.models import Incoming, InstructionOrder
from jinliang.subsystems.incoming.models import Office as Kept
from jinliang.subsystems.incoming.services import orders as keeping
from jinliang.subsystems.incoming.services.orders import Wish
from tests.stages import stage

from .conftest import Office, refused

pytestmark = pytest.mark.django_db


def kept(office: Office) -> Kept:
    return Kept.objects.select_related("unit").get(unit=office.cast.government)


def keep(
    office: Office, name: str = "农林水事项", posts: list[int] | None = None, *, by: Actor | None = None,
    uuid: UUID | None = None, based_on: int = 0, **more: object,
) -> InstructionOrder:  # fmt: skip
    wish = Wish(name, tuple([office.leader.post_id] if posts is None else posts), **more)
    return keeping.save(kept(office).pk, uuid or uuid4(), wish, based_on=based_on, by=by or office.clerk)


def offered(office: Office, incoming: Incoming, by: Actor | None = None) -> list[Lineup]:
    return orders.lineups(office.again(incoming).case, by or office.proposer)[0]


@stage
def second(office: Office) -> Actor:
    """Another leader of the government."""
    return office.cast.grant("vetter", "incoming.instructor")


@stage
def proposing(office: Office) -> Incoming:
    """Before the proposer."""
    incoming = office.register()
    office.move(incoming, "pass", office.clerk)
    return office.again(incoming)


# ---- what the rules say


def test_an_order_needs_a_name_and_a_leader_and_names_nobody_twice() -> None:
    assert [one.field for one in rules.order_faults(" ", [])] == ["name", "add"]
    assert [one.what for one in rules.order_faults("甲", [1, 2, 1])] == ["同一岗位不能排两次"]
    assert rules.order_faults("甲", range(rules.MOST_LEADERS)) == []
    assert len(rules.order_faults("甲", range(rules.MOST_LEADERS + 1))) == 1


def test_leaders_are_moved_added_and_dropped_and_the_ends_hold() -> None:
    assert rules.rearranged([1, 2, 3], "up", 3) == [1, 3, 2]
    assert rules.rearranged([1, 2, 3], "up", 1) == [1, 2, 3]
    assert rules.rearranged([1, 2, 3], "down", 1) == [2, 1, 3]
    assert rules.rearranged([1, 2, 3], "down", 3) == [1, 2, 3]
    assert rules.rearranged([1, 2], "add", 3) == [1, 2, 3]
    assert rules.rearranged([1, 2], "add", 1) == rules.rearranged([1, 2], "up", 9) == [1, 2]
    assert rules.rearranged([1, 2, 3], "drop", 2) == [1, 3]


# ---- who keeps what


def test_who_registers_keeps_them_and_the_trace_tells_what_was_changed(office: Office, second: Actor) -> None:
    row = keep(office)
    posts = [second.post_id, office.leader.post_id]
    keep(office, "农林水", posts, uuid=row.uuid, based_on=1, kinds=("request",))
    changed = InstructionOrder.objects.get()
    assert (changed.name, orders.posts_of(changed), changed.kinds, changed.version) == ("农林水", posts, ["request"], 2)
    last = trace.entries(f"incoming.office/{office.cast.government.pk}")[-1]
    assert last.act == "incoming.order.save"
    assert (last.facts["before"]["name"], last.facts["after"]["posts"]) == ("农林水事项", posts)


def test_nobody_else_keeps_them(office: Office) -> None:
    office.cast.grant("stranger", "incoming.clerk")
    for who in (office.proposer, office.leader, office.cast.stranger):
        with refused(NotAllowed, match="收文登记分办"):
            keep(office, by=who)


def test_the_same_form_sent_twice_keeps_one_order(office: Office) -> None:
    uuid = uuid4()
    assert keep(office, uuid=uuid) == keep(office, uuid=uuid)
    assert InstructionOrder.objects.get().version == 1


def test_who_changes_what_another_has_changed_meanwhile_is_told(office: Office, second: Actor) -> None:
    row = keep(office)
    keep(office, "甲", uuid=row.uuid, based_on=1)
    with refused(Conflict, match="刚被他人修改"):
        keep(office, "乙", uuid=row.uuid, based_on=1)
    with refused(Conflict, match="刚被他人修改"):
        keeping.remove(row, based_on=1, by=office.clerk)
    keeping.remove(row, based_on=2, by=office.clerk)
    with refused(Conflict, match="刚被他人删除"):
        keep(office, "丙", uuid=row.uuid, based_on=2)


def test_one_is_the_default_and_the_former_is_not_any_more(office: Office) -> None:
    first = keep(office, "甲", is_default=True)
    keep(office, "乙", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, first.version) == (False, 2)


def test_two_orders_have_two_names(office: Office) -> None:
    keep(office, "甲")
    with refused(match="已有名为“甲”的批示顺序"):
        keep(office, " 甲 ")


def test_an_office_keeps_so_many_and_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_ORDERS", 1)
    row = keep(office, "甲")
    with refused(match="最多保存 1 个"):
        keep(office, "乙")
    keep(office, "丙", uuid=row.uuid, based_on=1)


def test_only_leaders_of_ones_own_who_may_instruct_stand_in_an_order(office: Office, second: Actor) -> None:
    stranger = office.cast.grant("stranger", "incoming.instructor")
    with refused(match="不是甲县人民政府的领导岗位"):
        keep(office, posts=[stranger.post_id])
    with refused(match="没有批示权限"):
        keep(office, posts=[office.handler.post_id])
    with refused(Invalid) as found:
        keep(office, "", posts=[])
    assert set(found.value.errors) == {"name", "add"}
    assert orders.candidates(kept(office)) == {
        "甲县人民政府": [(office.leader.post_id, "王五岳　副县长")],
        "政务公开科": [(second.post_id, "吴三思　法制审核员")],
    }


def test_a_higher_government_does_not_order_the_leaders_of_a_lower_one(office: Office) -> None:
    city = Kept(unit=office.cast.government.parent)
    assert orders.candidates(city) == {}


def test_a_marked_name_is_refused_and_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda topic, **facts: told.append(facts["subject"]))
    with refused(match="涉密"):
        keep(office, "机" + "密★1年")
    assert told == [f"incoming.office/{kept(office).unit_id}"]


def test_they_go_up_and_down_and_the_ends_hold(office: Office) -> None:
    rows = [keep(office, name) for name in "甲乙丙"]
    keeping.move(rows[2], "up", based_on=1, by=office.clerk)
    keeping.move(rows[0], "up", based_on=1, by=office.clerk)
    keeping.move(rows[0], "down", based_on=1, by=office.clerk)
    assert [row.name for row in kept(office).orders.all()] == ["丙", "甲", "乙"]
    with refused(Conflict):
        keeping.move(rows[2], "down", based_on=1, by=office.clerk)


# ---- what is offered to the proposer


def test_first_what_is_kept_for_the_kind_then_the_default_then_the_others(office: Office, proposing: Incoming) -> None:
    keep(office, "甲")
    keep(office, "乙", is_default=True)
    keep(office, "丙", kinds=("report", "request"))
    assert [(one.name, one.mark) for one in offered(office, proposing)] == [("丙", "请示"), ("乙", "默认"), ("甲", "")]


def test_who_is_gone_or_lost_the_duty_is_passed_by_and_it_is_said(
    office: Office, second: Actor, proposing: Incoming
) -> None:
    row = keep(office, posts=[second.post_id, office.leader.post_id])
    Grant.objects.filter(post=second.post_id, duty="incoming.instructor").delete()
    (one,) = offered(office, proposing)
    assert (one.posts, one.notes) == ((office.leader.post_id,), ("跳过政务公开科 法制审核员（已无批示权限）",))
    Appointment.objects.filter(post=office.leader.post_id).delete()
    (one,) = offered(office, proposing)
    assert (one.posts, one.notes[1]) == ((), "跳过甲县人民政府 副县长（空缺）")
    # Renamed as it is: nobody has to be dropped because his post is vacant for a while.
    keep(office, "新名", posts=orders.posts_of(row), uuid=row.uuid, based_on=1)
    Appointment.objects.filter(post=second.post_id).delete()
    org.end_post(second.post_id, by=SYSTEM)
    faults = [place.fault for place in orders.standing(kept(office))[0].places]
    assert faults == [orders.ENDED, orders.VACANT]


def test_the_orders_of_another_office_are_not_offered(office: Office, proposing: Incoming) -> None:
    keep(office)
    Kept.objects.update(unit=office.cast.bureau)
    assert offered(office, proposing) == []


def test_an_order_is_taken_and_sent_by_the_same_verb_as_ever(
    office: Office, second: Actor, proposing: Incoming
) -> None:
    keep(office, posts=[second.post_id, office.leader.post_id])
    client, item = office.cast.client("chief"), office.item(proposing.case_id)
    address = reverse("desk:case", args=[proposing.case_id])
    page = client.get(address).content.decode()
    assert "吴三思 → 王五岳" in page
    assert "设置批示顺序" not in page, "the proposer does not keep them"
    (one,) = offered(office, proposing)
    taken = client.get(address, {"item": item, "lineup": one.key}).content.decode().split('class="chosen"')[1]
    to = [post for post in (second.post_id, office.leader.post_id) if f'value="{post}" checked' in taken]
    given = {"verb": "complete", "move": "to_instruct", "opinion": "请依次批示。", "to": to, "key": "k"}
    assert client.post(reverse("desk:act_on_item", args=[proposing.case_id, item]), given).status_code == 302
    assert office.item(proposing.case_id, second)


def test_it_is_offered_again_where_the_document_is_proposed_again(office: Office, proposed: Incoming) -> None:
    keep(office)
    office.move(proposed, "initial", office.leader)
    office.move(proposed, "again", office.clerk, opinion="请再送批。")
    assert (
        "农林水事项" in office.cast.client("chief").get(reverse("desk:case", args=[proposed.case_id])).content.decode()
    )


def test_many_orders_ask_no_more_than_one(office: Office, second: Actor, proposing: Incoming) -> None:
    proposer, clerk = office.cast.client("chief"), office.cast.client("clerk")
    case, listing = reverse("desk:case", args=[proposing.case_id]), reverse("incoming:orders")
    asked = []
    for number in range(6):
        keep(office, f"顺序{number}", posts=[second.post_id, office.leader.post_id])
        # The first time a page is asked for costs more.
        if number in (0, 1, 5):
            asked.append((queries_of(proposer, case), queries_of(clerk, listing)))
    assert asked[1] == asked[2]


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


# ---- the pages


def sheet(**given: object) -> dict[str, object]:
    return {"uuid": str(uuid4()), "based_on": 0, "name": "农林水事项", "do": "save"} | given


def test_an_order_is_made_on_its_sheet_without_a_script(office: Office, second: Actor) -> None:
    client, address = office.cast.client("clerk"), reverse("incoming:order_new")
    assert "还没有批示顺序" in client.get(reverse("incoming:orders")).content.decode()
    assert "王五岳　副县长" in client.get(address).content.decode()
    given = sheet(do="add", add=office.leader.post_id, to=[second.post_id], kinds=["request"])
    page = client.post(address, given).content.decode()
    assert page.index(f'name="to" value="{second.post_id}"') < page.index(f'name="to" value="{office.leader.post_id}"')
    assert 'value="农林水事项"' in page
    assert re.search('value="request"[^>]*checked', page)
    given |= {"to": [second.post_id, office.leader.post_id], "add": "", "do": f"up:{office.leader.post_id}"}
    page = client.post(address, given).content.decode()
    assert page.index(f'name="to" value="{office.leader.post_id}"') < page.index(f'name="to" value="{second.post_id}"')
    assert not InstructionOrder.objects.exists(), "nothing counts until it is saved"
    given |= {"to": [office.leader.post_id], "add": second.post_id, "do": "save"}
    assert client.post(address, given).headers["Location"] == reverse("incoming:orders")
    assert orders.posts_of(InstructionOrder.objects.get()) == [office.leader.post_id, second.post_id]
    page = client.get(reverse("incoming:orders")).content.decode()
    assert "优先用于请示" in page
    assert "农林水事项" in page


def test_what_was_typed_is_kept_when_it_is_refused(office: Office) -> None:
    page = office.cast.client("clerk").post(reverse("incoming:order_new"), sheet(name="甲" * 40))
    assert page.status_code == 422
    words = page.content.decode()
    assert "还没有选择领导" in words
    assert "甲" * 40 in words


def test_orders_are_changed_moved_and_removed_on_their_pages(office: Office) -> None:
    rows, client = [keep(office, name) for name in "甲乙"], office.cast.client("clerk")
    page = client.get(reverse("incoming:order", args=[rows[0].uuid])).content.decode()
    assert "王五岳" in page
    given = sheet(uuid=rows[0].uuid, based_on=1, name="丙", to=[office.leader.post_id])
    assert client.post(reverse("incoming:order", args=[rows[0].uuid]), given).status_code == 302
    assert client.post(reverse("incoming:order", args=[rows[0].uuid]), given | {"name": "丁"}).status_code == 409
    done = [("down", 0, 2), ("remove", 1, 1), ("remove", 1, 2)]
    pages = [act(client, rows[at], name, based_on) for name, at, based_on in done]
    assert ["刚被他人修改" in page for page in pages] == [False, True, False]
    assert [row.name for row in kept(office).orders.all()] == ["丙"]


def act(client: Client, row: InstructionOrder, name: str, based_on: int) -> str:
    address = reverse("incoming:order_act", args=[row.uuid, name])
    return client.post(address, {"based_on": based_on}, follow=True).content.decode()


def test_strangers_find_no_order_and_who_lacks_the_duty_is_refused(office: Office) -> None:
    row = keep(office)
    office.cast.grant("stranger", "incoming.clerk")
    stranger, chief = office.cast.client("stranger"), office.cast.client("chief")
    for client, status in ((stranger, 404), (chief, 403)):
        assert client.get(reverse("incoming:order", args=[row.uuid])).status_code == status
        for name in ("up", "remove"):
            assert client.post(reverse("incoming:order_act", args=[row.uuid, name])).status_code == status
    assert row.name not in stranger.get(reverse("incoming:orders")).content.decode()
    assert chief.get(reverse("incoming:orders")).status_code == 403
    assert office.cast.client("clerk").post(reverse("incoming:order_act", args=[row.uuid, "x"])).status_code == 404


def test_the_page_is_linked_from_the_settings_and_from_the_proposal_for_who_may(
    office: Office, proposing: Incoming
) -> None:
    assert reverse("incoming:orders") in office.cast.client("clerk").get(reverse("incoming:office")).content.decode()
    by = office.cast.grant("clerk", "incoming.proposer")
    assert orders.lineups(proposing.case, by)[1] == reverse("incoming:orders")
    page = office.cast.client("clerk").get(reverse("desk:case", args=[proposing.case_id])).content.decode()
    assert "设置批示顺序" in page
