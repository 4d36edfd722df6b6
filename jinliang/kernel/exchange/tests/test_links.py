"""Joining another node: both routes at once, by two people."""

import pytest

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.exchange import changes, links, registry
from jinliang.kernel.exchange.models import Route, RouteChange
from jinliang.kernel.trust import keys
from jinliang.kernel.trust import services as trust

pytestmark = pytest.mark.django_db
GIVEN = {
    "peer": "乙市", "own_code": "jia-shi", "peer_code": "yishi", "transport": "https",
    "address": "https://yi.example/exchange/receive/", "reason": "交换公文",
}  # fmt: skip


@pytest.fixture
def ferryman(cast, tmp_path):
    other = keys.FileKey(tmp_path / "other.pem")
    trust.add_peer("乙市", other.public_bytes, keys.FileIdentity(tmp_path / "other.age").recipient, by=SYSTEM)
    return cast.grant("clerk", "exchange.ferry")


def test_a_link_is_two_routes_that_another_person_approves(ferryman, cast):
    page = cast.client("clerk").post("/ferry/join/", GIVEN)
    assert page.status_code == 302, page.content.decode()
    assert not Route.objects.exists()
    approver = cast.grant("chief", "exchange.approver")
    for change in RouteChange.objects.order_by("pk"):
        with pytest.raises(NotAllowed):
            changes.approve_route_change(change.pk, by=ferryman)
        changes.approve_route_change(change.pk, by=approver)
    assert list(Route.objects.order_by("direction").values_list("direction", "name", "peer")) == [
        ("in", "yishi-jia-shi", "乙市"),
        ("out", "jia-shi-yishi", "乙市"),
    ]
    assert links.peers_taking("document_exchange.parcel") == ["乙市"]
    assert 'value="jia-shi"' in cast.client("clerk").get("/ferry/join/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"own_code": "甲市"}, "节点代号不正确"),
        ({"peer_code": "jia-shi"}, "两个节点的代号相同"),
        ({"address": "http://yi.example/"}, "https"),
        ({"peer": "丙市"}, "peer"),
    ],
)
def test_what_is_wrong_stands_at_its_field(ferryman, cast, wrong, words):
    page = cast.client("clerk").post("/ferry/join/", GIVEN | wrong)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not RouteChange.objects.exists()


def test_nodes_do_not_join_by_loopback(ferryman):
    with pytest.raises(Refusal, match="网络直传或介质摆渡"):
        links.propose_link(**GIVEN | {"transport": "loopback"}, by=ferryman)


def test_what_nodes_exchange_never_crosses_between_the_two_networks():
    between = set(registry.type_keys(between_nodes=True))
    assert "document_exchange.parcel" in between
    assert not between & set(registry.type_keys(between_nodes=False))
