"""Whom this node believes."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, F, QuerySet, When

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.trace import queries as trace
from jinliang.kernel.trace.queries import AUDIT_ADMIN, Entry

from . import keys, services
from .models import ApiToken, NodeKey, Peer, PeerProposal

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
    return Peer.objects.order_by(F("revoked_at").desc(nulls_first=True), "name")


def known_peer(peer_id: int) -> Peer:
    found = Peer.objects.filter(pk=peer_id).first()
    if found is None:
        raise Missing("没有找到这个节点")
    return found


def proposals() -> QuerySet[PeerProposal]:
    """Those that wait for a second person first, then the newest."""
    waiting = Case(When(state=PeerProposal.State.PROPOSED, then=0), default=1)
    return PeerProposal.objects.select_related("proposed_by", "decided_by").order_by(waiting, "-proposed_at", "-pk")


def proposal(proposal_id: int) -> PeerProposal:
    found = proposals().filter(pk=proposal_id).first()
    if found is None:
        raise Missing("没有找到这份申请")
    return found


def peer(key_id: str) -> Peer | None:
    return Peer.objects.filter(key_id=key_id, revoked_at=None).first()


def trusted_key_ids() -> set[str]:
    """Keys that may have sealed the trace: all that this node has or had."""
    return set(NodeKey.objects.values_list("key_id", flat=True))


def own_fingerprint() -> str:
    """What the other side reads out when it adds this node as its peer."""
    return keys.fingerprint(services.node_key().public_bytes, services.recipient())


def own_key_since() -> datetime:
    """Since when this node signs with the key that it has now."""
    return NodeKey.objects.get(key_id=services.node_key().key_id).since


def tokens() -> QuerySet[ApiToken]:
    return ApiToken.objects.order_by(F("revoked_at").desc(nulls_first=True), "-created_at", "-pk")
