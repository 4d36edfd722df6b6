"""The check of the whole trace sees what is committed, and nothing else."""

import pytest

from jinliang.kernel.trace import exports
from jinliang.kernel.trace import queries as trace
from jinliang.kernel.trace.verification import verify
from jinliang.kernel.trust import jobs, queries
from tests.cast import make_cast


@pytest.fixture
def cast(committed_db, tmp_path, monkeypatch):
    monkeypatch.setenv("JINLIANG_VAR", str(tmp_path))
    return make_cast()


def test_the_daily_check_is_written_into_the_trace(cast):
    jobs.seal_trace()
    jobs.check_trace_daily()
    check = trace.latest(queries.CHECKS)[0]
    assert check.facts["faults"] == 0
    assert check.facts["seals"] == 1
    assert check.facts["entries"] > 0


def test_the_auditor_takes_the_seals_away_and_that_is_written_down(cast, tmp_path):
    jobs.seal_trace()
    answer = cast.client("audit_admin").post("/audit/seals/export/")
    path = tmp_path / "taken.jsonl"
    path.write_bytes(b"".join(answer.streaming_content))
    assert exports.read(path).fault == ""
    assert list(exports.read(path).hashes) == [1]
    assert verify(path, trusted=queries.trusted_key_ids()).is_sound
    assert trace.latest("trace.export")[0].actor == cast.audit_admin.name
