"""Duty in the shell and on the work desk."""

from __future__ import annotations

from jinliang.kernel.desk.registry import Tile
from jinliang.ui.registry import NavEntry, add_nav

from . import queries
from .flow import EITHER, OFFICER, PLANNER

add_nav(
    NavEntry("综合事务", "值班表", "calendar", "duty_roster:month"),
    NavEntry("综合事务", "值班记录", "phone", "duty_roster:log", duty=EITHER, count=queries.open_entries),
    NavEntry("综合事务", "值班设置", "adjustments", "duty_roster:office", duty=PLANNER.key),
)

for duty in (PLANNER, OFFICER):
    Tile(f"{duty.key}.now", "现在值班", queries.on_duty_now, "/duty-roster/", duty=duty.key, measure="人")
