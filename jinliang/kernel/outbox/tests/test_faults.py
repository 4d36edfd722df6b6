import pytest

from jinliang.kernel.outbox import queries, services
from jinliang.kernel.outbox.models import Fault, Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(cast, monkeypatch):
    """A clerk for whom a page breaks."""

    def breaks(actor):
        raise RuntimeError("身份证号 110101")

    monkeypatch.setattr("jinliang.kernel.org.queries.roots_for", breaks)
    client = cast.client("clerk")
    client.raise_request_exception = False
    return lambda: client.get("/desk/roots/")


def test_a_page_that_breaks_is_found_by_its_number(cast, broken):
    answer = broken()
    fault = Fault.objects.get()
    assert answer.status_code == 500
    assert fault.number in answer.text
    page = cast.client("system_admin").get("/operations/faults/", {"number": fault.number}).text
    for words in (fault.number, "GET /desk/roots/", cast.clerk.name, "RuntimeError", "test_faults.py"):
        assert words in page
    assert "110101" not in page
    assert "程序故障（1）" in cast.client("system_admin").get("/operations/").text


def test_one_place_fills_no_table(broken):
    for _ in range(services.SAME_PLACE + 2):
        broken()
    assert Fault.objects.count() == services.SAME_PLACE


def test_all_of_one_place_are_settled_together_and_traced(cast, broken):
    broken()
    broken()
    client = cast.client("system_admin")
    address = f"/operations/faults/{Fault.objects.first().pk}/settle/"
    assert client.post(address).url == "/operations/faults/"
    assert queries.open_faults() == 0
    assert client.post(address).status_code == 409
    assert Outbox.objects.filter(topic="trace.entry", payload__act="outbox.fault.settle").count() == 1
    assert "已处理" in client.get("/operations/faults/", {"state": "all"}).text


def test_only_the_system_administrator_sees_and_settles_them(cast, broken):
    broken()
    for who in ("clerk", "security_admin", "audit_admin"):
        client = cast.client(who)
        assert client.get("/operations/faults/").status_code == 403
        assert client.post(f"/operations/faults/{Fault.objects.get().pk}/settle/").status_code == 403
    assert queries.open_faults() == 1
