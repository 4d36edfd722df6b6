"""The chooser of people: whole lineups with one click, and nobody lost when an act is refused."""

from __future__ import annotations

import pytest

from jinliang.base import clock
from jinliang.kernel.desk import choosing, registry
from jinliang.kernel.desk.registry import Lineup, Lineups
from jinliang.kernel.org import services as org

from .test_desk import item_of, letter, office, text

__all__ = ["office"]
pytestmark = pytest.mark.django_db
KEY = ("flowtest.letter", "")


@pytest.fixture
def lineups(office, monkeypatch):
    """What the letter offers; a test puts its own in."""
    offered: list[Lineup] = []
    monkeypatch.setitem(registry.LINEUPS, KEY, None)
    Lineups(*KEY, "会签顺序", lambda _, by: (offered, "/keep/" if by.user_id == office.clerk.user_id else ""))
    return offered


def test_a_lineup_is_offered_by_the_names_of_its_people(office, lineups):
    case = letter(office)
    lineups.append(Lineup("7", "常用", (office.handler.post_id, office.chief.post_id), ("某岗位空缺",), "默认"))
    page = text(office.client("clerk").get(f"/cases/{case.pk}/"))
    assert "郑四维 → 周二春" in page
    assert "跳过 1 位" in page
    assert page.count("“常用”：某岗位空缺") == 1, "where its people will stand"
    assert 'href="/keep/">设置会签顺序' in page
    assert 'id="to-circulate"' in page.split("设置会签顺序")[1], "only the next holders are chosen so"


def test_a_lineup_of_nobody_says_why_and_cannot_be_taken(office, lineups):
    case = letter(office)
    lineups.append(Lineup("7", "常用", (), ("某岗位空缺",)))
    page = text(office.client("clerk").get(f"/cases/{case.pk}/"))
    assert "“常用”：某岗位空缺" in page
    assert "data-jl-lineup" not in page


def test_a_lineup_is_taken_by_its_address_too(office, lineups):
    """For browsers without scripts."""
    case = letter(office)
    lineups.append(Lineup("7", "常用", (office.handler.post_id, office.chief.post_id)))
    page = text(office.client("clerk").get(f"/cases/{case.pk}/?item={item_of(case).pk}&lineup=7"))
    chosen = page.split('class="chosen"')[1].split("</form>")[0]
    assert chosen.index(f'value="{office.handler.post_id}" checked') < chosen.index(
        f'value="{office.chief.post_id}" checked'
    )
    page = text(office.client("clerk").get(f"/cases/{case.pk}/?lineup=8"))
    assert "checked" not in page.split('class="chosen"')[1].split("</form>")[0]


def test_who_was_chosen_stays_chosen_when_the_act_is_refused(office):
    case = letter(office)
    given = {"verb": "complete", "move": "nowhere", "to": [office.handler.post_id, 10**12], "key": "k"}
    page = text(office.client("clerk").post(f"/cases/{case.pk}/items/{item_of(case).pk}/act/", given))
    assert f'name="to" value="{office.handler.post_id}" checked' in page
    assert "郑四维（甲县林草局经办人）" in page


def test_who_stands_in_for_a_closed_account_is_named_with_whom_he_stands_in_for(office):
    handler = office.handler
    lent = {"from_on": clock.today(), "to_on": clock.today(), "reason": "出差"}
    org.delegate(handler.post_id, office.chief.user_id, **lent, by=handler)
    assert choosing.seated([handler.post_id])[handler.post_id].name == "郑四维"
    org.set_active(handler.user_id, False, by=office.system_admin)
    assert choosing.seated([handler.post_id])[handler.post_id].name == "周二春（代郑四维）"


def test_many_lineups_ask_no_more_than_one(office, lineups, django_assert_num_queries):
    case = letter(office)
    for number in range(9):
        lineups.append(Lineup(str(number), "常用", (office.handler.post_id, office.chief.post_id)))
        if number in (0, 8):
            with django_assert_num_queries(4):
                choosing.chooser(case, office.clerk, "")
