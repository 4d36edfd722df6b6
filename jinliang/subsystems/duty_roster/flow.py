"""Who plans and who keeps the log. A roster decides nothing, so there is no case in it."""

from __future__ import annotations

from jinliang.kernel.org.registry import Duty

PLANNER = Duty("duty_roster.planner", "值班安排")
OFFICER = Duty("duty_roster.officer", "值班员")
EITHER = (PLANNER.key, OFFICER.key)
