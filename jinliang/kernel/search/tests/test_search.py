"""What is there is found, by whoever may see it and by nobody else."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind, Seat
from jinliang.kernel.outbox import relay
from jinliang.kernel.search import queries, services, words
from jinliang.kernel.search.models import Entry, IndexState

pytestmark = pytest.mark.django_db
# All that can be written in UTF-8: left to itself, Hypothesis asks that of a million characters one by one.
ANY = st.characters(exclude_categories=["Cs"])

TEXTS = {
    1: ("关于林权登记的公告", "自本月起办理林权证书的换发，请携带有效证件。"),
    2: ("采伐许可办事指南", "申请采伐林木的单位或者个人应当提交作业设计。"),
    3: ("示例县防火通告", "经办人林一鸣负责护林防火值班，联系电话见附件。"),
    4: ("会议纪要", "周二春同志传达了退耕还林补助资金的安排。"),
}


@pytest.fixture
def filled(shelf):
    for key, (title, body) in TEXTS.items():
        shelf.put(key, title, body)
    return shelf.index()


def keys(text, by=None, **narrow):
    return [hit.key for hit in queries.search(text, by=by, **narrow).items]


@pytest.mark.parametrize(
    ("text", "found"),
    [("林权", "1"), ("采伐", "2"), ("防火", "3"), ("纪要", "4"), ("补助资金", "4"), ("林一鸣", "3"), ("周二春", "4")],
)
def test_two_characters_and_names_are_found(filled, text, found):
    assert found in keys(text)


def test_all_words_must_be_there(filled):
    assert keys("采伐 防火") == []


def test_the_last_word_may_go_on(filled):
    assert "2" in keys("采伐许")


def test_full_width_and_case_do_not_matter(shelf):
    shelf.put(1, "关于ＡＢＣ系统的通知").index()
    assert keys("abc") == ["1"]


def test_titles_rank_above_bodies(shelf):
    shelf.put(1, "无关的标题", "文中提到采伐。").put(2, "采伐公告", "").index()
    assert keys("采伐") == ["2", "1"]


@pytest.mark.parametrize("text", ["", "  ", "，。", "'", "\\", "a' | b:*", "& | !", "<->", "%s %(x)s", "☆"])
def test_odd_queries_find_nothing_and_break_nothing(filled, text):
    assert queries.search(text, by=None).count == 0


def clerk(unit, user=7, duty=""):
    seat = Seat(unit * 10, unit, f"1.{unit}", "示例单位", "科员", frozenset({duty} if duty else ()))
    return Actor(ActorKind.OFFICIAL, "示例人", user, seat, (seat,))


@pytest.mark.parametrize(
    ("sight", "sees", "sees_not"),
    [
        ("unit:5", clerk(5), clerk(6)),
        ("user:7", clerk(1, user=7), clerk(1, user=8)),
        ("post:50", clerk(5), clerk(6)),
        ("duty:5:sample.chief", clerk(5, duty="sample.chief"), clerk(5)),
        ("duty:5:sample.chief", clerk(5, duty="sample.chief"), clerk(6, duty="sample.chief")),
    ],
)
def test_who_may_not_see_learns_neither_hit_nor_count(shelf, sight, sees, sees_not):
    shelf.put(1, "内部采伐台账", sight=[sight]).index()
    assert queries.search("采伐", by=sees).count == 1
    for stranger in (sees_not, None, Actor(ActorKind.CITIZEN, "示例公民")):
        hits = queries.search("采伐", by=stranger)
        assert (hits.count, hits.items) == (0, [])


def test_a_page_withdrawn_since_is_not_shown(filled):
    filled.put(1, *TEXTS[1], sight=["unit:5"])
    assert keys("林权") == []


def test_a_search_is_narrowed_by_kind_unit_and_time(shelf):
    shelf.put(1, "采伐甲", unit=5, at=clock.now() - timedelta(days=400)).put(
        2, "采伐乙", unit=6, at=clock.now()
    ).index()
    assert keys("采伐", unit=5) == ["1"]
    assert keys("采伐", since=clock.now() - timedelta(days=30)) == ["2"]
    assert keys("采伐", kinds=["sample.article"]) == ["2", "1"]
    assert keys("采伐", kinds=["other"]) == []


def test_a_touch_is_carried_out_with_its_transaction(shelf):
    shelf.put(1, "采伐公告")
    services.touch(shelf.kind, 1)
    assert keys("采伐") == []
    relay.run_once()
    assert keys("采伐") == ["1"]
    shelf.clear()
    services.touch(shelf.kind, 1)
    relay.run_once()
    assert not Entry.objects.exists()


def test_more_than_a_thousand_are_capped_newest_titles_first(shelf):
    for key in range(1, 1011):
        shelf.put(key, f"通告{key}", "采伐事项", at=clock.now() - timedelta(hours=key))
    shelf.put(2000, "采伐旧闻", at=clock.now() - timedelta(days=800))
    shelf.index()
    first = queries.search("采伐", by=None)
    assert (first.count, first.is_capped, first.pages) == (1000, True, 50)
    assert [hit.key for hit in first.items[:3]] == ["2000", "1", "2"]
    second = queries.search("采伐", by=None, page=2)
    assert second.items[0].key == "20"
    assert len(queries.search("采伐", by=None, page=999).items) == 20


def test_reindexing_never_empties_the_index(filled, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 1)
    seen = []
    load = services.refresh
    monkeypatch.setattr(
        services, "refresh", lambda kind, batch: (seen.append(Entry.objects.count()), load(kind, batch))[1]
    )
    filled.pop("4")
    assert services.reindex(filled.kind) == 3
    assert min(seen) == 4
    assert sorted(Entry.objects.values_list("key", flat=True)) == ["1", "2", "3"]
    state = IndexState.objects.get()
    assert (state.done, state.total, state.dictionary) == (3, 3, words.VERSION)


def test_a_catalogue_is_found_by_any_two_characters_and_by_initials(catalogue):
    catalogue.put(1, "关于褚八方同志任职的通知", facets=("year:2026",)).put(2, "陈七星任免文件", facets=("year:2025",))
    catalogue.index()
    assert keys("八方同志") == ["1"]
    assert keys("褚八方") == ["1"]
    assert keys("cqx") == ["2"]
    assert keys("任", facets=["year:2025"]) == ["2"]


def test_snippets_are_escaped_and_marked(shelf):
    shelf.put(1, "<b>采伐</b>", "前文" * 100 + "<script>采伐</script>后文").index()
    hit = queries.search("采伐", by=None).items[0]
    assert hit.title == "&lt;b&gt;<mark>采伐</mark>&lt;/b&gt;"
    assert "<mark>采伐</mark>" in hit.snippet
    assert "<script>" not in hit.snippet
    assert hit.snippet.startswith("…")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(ANY, max_size=80), body=st.text(ANY, max_size=300), text=st.text(ANY, max_size=40))
def test_any_text_can_be_indexed_and_searched(shelf, title, body, text):
    shelf.put(1, title, body).index()
    queries.search(text, by=None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("采伐林权许可登记公告示例县防火", min_size=4, max_size=20))
def test_a_title_is_found_by_itself(shelf, title):
    shelf.put(1, title).index()
    assert keys(title) == ["1"]
