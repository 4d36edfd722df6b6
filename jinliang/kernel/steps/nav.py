"""Step tables in the navigation of the inner site."""

from __future__ import annotations

from django.conf import settings

from jinliang.ui.registry import NavEntry, add_nav

from .flow import DESIGNER

if settings.JINLIANG_SITE == "inner":
    add_nav(NavEntry("系统管理", "流程设置", "route", "steps:list", duty=DESIGNER.key))
