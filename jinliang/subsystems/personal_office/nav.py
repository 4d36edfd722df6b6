"""The personal office in the shell; everybody has one."""

from jinliang.ui.registry import NavEntry, add_nav

add_nav(
    NavEntry("个人办公", "日程", "calendar", "personal_office:calendar"),
    NavEntry("个人办公", "我的办件", "folder", "personal_office:cases"),
    NavEntry("个人办公", "便签", "pencil", "personal_office:notes"),
    NavEntry("个人办公", "联系人", "users", "personal_office:contacts"),
)
