"""What is asked for at the ferry is done by the worker: shown on the page, repeated after a crash, doubled never."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from jinliang.base import clock
from jinliang.base.errors import Conflict, NotAllowed
from jinliang.kernel.exchange import bundles, progress, quarantine, rules, tasks
from jinliang.kernel.exchange.models import IncomingBundle, OutgoingBundle, OutgoingMessage, Task
from jinliang.kernel.files import uploads
from jinliang.kernel.files.models import Upload
from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.trace import queries as trace

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(ferry, cast):
    return cast.grant("clerk", rules.CLERK.key)


def killed(*args, **more):
    raise KeyboardInterrupt


def killed_at(number, work):
    """``work``, killed when it is called for the ``number``-th time."""
    calls = 0

    def doomed(*args, **more):
        nonlocal calls
        calls += 1
        return killed() if calls == number else work(*args, **more)

    return doomed


def carry_out_again(task):
    """Twice: as a job that was started anew, and as one that was started once too often."""
    tasks.carry_out(task.pk)
    tasks.carry_out(task.pk)
    task.refresh_from_db()
    return task


def brought(folder, by):
    whole = b"".join(quarantine.archive(folder))
    return tasks.ask_import(uploads.whole(SimpleUploadedFile("there.tar", whole), by=by).pk, by=by)


def test_packing_that_was_killed_goes_on_and_packs_nothing_twice(clerk, ferry, monkeypatch):
    monkeypatch.setattr(rules, "BUNDLE_MESSAGES", 1)
    for number in range(3):
        ferry.send(number)
    task = tasks.ask_export("there", by=clerk)
    with monkeypatch.context() as patch:
        patch.setattr(bundles, "pack", killed_at(2, bundles.pack))
        with pytest.raises(KeyboardInterrupt):
            tasks.carry_out(task.pk)
    task.refresh_from_db()
    assert task.state == "running"
    assert "3 个包" in carry_out_again(task).words
    assert list(OutgoingBundle.objects.order_by("seq").values_list("seq", "message_count")) == [(1, 1), (2, 1), (3, 1)]
    assert not OutgoingMessage.objects.filter(bundle=None).exists()


def test_taking_in_that_was_killed_between_two_parts_goes_on_with_the_second(clerk, ferry, applied, monkeypatch):
    monkeypatch.setattr(rules, "PART_SIZE", 1000)
    task = brought(ferry.export(1, files=[ferry.file(b"text " * 1000)]), clerk)
    with monkeypatch.context() as patch:
        patch.setattr(quarantine, "put_part", killed_at(2, quarantine.put_part))
        with pytest.raises(KeyboardInterrupt):
            tasks.carry_out(task.pk)
    assert IncomingBundle.objects.get().state == "partial"
    assert "已入库" in carry_out_again(task).words
    assert applied.contents == [b"text " * 1000]
    assert not Upload.objects.exists()


def test_taking_in_that_was_killed_after_all_was_applied_is_no_replay(clerk, ferry, applied, monkeypatch):
    task = brought(ferry.export(1), clerk)
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "_ended", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.carry_out(task.pk)
    assert carry_out_again(task).state == "done"
    assert (applied.numbers, IncomingBundle.objects.get().repeats, ferry.alarms()) == ([1], 0, [])


def test_the_same_bundle_brought_twice_is_a_replay(clerk, ferry, applied):
    folder = ferry.export(1)
    for _ in range(2):
        tasks.carry_out(brought(folder, clerk).pk)
    assert (applied.numbers, IncomingBundle.objects.get().repeats, ferry.alarms()) == ([1], 1, ["replay"])


def test_a_second_click_asks_for_nothing_twice(clerk, ferry):
    ferry.send(1)
    first = tasks.ask_export("there", by=clerk)
    assert tasks.ask_export("there", by=clerk) == first
    assert Outbox.objects.filter(topic=tasks.TOPIC).count() == 1
    tasks.carry_out(first.pk)
    assert tasks.ask_export("there", by=clerk) is None


def test_a_fault_of_the_program_is_told_in_words_and_mended_by_another_try(clerk, ferry, monkeypatch):
    ferry.send(1)
    task = tasks.ask_export("there", by=clerk)
    with monkeypatch.context() as patch:
        patch.setattr(bundles, "pack", lambda *args, **more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.carry_out(task.pk)
    task.refresh_from_db()
    assert task.state == "failed"
    assert "稍后自动重试" in task.words
    assert "1 个包" in carry_out_again(task).words


def test_a_refusal_waits_for_a_person_to_try_again(clerk, cast, ferry):
    upload = uploads.whole(SimpleUploadedFile("x.tar", b"nothing"), by=clerk)
    task = tasks.ask_import(upload.pk, by=clerk)
    tasks.carry_out(task.pk)
    task.refresh_from_db()
    assert (task.state, task.words[:8]) == ("failed", "文件不是摆渡包，")
    with pytest.raises(NotAllowed):
        tasks.retry(task.pk, by=cast.stranger)
    assert tasks.retry(task.pk, by=clerk).state == "waiting"
    with pytest.raises(Conflict):
        tasks.retry(task.pk, by=clerk)
    acts = [entry.act for entry in trace.entries(f"exchange.task/{task.pk}")]
    assert acts == ["exchange.task.ask", "exchange.task.failed", "exchange.task.retry"]


def test_what_another_worker_is_at_is_left_to_it(clerk, ferry):
    ferry.send(1)
    task = tasks.ask_export("there", by=clerk)
    with connection.get_new_connection(connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [tasks._LOCK, task.pk])
        tasks.carry_out(task.pk)
        task.refresh_from_db()
        assert task.state == "waiting"
        other.execute("SELECT pg_advisory_unlock_all()")
    tasks.carry_out(task.pk)
    assert OutgoingBundle.objects.count() == 1


def test_the_page_asks_for_progress_until_the_task_ends(clerk, cast, ferry):
    ferry.send(1)
    tasks.ask_export("there", by=clerk)
    client = cast.client("clerk")
    assert 'hx-trigger="every 1s"' in client.get("/ferry/").content.decode()
    tasks.carry_out(Task.objects.get().pk)
    fragment = client.get("/ferry/tasks/").content.decode()
    assert "hx-trigger" not in fragment
    assert "已封装 1 个包" in fragment
    assert cast.client("stranger").get("/ferry/tasks/").status_code == 403


def test_progress_counts_the_bytes_that_lie_in_the_bundle_being_made(clerk, ferry):
    ferry.send(1, files=[ferry.file(b"text " * 1000)])
    task = tasks.ask_export("there", by=clerk)
    tasks._started(task)
    half = bundles.place("there", 1).with_name(".there-00000001.new")
    half.mkdir()
    (half / "part-0001").write_bytes(bytes(2000))
    told = progress.of(task)
    assert (told.done, told.total) == (2000, 5000)


def test_progress_counts_what_was_read_of_an_upload(clerk, ferry, monkeypatch):
    monkeypatch.setattr(rules, "STEP_BYTES", 100)
    monkeypatch.setattr(quarantine, "put_part", killed)
    task = brought(ferry.export(1, files=[ferry.file(b"text " * 1000)]), clerk)
    with pytest.raises(KeyboardInterrupt):
        tasks.carry_out(task.pk)
    task = Task.objects.get()
    assert progress.of(task).at == "正在核对签名和完整性"
    assert 0 < task.done <= task.total


def test_bundles_after_a_rejected_one_are_applied_behind_the_page(clerk, cast, ferry, applied):
    applied.fault = ValueError("x")
    held = ferry.take(ferry.export(1))[0]
    applied.fault = None
    assert tasks.ask_advance("there", by=clerk) is None
    ferry.take(ferry.export(2))
    cast.client("clerk").post(f"/ferry/received/{held.pk}/reject/", {"reason": "内容有误"})
    tasks.carry_out(Task.objects.get().pk)
    assert applied.numbers == [2]


def test_tasks_are_forgotten_a_month_after_their_end(clerk, ferry):
    for number, days in ((1, 31), (2, 1)):
        ferry.send(number)
        task = tasks.ask_export("there", by=clerk)
        tasks.carry_out(task.pk)
        Task.objects.filter(pk=task.pk).update(ended_at=clock.now() - timedelta(days=days))
    assert tasks.forget_old() == 1
    assert Task.objects.count() == 1
