"""The ferry in the navigation."""

from jinliang.ui.registry import NavEntry, add_nav

from . import queries, rules

add_nav(
    NavEntry(
        "摆渡交换", "摆渡", "arrows-exchange", "exchange:overview", duty=rules.CLERK.key, count=queries.alarm_count
    )
)
add_nav(NavEntry("摆渡交换", "线路变更", "route", "exchange:changes", duty=rules.APPROVER.key))
