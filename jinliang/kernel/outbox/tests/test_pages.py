import pytest

from jinliang.base import clock
from jinliang.kernel.outbox import queries
from jinliang.kernel.outbox.models import Failure, Heartbeat

pytestmark = pytest.mark.django_db
PAGE = "/operations/outbox/"


@pytest.fixture
def failure():
    now = clock.now()
    return Failure.objects.create(
        id=7, topic="t.bad", key="某件", at=now, failed_at=now, attempts=5, error="ValueError: <坏行>"
    )


def test_the_system_administrator_sees_what_failed_and_why(cast, failure):
    Heartbeat.objects.create(worker="w", at=clock.now())
    page = cast.client("system_admin").get(PAGE).content.decode()
    assert "ValueError: &lt;坏行&gt;" in page
    assert "1 个后台进程正在运行" in page
    assert "等待处理" in page


def test_an_empty_list_says_so_and_a_missing_worker_is_told(cast):
    page = cast.client("system_admin").get(PAGE).content.decode()
    assert "没有未能完成的任务" in page
    assert "没有后台进程在运行" in page


def test_the_list_is_filtered_by_topic(cast, failure):
    assert "坏行" not in cast.client("system_admin").get(PAGE, {"topic": "t.other"}).content.decode()


def test_retry_and_discard_are_done_from_the_page(cast, failure):
    client = cast.client("system_admin")
    assert client.post(f"{PAGE}7/retry/").url == PAGE
    assert Failure.objects.get().next_at is not None
    assert client.post(f"{PAGE}7/discard/").url == PAGE
    assert queries.given_up() == 0
    assert client.post(f"{PAGE}7/discard/").status_code == 409


@pytest.mark.parametrize("who", ["clerk", "security_admin", "audit_admin"])
def test_others_do_not_see_it(cast, failure, who):
    client = cast.client(who)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}7/discard/").status_code == 403
    assert Failure.objects.exists()


def test_nothing_is_changed_by_looking(cast, failure):
    assert cast.client("system_admin").get(f"{PAGE}7/discard/").status_code == 405
