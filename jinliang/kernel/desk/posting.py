"""What every page that posts a form needs: the key that it was drawn with, and where a refusal belongs on it."""

from __future__ import annotations

from django.forms import BaseForm, Form
from django.http import QueryDict

from jinliang.base.errors import Invalid, Refusal
from jinliang.kernel.org.access import PageRequest


def key_of(request: PageRequest) -> str:
    """The idempotency key that the form was drawn with."""
    return key_in(request.POST)


def key_in(posted: QueryDict) -> str:
    if key := posted.get("key", ""):
        return key
    raise Refusal("这次提交缺少凭据", "页面不完整", "请刷新页面后再提交")


def tell(form: BaseForm, fault: Refusal) -> None:
    """Put a refusal of the service beside the field that it names."""
    if isinstance(fault, Invalid):
        for name, texts in fault.errors.items():
            form.add_error(name if name in form.fields else None, texts)
        return
    form.add_error(fault.field if isinstance(form, Form) and fault.field in form.fields else None, str(fault))
