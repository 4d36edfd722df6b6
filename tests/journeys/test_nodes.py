"""Province, prefecture and county, each an installation of its own: HTTPS between the first two, a disk between the
others. A document goes down, what becomes of it comes back up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from .nodes import VAR, Installation, introduce, join, meet, open_nodes

TITLE = "关于做好冬季护林工作的通知"
DISK = VAR / "disk"


@pytest.fixture
def nodes(django_db_blocker: Any) -> Iterator[dict[str, Installation]]:
    with django_db_blocker.unblock(), open_nodes() as nodes:
        yield nodes


def over_the_network(one: Installation, other: Installation) -> None:
    """What waits goes there by itself and is applied there."""
    assert [one("work"), other("work")] == [[], []]


def carry(one: Installation, other: Installation, times: int = 1) -> list[dict[str, Any]]:
    """A clerk carries a disk there; a disk that is read twice changes nothing."""
    shutil.rmtree(DISK, ignore_errors=True)
    one("carry_out", folder=str(DISK))
    taken = [other("carry_in", folder=str(DISK)) for _ in range(times)]
    return list(taken[0])


def send(node: Installation, names: str, **more: str) -> str:
    """Sent on the page; answers the address of its receipts."""
    key, typed = str(uuid4()), {"title": TITLE, "number": "示政发〔2026〕1号", "kind": "通知", "urgency": "0", **more}
    page = node.fill("clerk", "/document-exchange/new/", names=names, add_names="1", give_print="1", give_forward="1")
    units = page["fields"]["unit"]
    chosen = {"unit": units} | {f"{right}_{unit}": "on" for unit in units for right in ("print", "forward")}
    sent = node.fill("clerk", "/document-exchange/new/", pdf="document", _uuid=key, send="1", **chosen, **typed)
    assert "已分发" in sent["text"]
    return str(sent["path"])


def open_copy(node: Installation, who: str) -> str:
    return node.link(who, "/document-exchange/", r"/document-exchange/copies/[^/]+/")


def test_three_nodes_exchange_documents_and_what_becomes_of_them(nodes: dict[str, Installation]) -> None:
    province, prefecture, county = nodes.values()
    meet(province, prefecture)
    meet(prefecture, county)
    join(province, prefecture, "https")
    join(prefecture, county, "folder")
    over_the_network(province, prefecture)
    over_the_network(prefecture, province)
    carry(prefecture, county)
    carry(county, prefecture)
    assert "甲市林草局" in province.see("ferry", "/document-exchange/nodes/")["text"]

    # Down to the prefecture over the network, signed there with a slip, seen by the sender.
    receipts = send(province, "甲市人民政府、甲市林草局", asks_slip="on")
    assert "途中" in province.see("clerk", receipts)["text"]
    over_the_network(province, prefecture)
    copy = open_copy(prefecture, "clerk")
    assert "示例省人民政府 发来" in prefecture.see("clerk", copy)["text"]
    prefecture.fill("clerk", f"{copy}sign/")
    prefecture.fill("clerk", f"{copy}reply/", name="甲市收发", telephone="0000-1", text="二人参加")
    over_the_network(prefecture, province)
    seen = province.see("clerk", receipts)["text"]
    assert "二人参加" in seen
    assert "未阅读" in seen

    # What nobody has read can be asked back; the bureau's copy goes, the signed one stays.
    province.fill("clerk", f"{receipts}withdraw/", reason="发错了")
    over_the_network(province, prefecture)
    over_the_network(prefecture, province)
    assert "已撤回" in province.see("clerk", receipts)["text"]

    # On to the county by disk, with the name of who issued it; the disk is read twice.
    forward = prefecture.see("clerk", f"{copy}forward/")
    prefecture.fill("clerk", f"{copy}forward/", unit=forward["fields"]["unit"][-2])
    carry(prefecture, county, times=2)
    received = open_copy(county, "clerk")
    page = county.see("clerk", received)["text"]
    assert "示例省人民政府 发来，甲市人民政府转发" in page
    county.fill("clerk", f"{received}sign/")
    carry(county, prefecture)
    assert "甲县收发" in prefecture.see("clerk", copy)["text"]
    over_the_network(prefecture, province)
    assert "已转发 1 家，签收 1 家" in province.see("clerk", receipts)["text"]

    # The county's bureau is dissolved while a document is on its way: it comes back, and nobody writes there any more.
    receipts = send(prefecture, "甲县林草局")
    county("dissolve", code="99012103")
    carry(prefecture, county)
    carry(county, prefecture)
    seen = prefecture.see("clerk", receipts)["text"]
    assert "已退回" in seen
    assert "收文单位已撤销" in seen
    assert "没有找到" in prefecture.see("clerk", "/document-exchange/units/?q=甲县林草局")["text"]

    # The prefecture's keys are lost: the province hears it at once; under the new ones everything goes on.
    receipts = send(province, "甲市林草局")
    prefecture("lose_keys")
    assert "transport" in province("work")
    assert "更换前的公钥" in province.see("ferry", "/ferry/")["text"]
    assert "altered" in prefecture("work")
    province.fill(
        "security_admin", province.link("security_admin", "/security/keys/", r".*/revoke/"), reason="更换密钥"
    )
    introduce(prefecture, to=province)
    for node in (province, prefecture, province):
        node("work")
    prefecture.fill("other", f"{open_copy(prefecture, 'other')}sign/")
    prefecture("work")
    province("work")
    assert "已全部签收" in province.see("clerk", "/document-exchange/sent/?tab=closed")["text"]
    assert "郑四维" in province.see("clerk", receipts)["text"]
