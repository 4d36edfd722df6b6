import os
import signal
import sys

import pytest

from jinliang.base import workers
from jinliang.base.workers import Refused, Workers, WorkFailed

CHILD = """
import os, time
from jinliang.base.workers import Refused, serve
def handle(act, given=""):
    if act == "say":
        return given.encode()
    if act == "who":
        return str(os.getpid()).encode()
    if act == "refuse":
        raise Refused({"why": given})
    if act == "fail":
        raise ValueError(given)
    if act == "print":
        print("noise")
        return b"still in step"
    if act == "hang":
        time.sleep(60)
    os._exit(3)
serve(handle)
"""


@pytest.fixture
def pool(tmp_path, monkeypatch):
    (tmp_path / "child_of_a_test.py").write_text(CHILD)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *filter(None, sys.path)]))
    pool = Workers("child_of_a_test", count=1, timeout=5)
    yield pool
    pool.close()


def test_a_call_is_answered_by_the_same_warm_child(pool):
    assert pool.call(act="say", given="津梁").decode() == "津梁"
    assert pool.call(act="who") == pool.call(act="who")


def test_an_answer_may_be_larger_than_a_pipe(pool):
    assert len(pool.call(act="say", given="x" * 3_000_000)) == 3_000_000


def test_a_refusal_of_the_child_reaches_the_caller(pool):
    with pytest.raises(Refused) as refused:
        pool.call(act="refuse", given="no")
    assert refused.value.args[0] == {"why": "no"}
    assert pool.call(act="say", given="on") == b"on"


def test_an_error_in_the_child_is_told_with_its_words(pool):
    with pytest.raises(WorkFailed, match="ValueError: odd"):
        pool.call(act="fail", given="odd")


def test_what_a_library_prints_does_not_get_between_two_answers(pool):
    assert pool.call(act="print") == b"still in step"


def test_a_child_that_dies_at_work_is_replaced_for_the_next_call(pool):
    with pytest.raises(WorkFailed):
        pool.call(act="die")
    assert pool.call(act="say", given="on") == b"on"


def test_a_child_that_died_between_two_calls_is_not_noticed(pool):
    child = int(pool.call(act="who"))
    os.kill(child, signal.SIGKILL)
    assert pool.call(act="say", given="on") == b"on"


def test_a_child_that_hangs_is_ended_in_time(pool):
    pool._timeout = 0.5
    with pytest.raises(WorkFailed, match=r"within 0\.5 s"):
        pool.call(act="hang")


def test_a_child_is_renewed_after_its_lifetime(pool, monkeypatch):
    monkeypatch.setattr(workers, "LIFETIME", 2)
    first = pool.call(act="who")
    pool.call(act="who")
    assert pool.call(act="who") != first
