"""The calendar in the navigation."""

from __future__ import annotations

from jinliang.ui.registry import NavEntry, add_nav

add_nav(NavEntry("综合事务", "工作日历", "calendar", "calendar:year"))
