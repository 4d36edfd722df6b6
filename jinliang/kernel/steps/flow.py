"""The duty of those who write step tables, and that of those who look at drafts in their own section."""

from __future__ import annotations

from jinliang.kernel.org.registry import Duty

DESIGNER = Duty("steps.designer", "流程定制")
SECTION_HEAD = Duty("steps.section_head", "科室审核")
