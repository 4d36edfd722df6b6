"""The page of results on both sites."""

import pytest
from django.test import RequestFactory
from procrastinate.contrib.django.models import ProcrastinateJob

from jinliang.kernel.outbox.relay import run_once
from jinliang.kernel.search import jobs, views
from jinliang.kernel.search.models import Entry, IndexState

pytestmark = pytest.mark.django_db


def test_what_was_found_is_listed_with_pages(shelf, cast):
    for key in range(1, 31):
        shelf.put(key, f"采伐公告{key}", "采伐<script>")
    shelf.index()
    page = cast.client("clerk").get("/search/", {"text": "采伐", "page": "2", "kind": "sample.article"})
    html = page.content.decode()
    assert page.status_code == 200
    assert "找到 30 条" in html
    assert html.count('<a href="/sample/') == 10
    assert "<script>采伐" not in html
    assert "<mark>采伐</mark>&lt;script&gt;" in html


@pytest.mark.parametrize(
    "asked", [{}, {"text": ""}, {"text": "无此内容"}, {"text": "采" * 999, "period": "x", "unit": "y", "page": "-1"}]
)
def test_nothing_found_says_what_to_try(shelf, cast, asked):
    page = cast.client("clerk").get("/search/", asked)
    assert page.status_code == 200
    assert "没有找到" in page.content.decode() or "请输入检索词" in page.content.decode()


def test_the_inner_page_asks_who_is_there(client):
    assert client.get("/search/", {"text": "采伐"}).status_code == 302


def test_the_outer_page_shows_only_what_is_public_whoever_asks(shelf, cast):
    shelf.put(1, "采伐公开", sight=["public"]).put(2, "采伐内部", sight=[f"user:{cast.clerk.user_id}"]).index()
    request = RequestFactory().get("/search/", {"text": "采伐"})
    request.actor = cast.clerk
    html = views.public_results(request).content.decode()
    assert "/sample/1/" in html
    assert "/sample/2/" not in html


def test_a_page_of_results_costs_few_queries(shelf, cast, django_assert_max_num_queries):
    shelf.put(1, "采伐公告").index()
    client = cast.client("clerk")
    client.get("/search/")
    with django_assert_max_num_queries(8):
        client.get("/search/", {"text": "采伐"})
    assert Entry.objects.count() == 1


def test_the_system_administrator_has_an_index_made_anew_and_sees_how_far_it_is(shelf, cast):
    shelf.put(1, "采伐公告")
    client, path = cast.client("system_admin"), f"/operations/indexes/{shelf.kind}/reindex/"
    assert cast.client("clerk").post(path).status_code == 403
    assert client.post("/operations/indexes/nonsense/reindex/").status_code == 404
    assert client.post(path).url == "/operations/"
    assert "等待开始" in client.get("/operations/").content.decode()
    assert client.post(path).status_code == 409
    run_once()
    job = ProcrastinateJob.objects.get(task_name="jinliang.kernel.search.jobs.reindex")
    jobs.reindex(**job.args)
    assert Entry.objects.count() == 1
    assert "等待开始" not in client.get("/operations/").content.decode()
    IndexState.objects.update(finished_at=None, done=1, total=4)
    assert 'value="25"' in client.get("/operations/").content.decode()


def test_results_are_narrowed_to_the_unit_that_is_named(shelf, cast):
    shelf.put(1, "采伐公告甲", unit=cast.unit.pk).put(2, "采伐公告乙", unit=cast.bureau.pk).index()
    client = cast.client("clerk")

    def found(**asked):
        html = client.get("/search/", {"text": "采伐公告"} | asked).content.decode()
        return [key for key in ("/sample/1/", "/sample/2/") if key in html], html

    assert found(unit_name=cast.unit.name)[0] == ["/sample/1/"]
    by_number, html = found(unit=cast.bureau.pk)
    assert by_number == ["/sample/2/"]
    assert f'value="{cast.bureau.name}"' in html, "what narrows is shown, and can be taken away"
    assert found(unit_name="", unit=cast.bureau.pk)[0] == ["/sample/1/", "/sample/2/"]


def test_a_unit_that_is_not_there_is_told_and_narrows_nothing(shelf, cast):
    shelf.put(1, "采伐公告").index()
    html = cast.client("clerk").get("/search/", {"text": "采伐", "unit_name": "无此单位"}).content.decode()
    assert "没有找到单位“无此单位”" in html
    assert "/sample/1/" in html
