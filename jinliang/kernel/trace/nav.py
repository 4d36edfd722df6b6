"""The auditor's page in the navigation."""

from jinliang.ui.registry import NavEntry, add_nav

from .queries import AUDIT_ADMIN

add_nav(NavEntry("系统管理", "留痕查询", "history", "trace:search", duty=AUDIT_ADMIN))
