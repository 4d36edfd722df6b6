from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind
from jinliang.kernel.trace import queries, services

pytestmark = pytest.mark.django_db
PAGE = "/audit/"
MOMENT = clock.now().replace(hour=17, minute=30, second=0, microsecond=0)
ONE, OTHER = (Actor(ActorKind.OFFICIAL, name, user_id=n) for n, name in enumerate(("示例甲", "示例乙"), 1))


@pytest.fixture
def auditor(cast):
    for n in range(3):
        at = MOMENT - timedelta(days=4 * n)
        services.append("t/1", "t.open", by=ONE, facts={"n": n, "told": "示例乙"}, at=at)
        services.append("t/2", "t.open.again", by=OTHER, facts={"n": n}, at=at)
    with clock.held_at(MOMENT):
        yield cast.audit_admin


def found(auditor, **asked):
    return [(row.stream, row.seq) for row in queries.search(by=auditor, **asked) if row.stream.startswith("t/")]


def test_without_a_wish_the_last_seven_days_are_shown_newest_first(auditor):
    assert found(auditor) == [("t/1", 1), ("t/2", 1), ("t/1", 2), ("t/2", 2)]


def test_a_stream_is_shown_whole(auditor):
    assert found(auditor, stream="t/1") == [("t/1", 1), ("t/1", 2), ("t/1", 3)]


def test_an_act_and_an_actor_are_whole_names(auditor):
    assert {stream for stream, _ in found(auditor, act="t.open")} == {"t/1"}
    assert {stream for stream, _ in found(auditor, actor="示例乙")} == {"t/2"}
    assert found(auditor, actor="示例") == []
    assert found(auditor, actor='.*"') == []


def test_both_days_of_a_period_are_included(auditor):
    day = MOMENT.date() - timedelta(days=4)
    assert found(auditor, since=day, until=day) == [("t/1", 2), ("t/2", 2)]


def test_the_page_shows_what_was_done_and_by_whom(cast, auditor):
    page = cast.client("audit_admin").get(PAGE, {"stream": "t/1"}).content.decode()
    assert "示例甲" in page
    assert "t.open" in page
    assert queries.entries("t/1")[0].hash in page


def test_more_than_a_year_without_a_stream_is_refused_at_its_field(cast, auditor):
    answer = cast.client("audit_admin").get(PAGE, {"since": "2020-01-01"})
    assert "查询时间段不能超过一年" in answer.content.decode()


def test_a_period_that_ends_before_it_begins_is_refused(cast, auditor):
    answer = cast.client("audit_admin").get(PAGE, {"since": "2026-03-02", "until": "2026-03-01"})
    assert "结束日期早于开始日期" in answer.content.decode()


def test_the_list_can_be_taken_away_as_a_table(cast, auditor):
    answer = cast.client("audit_admin").get(f"{PAGE}trace.xlsx", {"stream": "t/1"})
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert rows[0][:4] == ("时间", "人员", "动作", "对象")
    assert rows[1][:5] == (f"{MOMENT:%Y-%m-%d} 17:30:00", "示例甲", "t.open", "t/1", 1)
    assert len(rows) == 4


@pytest.mark.parametrize("who", ["clerk", "system_admin", "security_admin"])
def test_only_the_audit_administrator_reads_the_trace(cast, who):
    assert cast.client(who).get(PAGE).status_code == 403
    assert cast.client(who).get(f"{PAGE}trace.xlsx").status_code == 403
