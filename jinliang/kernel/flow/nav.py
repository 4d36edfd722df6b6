"""Electronic monitoring in the navigation."""

from __future__ import annotations

from jinliang.base.actor import SYSTEM
from jinliang.kernel.org.registry import SECURITY_ADMIN, SYSTEM_ADMIN
from jinliang.kernel.outbox.registry import Gauge
from jinliang.ui.registry import NavEntry, add_nav

from .cards import visible_to
from .vacancies import vacancies

add_nav(
    NavEntry(
        "审批监察",
        "电子监察",
        "flag",
        "flow:cards",
        count=lambda actor: visible_to(actor).filter(revoked_at=None).order_by().count(),
    )
)
add_nav(NavEntry("系统管理", "职责空缺", "user-x", "flow:vacancies", duty=(SECURITY_ADMIN.key, SYSTEM_ADMIN.key)))
Gauge("flow.vacancies", "flow/_vacancies.html", lambda: {"vacancies": vacancies(SYSTEM)})
