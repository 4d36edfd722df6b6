"""The bell in the top bar."""

from __future__ import annotations

from jinliang.kernel.org.registry import SYSTEM_ADMIN
from jinliang.ui.registry import TOP, NavEntry, add_nav

from . import queries

add_nav(
    NavEntry(TOP, "消息", "bell", "notices:list", count=queries.unread),
    NavEntry("系统管理", "本地发件箱", "mail", "notices:local_outbox", duty=SYSTEM_ADMIN.key),
)
