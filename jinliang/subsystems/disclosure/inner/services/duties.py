"""Who may write: the clerks of the section that keeps the request. Nodes and the system carry out what came in."""

from __future__ import annotations

from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import NotAllowed

from ..flow import CLERK
from ..models import Request


def require_clerk(request: Request, *, by: Actor) -> None:
    if by.kind is ActorKind.OFFICIAL and by.seat_for(request.case.unit_id, CLERK.key) is None:
        raise NotAllowed(f"您没有“{CLERK.name}”的权限", "申请由公开工作机构的经办人登记和办理", "请由经办人办理")
