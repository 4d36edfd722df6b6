from datetime import timedelta

import pytest

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor, ActorKind, Seat
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.trace import queries as trace
from jinliang.kernel.trace.models import Seal
from jinliang.kernel.trace.services import append
from jinliang.kernel.trace.tests.keys import MemoryKey
from jinliang.kernel.trace.verification import verify
from jinliang.kernel.trust import jobs, keys, queries, services
from jinliang.kernel.trust.models import ApiToken, NodeKey

pytestmark = pytest.mark.django_db

ADMIN = Actor(
    ActorKind.OFFICIAL,
    "示例乙",
    user_id=8,
    seat=Seat(1, 1, "1", "示例办", "管理员", frozenset({services.SECURITY_ADMIN})),
)
CLERK = Actor(ActorKind.OFFICIAL, "示例甲", user_id=7)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("JINLIANG_VAR", str(tmp_path))
    return tmp_path / "inner" / "secrets"


@pytest.fixture
def other(tmp_path):
    return MemoryKey(), keys.FileIdentity(tmp_path / "other.age")


def add(other, name="示例县", by=SYSTEM):
    key, identity = other
    return services.add_peer(name, key.public_bytes, identity.recipient, by=by)


def test_a_key_is_made_once_and_readable_by_its_owner_only(folder):
    key = services.node_key("node")
    assert services.node_key("node").key_id == key.key_id
    assert services.node_key("trace").key_id != key.key_id
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "node.pem": 0o600,
        "trace.pem": 0o600,
    }
    assert folder.stat().st_mode & 0o777 == 0o700
    assert NodeKey.objects.count() == 2


def test_a_key_file_that_others_can_read_is_refused(folder):
    services.node_key("node")
    path = folder / "node.pem"
    path.chmod(0o644)
    with pytest.raises(Refusal, match="chmod 600"):
        keys.FileKey(path)


def test_an_own_signature_is_verified_and_an_altered_one_is_not():
    key = services.node_key()
    signature = key.sign(b"text")
    assert services.verify(key.key_id, b"text", signature)
    assert not services.verify(key.key_id, b"texT", signature)
    assert not services.verify("0" * 64, b"text", signature)


def test_only_this_node_can_read_what_is_encrypted_to_it(other):
    sealed = keys.encrypt(b"text", [services.recipient()])
    assert services.decrypt(sealed) == b"text"
    with pytest.raises(Refusal, match="无法解密"):
        other[1].decrypt(sealed)
    with pytest.raises(Refusal, match="无法解密"):
        services.decrypt(sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_a_peer_is_believed_until_it_is_revoked(other):
    key, _ = other
    signature = key.sign(b"text")
    assert not services.verify(key.key_id, b"text", signature)
    peer = add(other)
    assert services.verify(key.key_id, b"text", signature)
    assert list(queries.peers()) == [peer]
    services.revoke_peer(peer.pk, "密钥更换", by=ADMIN)
    assert not services.verify(key.key_id, b"text", signature)
    assert [entry.act for entry in trace.entries(f"trust.peer/{peer.pk}")] == ["trust.peer.add", "trust.peer.revoke"]
    with pytest.raises(Conflict, match="不能重新启用"):
        add(other)


def test_both_sides_compute_the_same_fingerprint(other):
    key, identity = other
    peer = add(other)
    assert peer.fingerprint == keys.fingerprint(key.public_bytes, identity.recipient)
    groups = peer.fingerprint.split()
    assert [len(group) for group in groups] == [5] * 8
    assert queries.own_fingerprint() == keys.fingerprint(services.node_key().public_bytes, services.recipient())


def test_one_name_has_one_valid_key(other, tmp_path):
    add(other)
    with pytest.raises(Conflict, match="先停用旧公钥"):
        add((MemoryKey(), other[1]))


@pytest.mark.parametrize(
    ("change", "words"),
    [({"name": " "}, "名称"), ({"public_key": b"nonsense"}, "Ed25519"), ({"recipient": "age1nonsense"}, "age1")],
)
def test_a_peer_with_a_wrong_field_is_refused(other, change, words):
    key, identity = other
    fields = {"name": "示例县", "public_key": key.public_bytes, "recipient": identity.recipient} | change
    with pytest.raises(Refusal, match=words):
        services.add_peer(**fields, by=SYSTEM)
    assert not queries.peers().exists()


def test_nobody_alone_changes_whom_the_node_believes(other):
    for one in (CLERK, ADMIN):
        with pytest.raises(NotAllowed, match="一人"):
            add(other, by=one)
    with pytest.raises(NotAllowed):
        services.revoke_peer(1, "x", by=CLERK)
    with pytest.raises(Missing):
        services.revoke_peer(1, "x", by=ADMIN)


def test_a_token_opens_its_scope_until_it_expires_or_is_revoked():
    text = services.issue_token("示例程序", ["flow.read"], clock.now() + timedelta(days=30), by=ADMIN)
    assert services.token(text, "flow.read").name == "示例程序"
    assert text.encode() not in bytes(ApiToken.objects.get().digest)
    for wrong, scope in ((text, "flow.write"), (text + "x", "flow.read")):
        with pytest.raises(NotAllowed):
            services.token(wrong, scope)
    with clock.held_at(clock.now() + timedelta(days=31)), pytest.raises(NotAllowed):
        services.token(text, "flow.read")
    services.revoke_token(ApiToken.objects.get().pk, by=ADMIN)
    with pytest.raises(NotAllowed):
        services.token(text, "flow.read")


@pytest.mark.parametrize("scopes", [[], ["everything"], ["Flow.Read"]])
def test_a_token_names_what_it_opens(scopes):
    with pytest.raises(Refusal, match="范围"):
        services.issue_token("示例程序", scopes, clock.now() + timedelta(days=30), by=ADMIN)


@pytest.mark.parametrize("days", [-1, 400])
def test_a_token_lasts_at_most_a_year(days):
    with pytest.raises(Refusal, match="一年"):
        services.issue_token("示例程序", ["flow.read"], clock.now() + timedelta(days=days), by=ADMIN)


def test_the_job_of_each_minute_seals_the_trace_with_a_key_that_is_trusted():
    append("t/1", "t.a", by=ADMIN, facts={})
    jobs.seal_trace()
    assert Seal.objects.get().key_id in queries.trusted_key_ids()
    assert verify(trusted=queries.trusted_key_ids()).is_sound
