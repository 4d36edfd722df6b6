"""Published forms by key and version."""

from __future__ import annotations

from jinliang.base.errors import Missing

from .models import FormVersion

__all__ = ["FormVersion", "form"]


def form(key: str, version: int | None = None) -> FormVersion:
    """The version ``version`` of a form, or its newest; raises Missing."""
    found = FormVersion.objects.filter(key=key)
    if version is not None:
        found = found.filter(number=version)
    newest = found.order_by("-number").first()
    if newest is None:
        raise Missing("没有找到这份表单")
    return newest
