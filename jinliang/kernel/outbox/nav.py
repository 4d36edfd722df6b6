"""The operations page in the navigation, and the keeping of pages that broke."""

from jinliang.ui import faults
from jinliang.ui.registry import NavEntry, add_nav

from . import queries
from .services import SYSTEM_ADMIN, keep_fault

faults.keep_with(keep_fault)

add_nav(
    NavEntry(
        "系统管理",
        "运行状态",
        "server",
        "outbox:status",
        duty=SYSTEM_ADMIN,
        count=lambda _: queries.given_up() + queries.failed_job_count() + queries.open_faults(),
    )
)
