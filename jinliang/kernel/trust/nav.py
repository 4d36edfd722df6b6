"""The state of the trace and the keys in the navigation."""

from jinliang.kernel.org.registry import SYSTEM_ADMIN
from jinliang.kernel.trace.queries import AUDIT_ADMIN
from jinliang.ui.registry import NavEntry, add_nav

from . import queries
from .services import SECURITY_ADMIN

add_nav(
    NavEntry("系统管理", "留痕校验", "shield-check", "trust:checks", duty=AUDIT_ADMIN),
    NavEntry("系统管理", "密钥与节点", "key", "trust:keys", duty=SECURITY_ADMIN),
    NavEntry(
        "系统管理",
        "节点登记确认",
        "network",
        "trust:proposals",
        duty=SYSTEM_ADMIN.key,
        count=lambda _: queries.proposals().filter(state="proposed").count(),
    ),
)
