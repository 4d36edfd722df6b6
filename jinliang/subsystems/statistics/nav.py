"""Statistics in the shell."""

from jinliang.ui.registry import NavEntry, add_nav

from .rules import READER

add_nav(NavEntry("综合事务", "统计", "chart-bar", "statistics:overview", duty=READER.key))
