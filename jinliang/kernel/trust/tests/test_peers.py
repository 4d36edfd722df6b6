"""A peer is believed when a second person has heard its fingerprint by telephone; tokens are shown once."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.org import services as org
from jinliang.kernel.trace import queries as trace
from jinliang.kernel.trace.tests.keys import MemoryKey
from jinliang.kernel.trust import keys, proposals, queries, services
from jinliang.kernel.trust.models import ApiToken, Peer, PeerProposal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("JINLIANG_VAR", str(tmp_path))


@pytest.fixture
def typed(tmp_path):
    recipient = keys.FileIdentity(tmp_path / "other.age").recipient
    return {
        "name": "示例县",
        "public_key": MemoryKey().public_bytes.hex(),
        "recipient": recipient,
        "reason": "开通交换",
    }


@pytest.fixture
def proposed(cast, typed):
    assert cast.client("security_admin").post("/security/peers/propose/", typed).url == "/security/peers/"
    return PeerProposal.objects.get()


def last_group(proposal):
    return proposal.fingerprint.split()[-1]


def test_a_proposal_is_not_believed(proposed):
    assert not Peer.objects.exists()
    assert [entry.act for entry in trace.entries(f"trust.proposal/{proposed.pk}")] == ["trust.proposal.propose"]


def test_another_administrator_confirms_what_he_heard(cast, proposed):
    client = cast.client("system_admin")
    page = client.get(f"/security/peers/{proposed.pk}/").content.decode()
    assert proposed.fingerprint in page
    answer = client.post(f"/security/peers/{proposed.pk}/", {"digits": last_group(proposed)})
    assert answer.url == "/security/peers/"
    assert [peer.name for peer in queries.peers()] == ["示例县"]
    assert "已登记" in client.get("/security/peers/").content.decode()


def test_a_wrong_group_of_digits_registers_nothing(cast, proposed):
    wrong = f"{(int(last_group(proposed)) + 1) % 100_000:05d}"
    answer = cast.client("system_admin").post(f"/security/peers/{proposed.pk}/", {"digits": wrong})
    assert answer.status_code == 422
    assert "公钥可能被调换" in answer.content.decode()
    assert not Peer.objects.exists()


def test_nobody_confirms_a_proposal_of_his_own(cast, proposed):
    with pytest.raises(NotAllowed, match="自己提出"):
        proposals.approve(proposed.pk, last_group(proposed), by=cast.security_admin)
    proposed.decided_by_id = proposed.proposed_by_id
    with pytest.raises(IntegrityError), transaction.atomic():
        proposed.save()


def test_a_second_security_administrator_may_confirm(cast, proposed):
    org.name_admin(cast.users["vetter"].pk, services.SECURITY_ADMIN, by=SYSTEM)
    proposals.approve(proposed.pk, last_group(proposed), by=cast.vetter)
    assert queries.peers().count() == 1


def test_turning_a_proposal_down_needs_a_reason(cast, proposed):
    client, path = cast.client("system_admin"), f"/security/peers/{proposed.pk}/"
    assert client.post(path, {"decision": "decline", "opinion": ""}).status_code == 422
    assert client.post(path, {"decision": "decline", "opinion": "号码无法核实"}).status_code == 302
    assert "号码无法核实" in client.get("/security/peers/").content.decode()
    assert not Peer.objects.exists()


@pytest.mark.parametrize(
    "change", [{"public_key": "nonsense"}, {"public_key": "00"}, {"recipient": "age1x"}, {"reason": ""}]
)
def test_a_wrong_field_is_told_at_the_field(cast, typed, change):
    answer = cast.client("security_admin").post("/security/peers/propose/", typed | change)
    assert answer.status_code == 422
    assert f'id="field_{next(iter(change))}"' in answer.content.decode()
    assert not PeerProposal.objects.exists()


def test_a_peer_is_revoked_with_a_reason(cast, proposed):
    proposals.approve(proposed.pk, last_group(proposed), by=cast.system_admin)
    peer, client = Peer.objects.get(), cast.client("security_admin")
    path = f"/security/keys/peers/{peer.pk}/revoke/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "密钥更换"}).url == "/security/keys/"
    assert "密钥更换" in client.get("/security/keys/").content.decode()
    assert not queries.peers().exists()


def test_a_token_is_shown_once_and_revoked(cast):
    client = cast.client("security_admin")
    wanted = {"name": "示例程序", "scopes": "flow.read", "expires_on": clock.today() + timedelta(days=30)}
    page = client.post("/security/keys/tokens/issue/", wanted)
    assert "no-store" in page.headers["Cache-Control"]
    text = re.search(r"<code>([\w-]{43})</code>", page.content.decode()).group(1)
    assert services.token(text, "flow.read").name == "示例程序"
    assert text not in client.get("/security/keys/").content.decode()
    client.post(f"/security/keys/tokens/{ApiToken.objects.get().pk}/revoke/")
    with pytest.raises(Refusal):
        services.token(text, "flow.read")


@pytest.mark.parametrize("who", ["clerk", "audit_admin"])
def test_others_have_no_business_with_peers(cast, proposed, who):
    client = cast.client(who)
    for path in ("/security/peers/", f"/security/peers/{proposed.pk}/", "/security/peers/propose/"):
        assert client.get(path).status_code == 403


def test_the_system_administrator_neither_proposes_nor_revokes(cast, proposed):
    client = cast.client("system_admin")
    for path in ("/security/peers/propose/", "/security/keys/", "/security/keys/tokens/issue/"):
        assert client.get(path).status_code == 403
