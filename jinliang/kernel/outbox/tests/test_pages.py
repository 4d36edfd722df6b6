import json
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from jinliang.base import clock
from jinliang.kernel.outbox import jobs, queries
from jinliang.kernel.outbox.models import Failure, Heartbeat, JobError, Outbox

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


@pytest.fixture
def failed_job():
    number = jobs.app.configure_task(f"{jobs.__name__}.forget_old_jobs", queueing_lock="").defer(timestamp=1)
    jobs.app.job_manager.connector.get_sync_connector().execute_query(
        "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %(id)s", id=number
    )
    JobError.objects.create(job_id=number, at=clock.now(), error="OSError: 磁盘已满")
    return number


def test_a_failed_job_is_seen_with_its_reason_and_tried_again(cast, failed_job):
    client = cast.client("system_admin")
    assert "OSError: 磁盘已满" in client.get("/operations/").content.decode()
    assert client.post(f"/operations/jobs/{failed_job}/retry/").url == "/operations/"
    assert ProcrastinateJob.objects.get(pk=failed_job).status == "todo"
    assert "没有失败的任务" in client.get("/operations/").content.decode()
    assert Outbox.objects.get(key=f"outbox.job/{failed_job}").payload["by"]["name"] == cast.system_admin.name
    assert client.post(f"/operations/jobs/{failed_job}/retry/").status_code == 409


def test_the_age_of_the_backup_is_told(cast, tmp_path, monkeypatch):
    monkeypatch.setenv("JINLIANG_VAR", str(tmp_path))
    client = cast.client("system_admin")
    assert "没有备份记录" in client.get("/operations/").content.decode()
    (tmp_path / "inner").mkdir()
    for age, words in ((1, "/backups"), (72, "上次备份已超过两天")):
        note = {"folder": "/backups", "at": (clock.now() - timedelta(hours=age)).isoformat()}
        (tmp_path / "inner" / "backup.json").write_text(json.dumps(note))
        assert words in client.get("/operations/").content.decode()
    assert cast.client("clerk").get("/operations/").status_code == 403
