import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob

from jinliang.kernel.outbox import relay
from jinliang.kernel.trace import exports
from jinliang.kernel.trace import queries as trace
from jinliang.kernel.trace.verification import compare
from jinliang.kernel.trust import jobs, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("JINLIANG_VAR", str(tmp_path))


def test_the_auditor_has_the_trace_checked_and_reads_the_report(cast):
    client = cast.client("audit_admin")
    assert "还没有校验过" in client.get("/audit/checks/").content.decode()
    assert client.post("/audit/checks/start/").url == "/audit/checks/"
    relay.run_once()
    job = ProcrastinateJob.objects.get(task_name="jinliang.kernel.trust.jobs.check_trace")
    jobs.check_trace(**job.args)
    page = client.get("/audit/checks/").content.decode()
    assert "完好" in page
    assert cast.audit_admin.name in page


def compared(client, content):
    return client.post("/audit/seals/compare/", {"file": SimpleUploadedFile("seals.jsonl", content)}).content.decode()


def test_the_auditors_copy_is_compared_on_the_page(cast):
    client = cast.client("audit_admin")
    jobs.seal_trace()
    taken = b"".join(client.post("/audit/seals/export/").streaming_content)
    assert "没有被改动" in compared(client, taken)
    assert trace.latest("trace.export")[0].facts == {"seals": 1, "faults": 0}
    assert "已被改动或不完整" in compared(client, taken.replace(b'"no":1', b'"no":2', 1))
    assert "已被改动或不完整" in compared(client, b"nonsense")
    assert "请选择封存记录文件" in client.post("/audit/seals/compare/").content.decode()
    assert cast.client("clerk").post("/audit/seals/compare/").status_code == 403


def test_a_seal_that_is_not_the_one_taken_away_is_named(cast):
    jobs.seal_trace()
    report = compare(exports.Export({1: b"another", 7: b"gone"}))
    assert [fault.seal for fault in report.faults] == [1, 7]


def test_the_security_administrator_reads_the_own_fingerprint(cast):
    assert queries.own_fingerprint() in cast.client("security_admin").get("/security/keys/").content.decode()


@pytest.mark.parametrize("who", ["clerk", "system_admin", "security_admin"])
def test_others_do_not_check_or_export_the_trace(cast, who):
    client = cast.client(who)
    assert client.get("/audit/checks/").status_code == 403
    assert client.post("/audit/checks/start/").status_code == 403
    assert client.post("/audit/seals/export/").status_code == 403


@pytest.mark.parametrize("who", ["clerk", "system_admin", "audit_admin"])
def test_others_do_not_see_the_keys(cast, who):
    assert cast.client(who).get("/security/keys/").status_code == 403
