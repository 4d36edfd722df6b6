"""What every page of a move needs: whether it can be made, the key that the form was drawn with, and where a refusal
belongs on it."""

from __future__ import annotations

from django.forms import BaseForm, Form
from django.http import QueryDict

from jinliang.base.errors import Conflict, Invalid, Refusal
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.org.access import PageRequest


def key_of(request: PageRequest) -> str:
    """The idempotency key that the form was drawn with."""
    return key_in(request.POST)


def key_in(posted: QueryDict) -> str:
    if key := posted.get("key", ""):
        return key
    raise Refusal("这次提交缺少凭据", "页面不完整", "请刷新页面后再提交")


def require_move(request: PageRequest, item_id: int, move: str) -> None:
    """Before a page of a move is shown: the item is open, before the actor, and its step has ``move``."""
    if move not in {one.key for one in flow.allowed(request.actor, item_id).moves}:
        why = "该事项已经办结、由他人签收，或不在您的岗位上"
        raise Conflict("现在不能办理这一步", why, "请返回办件页面查看当前环节")


def tell(form: BaseForm, fault: Refusal) -> None:
    """Put a refusal of the service beside the field that it names."""
    if isinstance(fault, Invalid):
        for name, texts in fault.errors.items():
            form.add_error(name if name in form.fields else None, texts)
        return
    form.add_error(fault.field if isinstance(form, Form) and fault.field in form.fields else None, str(fault))
