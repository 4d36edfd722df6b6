"""Entries of the navigation."""

from jinliang.ui.registry import NavEntry, add_nav

from .queries import waiting_appointments
from .registry import SECURITY_ADMIN, SYSTEM_ADMIN

add_nav(
    NavEntry("综合事务", "通讯录", "users", "org:directory"),
    NavEntry("系统管理", "单位管理", "sitemap", "org:units", SYSTEM_ADMIN.key),
    NavEntry("系统管理", "人员管理", "user-cog", "org:people", SYSTEM_ADMIN.key),
    NavEntry("系统管理", "群组", "users-group", "org:groups", SYSTEM_ADMIN.key),
    NavEntry("系统管理", "批量导入", "upload", "org:import", SYSTEM_ADMIN.key),
    NavEntry("系统管理", "岗位授权", "key", "org:grants", SECURITY_ADMIN.key),
    NavEntry(
        "系统管理",
        "任职确认",
        "checklist",
        "org:appointments",
        SECURITY_ADMIN.key,
        count=lambda _: waiting_appointments().count(),
    ),
    NavEntry("系统管理", "账号安全", "user-check", "org:accounts", SECURITY_ADMIN.key),
    NavEntry("系统管理", "三员", "shield-lock", "org:admins", SECURITY_ADMIN.key),
    NavEntry("系统管理", "登录策略", "shield-check", "org:policy", SECURITY_ADMIN.key),
)
