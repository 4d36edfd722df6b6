"""Whom this node believes."""

from __future__ import annotations

from django.db.models import QuerySet

from jinliang.base.actor import Actor
from jinliang.kernel.trace import queries as trace
from jinliang.kernel.trace.queries import AUDIT_ADMIN, Entry

from . import keys, services
from .models import ApiToken, NodeKey, Peer

CHECKS = "trace.check"


def checks(by: Actor) -> list[Entry]:
    """The last reports on the trace, the newest first; their facts are those that ``jobs.check_trace`` writes."""
    by.require(AUDIT_ADMIN, "审计管理")
    return trace.latest(CHECKS)


def peers() -> QuerySet[Peer]:
    """Those that are believed, by name."""
    return Peer.objects.filter(revoked_at=None).order_by("name")


def all_peers() -> QuerySet[Peer]:
    """Also the revoked ones, behind the others."""
    return Peer.objects.order_by("revoked_at", "name")


def peer(key_id: str) -> Peer | None:
    return Peer.objects.filter(key_id=key_id, revoked_at=None).first()


def trusted_key_ids() -> set[str]:
    """Keys that may have sealed the trace: all that this node has or had."""
    return set(NodeKey.objects.values_list("key_id", flat=True))


def own_fingerprint() -> str:
    """What the other side reads out when it adds this node as its peer."""
    return keys.fingerprint(services.node_key().public_bytes, services.recipient())


def tokens() -> QuerySet[ApiToken]:
    return ApiToken.objects.order_by("revoked_at", "-created_at")
