"""Believing another node is decided by two people: one has its keys, the other hears its fingerprint by telephone.

The security administrator proposes. The other is any second person who is a security or a system administrator, so
that the three administrators suffice; the system administrator alone can neither propose nor revoke.
"""

from __future__ import annotations

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.org.registry import SYSTEM_ADMIN
from jinliang.kernel.trace.services import append

from . import peers
from .keys import fingerprint
from .models import Peer, PeerProposal
from .services import SECURITY_ADMIN, believe

State = PeerProposal.State


@transaction.atomic
def propose(name: str, public_key: bytes, recipient: str, reason: str, *, by: Actor) -> PeerProposal:
    """Nothing is believed yet. Refuses as ``peers.check``, and an empty reason."""
    by.require(SECURITY_ADMIN, "安全管理")
    name, recipient = name.strip(), recipient.strip()
    if not reason.strip():
        raise Refusal("请填写登记理由", field="reason")
    peers.check(name, public_key, recipient)
    if PeerProposal.objects.filter(name=name, state=State.PROPOSED).exists():
        raise Conflict(f"“{name}”已有一份待确认的申请", way_out="请先处理那一份")
    proposal = PeerProposal.objects.create(
        name=name, public_key=public_key, recipient=recipient, fingerprint=fingerprint(public_key, recipient),
        reason=reason.strip(), proposed_by_id=_person(by), proposed_at=clock.now(),
    )  # fmt: skip
    _note(proposal, "propose", by)
    return proposal


@transaction.atomic
def approve(proposal_id: int, digits: str, *, by: Actor) -> Peer:
    """Believe the node. ``digits`` is the last group of the fingerprint, as the other side read it out."""
    proposal = _open(proposal_id, by)
    if digits.strip() != proposal.fingerprint.split()[-1]:
        raise Refusal(
            "核对码不一致", "对方读出的最后一组数字与本系统算出的不同，公钥可能被调换",
            "请不要登记；联系对方重新取得公钥", field="digits",
        )  # fmt: skip
    peer = believe(proposal.name, bytes(proposal.public_key), proposal.recipient, by=by)
    _decide(proposal, State.APPROVED, "", by)
    return peer


@transaction.atomic
def decline(proposal_id: int, opinion: str, *, by: Actor) -> None:
    if not opinion.strip():
        raise Refusal("请填写不同意的理由", field="opinion")
    _decide(_open(proposal_id, by), State.DECLINED, opinion.strip(), by)


def _open(proposal_id: int, by: Actor) -> PeerProposal:
    if not (by.has(SECURITY_ADMIN) or by.has(SYSTEM_ADMIN.key)):
        by.require(SECURITY_ADMIN, "安全管理")
    proposal = PeerProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise Missing("没有找到这份申请")
    if proposal.state != State.PROPOSED:
        raise Conflict("这份申请已经处理过", way_out="请刷新页面查看结果")
    if proposal.proposed_by_id == by.user_id:
        raise NotAllowed("不能确认自己提出的申请", "登记对方节点须由两人办理", "请另一位安全管理员或系统管理员确认")
    return proposal


def _decide(proposal: PeerProposal, state: State, opinion: str, by: Actor) -> None:
    proposal.state, proposal.opinion = state, opinion
    proposal.decided_by_id, proposal.decided_at = _person(by), clock.now()
    proposal.save(update_fields=["state", "opinion", "decided_by", "decided_at"])
    _note(proposal, state.value, by)


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise NotAllowed("登记对方节点须由人员办理", way_out="请登录后在“密钥与节点”页办理")
    return by.user_id


def _note(proposal: PeerProposal, verb: str, by: Actor) -> None:
    facts = {"name": proposal.name, "fingerprint": proposal.fingerprint, "reason": proposal.reason}
    stream = f"trust.proposal/{proposal.pk}"
    append(stream, f"trust.proposal.{verb}", by=by, facts=facts | {"opinion": proposal.opinion})
