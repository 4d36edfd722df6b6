"""Changing a route or its white list: one proposes, another decides (two people, everything traced)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.trace import services as trace
from jinliang.kernel.trust import queries as trusted

from . import registry, rules
from .models import Route, RouteChange

State = RouteChange.State
FIELDS = ("peer", "transport", "address", "is_enabled", "is_one_way", "allowed", "receipt_hours")


@transaction.atomic
def propose_route_change(
    route: str, direction: str, proposal: dict[str, Any], reason: str, *, by: Actor
) -> RouteChange:
    """Propose to open or change a route. ``proposal`` maps names of ``FIELDS`` to new values.

    Raises NotAllowed, and Refusal for a name, peer, transport, address or white list that cannot be.
    """
    person = _person(by)
    if not rules.NAME.fullmatch(route):
        raise Refusal("线路名称不正确", "只能用小写字母、数字和连字符，2至60个字符", field="route")
    if direction not in Route.Direction.values:
        raise Refusal("请选择方向", field="direction")
    if not reason.strip():
        raise Refusal("请填写变更理由", "线路和白名单由两人把关", field="reason")
    current = Route.objects.filter(name=route, direction=direction).first()
    if current is None and "peer" not in proposal:
        raise Refusal("请选择对端节点", field="peer")
    _check(proposal)
    change = RouteChange.objects.create(
        route=route,
        proposal={"direction": direction, **proposal},
        reason=reason.strip(),
        proposed_by_id=person,
        proposed_at=clock.now(),
    )
    _trace(change, "propose", by)
    return change


def _check(proposal: dict[str, Any]) -> None:
    if unknown := set(proposal) - set(FIELDS):
        raise Refusal(f"线路没有这些项：{'、'.join(sorted(unknown))}")
    if "peer" in proposal and not trusted.peers().filter(name=proposal["peer"]).exists():
        raise Refusal("对端节点没有登记公钥", way_out="请安全管理员先登记对端节点", field="peer")
    if proposal.get("transport", Route.Transport.FOLDER) not in Route.Transport.values:
        raise Refusal("请选择传输方式", field="transport")
    if proposal.get("transport") == Route.Transport.HTTPS and not str(proposal.get("address", "")).startswith(
        "https://"
    ):
        raise Refusal("网络直传须填写以 https:// 开头的地址", "节点之间只用加密连接", field="address")
    for key, fields in proposal.get("allowed", {}).items():
        kind = registry.newest(key)
        if kind is None or not set(fields) <= set(kind.fields):
            raise Refusal(f"白名单中的“{registry.label_of(key)}”含有未定义的类型或项", field="allowed")


@transaction.atomic
def approve_route_change(change_id: int, *, by: Actor, opinion: str = "") -> Route:
    """Put a proposal into force; the person who proposed it cannot. Raises NotAllowed, Missing, Conflict."""
    change = _decided(change_id, State.APPROVED, by, opinion)
    direction = change.proposal["direction"]
    route = Route.objects.select_for_update().filter(name=change.route, direction=direction).first()
    route = route or Route(name=change.route, direction=direction, transport=Route.Transport.FOLDER)
    for field in FIELDS:
        if field in change.proposal:
            setattr(route, field, change.proposal[field])
    clash = Route.objects.filter(peer=route.peer, direction=Route.Direction.OUT, is_enabled=True).exclude(pk=route.pk)
    if route.direction == Route.Direction.OUT and route.is_enabled and clash.exists():
        raise Conflict("对端已有一条启用的发出线路", "到一个节点只能有一条发出线路", "请先停用原线路")
    # Whatever was changed, it is tried at once.
    route.failures, route.paused_until = 0, None
    route.save()
    return route


@transaction.atomic
def decline_route_change(change_id: int, opinion: str, *, by: Actor) -> RouteChange:
    """Turn a proposal down, with a reason."""
    if not opinion.strip():
        raise Refusal("请填写不同意的理由", field="opinion")
    return _decided(change_id, State.DECLINED, by, opinion)


def _decided(change_id: int, state: State, by: Actor, opinion: str) -> RouteChange:
    person = _person(by)
    change = RouteChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise Missing("没有找到这项变更")
    if change.state != State.PROPOSED:
        raise Conflict("这项变更已经处理过", way_out="请刷新页面查看结果")
    if change.proposed_by_id == person:
        raise NotAllowed("不能批准自己提出的变更", "线路和白名单的变更须由两人办理", "请另一位有权限的人员批准")
    change.state, change.decided_by_id, change.decided_at = state, person, clock.now()
    change.opinion = opinion.strip()
    change.save()
    _trace(change, state.value, by)
    return change


def _person(by: Actor) -> int:
    """The person who acts; neither the system nor a node changes a route."""
    if by.user_id is None or not (by.has(rules.APPROVER.key) or by.has(rules.CLERK.key)):
        raise NotAllowed("您没有变更线路的权限", "须有“摆渡”或“线路审批”职责", "请联系本单位安全管理员授权")
    return by.user_id


def _trace(change: RouteChange, verb: str, by: Actor) -> None:
    facts = {"change": change.pk, "proposal": change.proposal, "reason": change.reason, "opinion": change.opinion}
    trace.append(f"exchange.route/{change.route}", f"exchange.route_change.{verb}", by=by, facts=facts)
