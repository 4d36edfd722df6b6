"""The operations page in the navigation."""

from jinliang.ui.registry import NavEntry, add_nav

from . import queries
from .services import SYSTEM_ADMIN

add_nav(
    NavEntry(
        "系统管理",
        "运行状态",
        "server",
        "outbox:status",
        duty=SYSTEM_ADMIN,
        count=lambda _: queries.given_up() + queries.failed_job_count(),
    )
)
