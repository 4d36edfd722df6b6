"""Making keys, believing nodes, letting programs in."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from jinliang.base import clock, installation, keys
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.base.keys import SigningKey
from jinliang.kernel.outbox.services import send
from jinliang.kernel.trace import exports, verification
from jinliang.kernel.trace.faults import Report
from jinliang.kernel.trace.queries import AUDIT_ADMIN
from jinliang.kernel.trace.services import append

from . import peers
from .keys import FileIdentity, FileKey, fingerprint
from .models import ApiToken, NodeKey, Peer

SECURITY_ADMIN = "org.security_admin"
LONGEST_TOKEN_DAYS = 366
_SCOPE = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def node_key(purpose: str = "node") -> SigningKey:
    """The key of this site for ``purpose`` ("node", "trace"): made when first asked for, known to the database."""
    key = _file_key(_secrets() / f"{purpose}.pem")
    NodeKey.objects.get_or_create(
        key_id=key.key_id, defaults={"purpose": purpose, "public_key": key.public_bytes, "since": clock.now()}
    )
    return key


@transaction.atomic
def request_check(*, by: Actor) -> None:
    """Have the whole trace checked soon; the report appears under the auditor's pages."""
    by.require(AUDIT_ADMIN, "审计管理")
    send("trust.check_trace", {"by": by.as_fact()})


@transaction.atomic
def export_seals(file: IO[bytes], *, by: Actor) -> None:
    """Write the auditor's signed copy of all seals into ``file``; that it was taken is in the trace."""
    by.require(AUDIT_ADMIN, "审计管理")
    exports.write_to(file, node_key("trace"))
    append("trace.export", "trace.seals.export", by=by, facts={})


@transaction.atomic
def compare_seals(lines: Iterable[bytes], *, by: Actor) -> tuple[int, Report]:
    """Compare the auditor's file with the seals here: how many it holds, and what differs. It stays in the trace."""
    by.require(AUDIT_ADMIN, "审计管理")
    export = exports.read_from(lines)
    report = verification.compare(export)
    facts = {"seals": len(export.hashes), "faults": len(report.faults)}
    append("trace.export", "trace.seals.compare", by=by, facts=facts)
    return len(export.hashes), report


def recipient() -> str:
    """What others encrypt to, so that only this site can read it: "age1..."."""
    return _identity(_secrets() / "identity.age").recipient


def decrypt(data: bytes) -> bytes:
    return _identity(_secrets() / "identity.age").decrypt(data)


def verify(key_id: str, data: bytes, signature: bytes) -> bool:
    """Is it signed by a key of this node, or by that of a peer which is not revoked? An unknown key is simply false."""
    known = (
        NodeKey.objects.filter(key_id=key_id).values_list("public_key", flat=True).first()
        or Peer.objects.filter(key_id=key_id, revoked_at=None).values_list("public_key", flat=True).first()
    )
    return known is not None and keys.verify(bytes(known), data, signature)


@transaction.atomic
def add_peer(name: str, public_key: bytes, recipient: str, *, by: Actor) -> Peer:
    """Believe a node from now on: for the console, whose user carries the keys himself, and for a proposal that a
    second person approved. ``public_key`` is Ed25519, DER SubjectPublicKeyInfo. Refuses as ``peers.check``."""
    if by.kind is not ActorKind.SYSTEM:
        raise NotAllowed("不能一人登记对方节点", "须一人提出、另一人核对后确认", "请在“密钥与节点”页提出登记申请")
    return believe(name, public_key, recipient, by=by)


def believe(name: str, public_key: bytes, recipient: str, *, by: Actor) -> Peer:
    """Who calls has made sure that it may be."""
    peers.check(name, public_key, recipient)
    key_id = keys.key_id_of(public_key)
    peer = Peer.objects.create(
        name=name, key_id=key_id, public_key=public_key, recipient=recipient,
        fingerprint=fingerprint(public_key, recipient), added_at=clock.now(),
    )  # fmt: skip
    append(f"trust.peer/{peer.pk}", "trust.peer.add", by=by, facts={"name": name, "key": key_id})
    return peer


@transaction.atomic
def revoke_peer(peer_id: int, reason: str, *, by: Actor) -> None:
    """Believe it no longer: from now on its signatures are false, also those that are under way."""
    by.require(SECURITY_ADMIN, "安全管理")
    if not reason.strip():
        raise Refusal("请填写停用原因", field="reason")
    peer = Peer.objects.select_for_update().filter(pk=peer_id).first()
    if peer is None:
        raise Missing
    if peer.revoked_at:
        raise Conflict("这个节点已经停用")
    peer.revoked_at, peer.reason = clock.now(), reason.strip()
    peer.save(update_fields=["revoked_at", "reason"])
    append(f"trust.peer/{peer.pk}", "trust.peer.revoke", by=by, facts={"name": peer.name, "reason": reason})


@transaction.atomic
def issue_token(name: str, scopes: list[str], expires_at: datetime, *, by: Actor) -> str:
    """The token itself: shown this once, kept as a digest only."""
    by.require(SECURITY_ADMIN, "安全管理")
    left = expires_at - clock.now()
    if not 0 < left.total_seconds() <= LONGEST_TOKEN_DAYS * 86400:
        raise Refusal("到期时间不正确", "令牌最长一年有效", "请选择一年以内的日期", field="expires_at")
    if not scopes or not all(_SCOPE.fullmatch(scope) for scope in scopes):
        raise Refusal("范围不正确", "形如 flow.read，每行一个，至少一个", field="scopes")
    text = secrets.token_urlsafe(32)
    issued = ApiToken.objects.create(
        name=name, digest=_digest(text), scopes=sorted(scopes), created_at=clock.now(), expires_at=expires_at
    )
    append(f"trust.token/{issued.pk}", "trust.token.issue", by=by, facts={"name": name, "scopes": issued.scopes})
    return text


@transaction.atomic
def revoke_token(token_id: int, *, by: Actor) -> None:
    by.require(SECURITY_ADMIN, "安全管理")
    if not ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=clock.now()):
        raise Conflict("这个令牌不存在或已经停用")
    append(f"trust.token/{token_id}", "trust.token.revoke", by=by, facts={})


def token(text: str, scope: str) -> ApiToken:
    """The token if it is valid now and covers ``scope``; NotAllowed otherwise, without saying which it lacked."""
    found = ApiToken.objects.filter(
        digest=_digest(text), revoked_at=None, expires_at__gt=clock.now(), scopes__contains=[scope]
    ).first()
    if found is None:
        raise NotAllowed("接口令牌无效", "令牌不存在、已到期、已停用或不含此范围", "请向安全管理员申请")
    return found


def _digest(text: str) -> bytes:
    """Enough for a text of 256 random bits; a password would need more."""
    return hashlib.sha256(text.encode()).digest()


def _secrets() -> Path:
    return installation.var(settings.JINLIANG_SITE) / "secrets"


@cache
def _file_key(path: Path) -> FileKey:
    return FileKey(path)


@cache
def _identity(path: Path) -> FileIdentity:
    return FileIdentity(path)
