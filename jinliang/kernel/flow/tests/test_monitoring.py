from datetime import date, timedelta

import pytest

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.days import Period
from jinliang.kernel.calendar import services as calendar
from jinliang.kernel.flow import cards, clocks, recomputing, sweep
from jinliang.kernel.flow.clock_models import Card, CardRule
from jinliang.kernel.trace import queries as trace

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(bare_case, at):
    with at(2026, 1, 5):
        case = bare_case()
        clocks.start(case.pk, "reply", Period(5, "条款"), date(2026, 1, 5), by=SYSTEM)
    with at(2026, 1, 13):
        sweep.run()
    return Card.objects.get()


@pytest.fixture
def monitor(cast):
    cast.grant("leader", cards.MONITOR.key)
    return cast.client("leader")


def test_the_monitor_sees_the_cards_below_and_revokes_one_with_a_reason(card, monitor):
    assert "示例办件" in monitor.get("/monitoring/").content.decode()
    path = f"/monitoring/{card.pk}/revoke/"
    assert monitor.post(path, {"reason": ""}).status_code == 422
    assert monitor.post(path, {"reason": "系统故障"}).status_code == 302
    assert "没有符合条件" in monitor.get("/monitoring/").content.decode()
    assert "系统故障" in monitor.get("/monitoring/", {"state": "revoked"}).content.decode()


def test_the_office_appeals_and_the_monitor_lets_the_card_stand(card, cast, monitor):
    assert cast.client("clerk").post(f"/monitoring/{card.pk}/appeal/", {"reason": "第三方迟延"}).status_code == 302
    assert "第三方迟延" in monitor.get("/monitoring/", {"state": "appealed"}).content.decode()
    assert monitor.post(f"/monitoring/{card.pk}/uphold/", {"reason": "不成立"}).status_code == 302


def test_a_strangers_card_does_not_exist(card, cast):
    stranger = cast.client("stranger")
    assert stranger.get(f"/monitoring/{card.pk}/revoke/").status_code == 404
    assert "没有符合条件" in stranger.get("/monitoring/").content.decode()


def test_the_list_costs_the_same_for_many_cards(card, monitor, bare_case, django_assert_max_num_queries):
    monitor.get("/monitoring/")
    with django_assert_max_num_queries(12):
        monitor.get("/monitoring/")


def test_moved_due_dates_are_listed(bare_case, at, monitor):
    assert "还没有" in monitor.get("/monitoring/due-changes/").content.decode()
    with at(2026, 1, 5):
        clocks.start(bare_case().pk, "reply", Period(5, "条款"), date(2026, 1, 5), by=SYSTEM)
        calendar.amend(date(2026, 1, 7), False, "临时放假", by=SYSTEM)
        recomputing.run_batch()
    page = monitor.get("/monitoring/due-changes/").content.decode()
    assert "2026-01-12" in page
    assert "2026-01-13" in page


def test_who_holds_the_duty_sets_a_rule_with_its_basis_and_day(cast):
    cast.grant("leader", cards.RULER.key)
    client, today = cast.client("leader"), clock.today()
    wanted = {"kind": "statutory", "colour": "yellow", "grace": "0", "basis": "示例办法第三条"}
    early = client.post("/monitoring/rules/", wanted | {"from_on": today - timedelta(days=1)})
    assert "不能早于今天" in early.content.decode()
    wanted["from_on"] = today + timedelta(days=30)
    assert client.post("/monitoring/rules/", wanted | {"basis": ""}).status_code == 422
    assert client.post("/monitoring/rules/", wanted).url == "/monitoring/rules/"
    page = client.get("/monitoring/rules/").content.decode()
    assert "示例办法第三条" in page
    assert "待生效" in page
    assert trace.entries("flow.card_rule")[0].actor == cast.leader.name


def test_a_monitoring_office_reads_the_rules_and_does_not_change_them(monitor, cast):
    assert "由有“发牌规则”职责的岗位改定" in monitor.get("/monitoring/rules/").content.decode()
    wanted = {"kind": "statutory", "colour": "red", "grace": "9", "from_on": "2099-01-05", "basis": "依据"}
    assert monitor.post("/monitoring/rules/", wanted).status_code == 422
    assert not CardRule.objects.filter(grace=9).exists()
    assert cast.client("clerk").get("/monitoring/rules/").status_code == 403
