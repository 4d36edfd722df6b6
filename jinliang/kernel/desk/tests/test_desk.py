from uuid import uuid4

import pypdfium2
import pytest
from django.db import OperationalError

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.desk import messages as desk_messages
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Item
from jinliang.kernel.flow.tests import flows
from jinliang.kernel.flow.tests.flows import CHIEF, CLERK, OFFICE
from jinliang.kernel.notices import queries as notices
from jinliang.kernel.org import identity
from jinliang.kernel.org import services as org
from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.outbox.registry import Row
from jinliang.kernel.outbox.relay import run_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast):
    flows.publish()
    cast.grant("clerk", CLERK.key)
    cast.grant("chief", CHIEF.key)
    cast.grant("handler", OFFICE.key)
    return cast


def letter(office, title="关于植树的函", **more):
    return flow.open_case(
        "flowtest.letter", by=office.clerk, unit_id=office.unit.pk, title=title, subject="", key=uuid4(), **more
    )


def item_of(case):
    return Item.objects.filter(case=case, state=Item.State.OPEN).order_by("pk").first()


def text(response):
    return response.content.decode()


def test_the_desk_shows_what_lies_on_it(office):
    letter(office)
    page = text(office.client("clerk").get("/"))
    assert "林一鸣" in page
    assert "关于植树的函" in page
    assert "关于植树的函" not in text(office.client("stranger").get("/"))


def test_an_empty_desk_says_so(office):
    assert "手头的事都办完了" in text(office.client("chief").get("/"))


def test_the_desk_costs_eight_queries(office, django_assert_max_num_queries):
    for number in range(25):
        letter(office, f"第{number}件")
    client = office.client("clerk")
    client.get("/")
    with django_assert_max_num_queries(8):
        client.get("/")


def test_filters_survive_acting(office):
    case = letter(office)
    letter(office, "防火通知")
    client = office.client("clerk")
    assert "防火通知" not in text(client.get("/?tab=todo&text=植树"))
    acted = client.post(
        f"/cases/{case.pk}/items/{item_of(case).pk}/act/", {"verb": "complete", "move": "direct", "key": "k1"}
    )
    page = text(client.get(acted["Location"]))
    assert 'value="植树"' in page
    assert "防火通知" not in page
    assert 'value="植树"' not in text(client.get("/?clear=1", follow=True))


def test_what_the_move_does_not_ask_for_cannot_be_typed_into_the_case(office):
    """The data of a case may name the unit that decides it."""
    case = letter(office)
    answer = office.client("clerk").post(
        f"/cases/{case.pk}/items/{item_of(case).pk}/act/",
        {"verb": "complete", "move": "direct", "key": "k1", "data.agency": "1"},
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.data == {}


def test_the_next_item_is_offered_once(office):
    first, second = letter(office, "甲件"), letter(office, "乙件")
    client = office.client("clerk")
    client.post(
        f"/cases/{first.pk}/items/{item_of(first).pk}/act/", {"verb": "complete", "move": "direct", "key": "k1"}
    )
    page = text(client.get("/"))
    assert "继续办理" in page
    assert f"/cases/{second.pk}/?item={item_of(second).pk}" in page
    assert "继续办理" not in text(client.get("/"))


def test_one_opinion_does_for_a_selection_and_a_refusal_hinders_no_other(office):
    cases = [letter(office, f"第{number}件") for number in range(3)]
    items = [item_of(case).pk for case in cases]
    flow.complete(items[0], "direct", by=office.clerk, key="before")
    client = office.client("clerk")
    page = client.post(
        "/desk/batch/", {"item": items, "act": "complete:direct", "opinion": "同意", "key": "b1"}, follow=True
    )
    assert "已办 2 件；1 件没有办成" in text(page)
    assert Item.objects.filter(pk__in=items[1:], opinion="同意").count() == 2


def test_a_selection_offers_only_what_all_of_it_allows(office):
    case = letter(office)
    page = text(office.client("clerk").get("/desk/selection/", {"item": item_of(case).pk}))
    assert "直送签发" in page
    assert "签发</button>" not in page.replace("直送签发</button>", "")


def test_the_list_comes_anew_with_the_selection_kept(office):
    item = item_of(letter(office)).pk
    page = text(office.client("clerk").get(f"/desk/list/?tab=todo&item={item}"))
    assert "<html" not in page
    assert f'value="{item}" aria-label="选择：关于植树的函" checked' in page


def test_a_case_page_shows_moves_verbs_and_opinions(office):
    case = letter(office)
    flow.complete(item_of(case).pk, "direct", by=office.clerk, key="1", opinion="拟同意印发")
    page = text(office.client("chief").get(f"/cases/{case.pk}/"))
    for words in ("拟同意印发", "再核", "退回", "转办", "加签", "传阅", "催办", "留痕"):
        assert words in page


def test_a_stranger_finds_no_case(office):
    case = letter(office)
    client = office.client("stranger")
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert client.post(f"/cases/{case.pk}/act/", {"verb": "chase", "key": "k", "opinion": "快"}).status_code == 404


def test_a_refused_act_keeps_what_was_typed(office):
    case = letter(office)
    item = item_of(case).pk
    flow.complete(item, "direct", by=office.clerk, key="1")
    client = office.client("chief")
    answer = client.post(
        f"/cases/{case.pk}/items/{item_of(case).pk}/act/",
        {"verb": "complete", "move": "issue", "key": "k9", "opinion": "请抓紧印发"},
    )
    assert answer.status_code == 422
    assert "签发须填写办理结果" in text(answer)
    assert "请抓紧印发" in text(answer)
    assert 'value="k9"' in text(answer)


def test_the_same_form_sent_twice_acts_once(office):
    case = letter(office)
    address, form = f"/cases/{case.pk}/items/{item_of(case).pk}/act/", {"verb": "complete", "move": "direct"}
    client = office.client("clerk")
    for _ in range(2):
        assert client.post(address, form | {"key": "same"}).status_code == 302
    assert Item.objects.filter(case=case).count() == 2


def test_an_act_without_its_key_is_refused(office):
    case = letter(office)
    client = office.client("clerk")
    answer = client.post(f"/cases/{case.pk}/items/{item_of(case).pk}/act/", {"verb": "complete", "move": "direct"})
    assert answer.status_code == 422
    assert item_of(case).step == "draft"


@pytest.mark.parametrize(
    ("verb", "form", "words"),
    [
        ("chase", {"opinion": "请今天办完"}, "已催办"),
        ("suspend", {"opinion": "等待上级答复"}, "已中止"),
        ("withdraw", {"opinion": "重复发起"}, "已撤回"),
    ],
)
def test_the_verbs_of_a_case(office, verb, form, words):
    case = letter(office)
    client = office.client("clerk")
    answer = client.post(f"/cases/{case.pk}/act/", {"verb": verb, "key": "v1", **form}, follow=True)
    assert words in text(answer)


def test_a_case_is_circulated_to_people_found_by_pinyin(office):
    case = letter(office)
    client = office.client("clerk")
    assert "周二春" in text(client.get("/desk/people/?q=zec"))
    client.post(f"/cases/{case.pk}/act/", {"verb": "circulate", "key": "c", "to": office.chief.post_id})
    assert "关于植树的函" in text(office.client("chief").get("/?tab=toread"))


def test_what_is_no_number_in_an_address_breaks_no_page(office):
    case, client = letter(office), office.client("clerk")
    for given in ("²", "9" * 30, "x"):
        for address in (f"/cases/{case.pk}/?item={given}", f"/desk/people/?group={given}", f"/desk/tree/?unit={given}"):
            assert client.get(address).status_code == 200, address


def test_a_group_is_chosen_by_its_name(office):
    """Each member at his main post; who has no post, or not the duty that is asked, is left out."""
    people = [office.users[who].pk for who in ("clerk", "chief", "stranger")]
    group = org.save_group("防火信息员", people, by=office.system_admin)
    org.appoint(people[1], org.create_post(office.bureau.pk, "挂职副局长", by=SYSTEM).pk, by=SYSTEM)
    client = office.client("clerk")
    assert "防火信息员" in text(client.get("/desk/people/?q=信息员&many=1"))
    assert "防火信息员" not in text(client.get("/desk/people/?q=信息员"))
    page = text(client.get(f"/desk/people/?group={group.pk}"))
    assert "全部选入<small>3 人" in page
    assert f'data-jl-choose="{office.chief.post_id}"' in page
    assert "挂职副局长" not in page
    office.grant("chief", CHIEF.key)
    assert "全部选入<small>1 人" in text(client.get(f"/desk/people/?group={group.pk}&duty={CHIEF.key}"))


def test_a_countersigner_is_added_and_dropped(office):
    case = letter(office)
    item, client = item_of(case).pk, office.client("clerk")
    address = f"/cases/{case.pk}/items/{item}/act/"
    client.post(address, {"verb": "add_countersigner", "key": "a", "to": office.handler.post_id})
    page = text(client.get(f"/cases/{case.pk}/"))
    assert "甲县林草局经办人" in page
    added = Item.objects.get(case=case, added_by=item, state=Item.State.OPEN)
    answer = client.post(f"/cases/{case.pk}/items/{added.pk}/act/", {"verb": "drop_countersigner", "key": "d"})
    assert answer.status_code == 302
    added.refresh_from_db()
    assert added.state == Item.State.VOID


def test_an_unread_copy_is_taken_back(office):
    case = letter(office)
    client = office.client("clerk")
    flow.complete(item_of(case).pk, "direct", by=office.clerk, key="1")
    client.post(f"/cases/{case.pk}/act/", {"verb": "circulate", "key": "c", "to": office.leader.post_id})
    copy = Item.objects.get(case=case, kind=Item.Kind.TOREAD)
    assert (
        client.post(f"/cases/{case.pk}/items/{copy.pk}/act/", {"verb": "withdraw_copy", "key": "w"}).status_code == 302
    )
    assert "关于植树的函" not in text(office.client("leader").get("/?tab=toread"))


def test_a_lost_database_keeps_the_opinion_that_was_typed(office, monkeypatch):
    client = office.client("clerk")
    client.raise_request_exception = False

    def lost(session):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(identity, "signed_in", lost)
    answer = client.post("/cases/1/items/1/act/", {"verb": "complete", "key": "k", "opinion": "写了很久的意见"})
    assert answer.status_code == 503
    assert "写了很久的意见" in text(answer)
    assert 'action="/cases/1/items/1/act/"' in text(answer)


def test_what_was_just_done_can_be_taken_back_while_unread(office):
    case = letter(office)
    item = item_of(case).pk
    flow.complete(item, "direct", by=office.clerk, key="1")
    client = office.client("clerk")
    assert "撤回这一步" in text(client.get(f"/cases/{case.pk}/"))
    client.post(f"/cases/{case.pk}/items/{item}/act/", {"verb": "recall", "key": "r"})
    assert item_of(case).step == "draft"


def test_what_its_holder_has_opened_cannot_be_taken_back(office):
    case = letter(office)
    flow.complete(item_of(case).pk, "direct", by=office.clerk, key="1")
    for _ in range(2):
        assert office.client("chief").get(f"/cases/{case.pk}/").status_code == 200
    assert item_of(case).read_at is not None
    done = Item.objects.get(case=case, state=Item.State.DONE)
    answer = office.client("clerk").post(f"/cases/{case.pk}/items/{done.pk}/act/", {"verb": "recall", "key": "r"})
    assert answer.status_code in (409, 422)


def test_a_new_item_is_told_to_whom_it_concerns(office):
    case = letter(office)
    flow.complete(item_of(case).pk, "direct", by=office.clerk, key="1")
    run_once()
    assert notices.visible_to(office.chief).first().title == "新的待办：关于植树的函"
    assert notices.unread(office.stranger) == 0


def test_a_chase_is_urgent(office):
    case = letter(office)
    flow.chase(case.pk, "今天必须答复", by=office.clerk, key="c")
    run_once()
    assert notices.visible_to(office.clerk).filter(is_urgent=True, kind="desk.chased").exists()


def test_phrases_are_ones_own(office):
    client = office.client("clerk")
    client.post("/desk/phrases/", {"text": "拟同意，请领导审定"})
    assert "拟同意，请领导审定" in text(client.get("/desk/phrases/"))
    assert "拟同意，请领导审定" not in text(office.client("chief").get("/desk/phrases/"))
    client.post("/desk/phrases/", {"drop": "拟同意，请领导审定"})
    assert "拟同意，请领导审定" not in text(client.get("/desk/phrases/"))


def test_who_is_away_is_seen_where_he_is_chosen_and_where_his_cases_lie(office):
    today, clerk = clock.today(), office.users["clerk"].pk
    org.note_absence(clerk, today, today, "trip", deputy_id=office.users["vetter"].pk, by=office.chief)
    client, words = office.client("chief"), "出差，吴三思代办"
    for address in ("/desk/people/?q=林一鸣", f"/desk/tree/?unit={office.unit.pk}", "/desk/tree/?q=林一鸣"):
        assert words in text(client.get(address))
    case = letter(office)
    flow.claim(item_of(case).pk, by=office.clerk, key=uuid4())
    assert f"林一鸣{today.month}月{today.day}日{words}" in text(office.client("clerk").get(f"/cases/{case.pk}/"))


def test_the_tree_opens_where_one_works(office):
    client = office.client("clerk")
    assert "甲县人民政府" in text(client.get("/desk/roots/"))
    assert text(client.get("/desk/tree/?q=")) == text(client.get("/desk/roots/"))
    below = text(client.get(f"/desk/tree/?unit={office.unit.pk}"))
    assert "周二春" in below
    assert "没有找到" in text(client.get("/desk/tree/?q=不存在的人"))


def test_the_sheet_is_for_paper(office):
    case = letter(office)
    page = text(office.client("clerk").get(f"/cases/{case.pk}/sheet/"))
    assert "办理单" in page
    assert "data-jl-print" in page


def test_the_numbers_of_the_navigation_come_by_themselves(office):
    letter(office)
    page = text(office.client("clerk").get("/shell/counts/"))
    assert '<b id="jl-count-desk-home" hx-swap-oob="true">1</b>' in page


def test_the_sheet_as_pdf_carries_the_opinions_and_is_traced(office):
    case = letter(office)
    flow.complete(item_of(case).pk, "direct", by=office.clerk, key=uuid4(), opinion="拟同意植树。")
    answer = office.client("clerk").post(f"/cases/{case.pk}/sheet/pdf/")
    document = pypdfium2.PdfDocument(answer.content)
    written = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "拟同意植树。" in written
    assert office.clerk.name in written
    assert "打印办理单" in text(office.client("clerk").get(f"/cases/{case.pk}/"))


def test_the_sheet_of_a_strangers_case_does_not_exist(office):
    assert office.client("stranger").post(f"/cases/{letter(office).pk}/sheet/pdf/").status_code == 404


def test_the_trace_of_a_case_is_told_in_words(office):
    case = letter(office)
    page = text(office.client("clerk").get(f"/cases/{case.pk}/"))
    assert "发起" in page
    assert "flow.open" not in page


def test_who_shares_a_pool_sees_a_claimed_item_go(office):
    office.grant("vetter", CLERK.key)
    item = item_of(letter(office))
    run_once()
    Outbox.objects.all().delete()
    flow.claim(item.pk, by=office.clerk, key=uuid4())
    desk_messages.pool_changed(
        [Row(1, row.topic, "", row.payload, row.at) for row in Outbox.objects.filter(topic="flow.pool_changed")]
    )
    told = Outbox.objects.get(topic="notices.refresh").payload["users"]
    assert office.vetter.user_id in told
