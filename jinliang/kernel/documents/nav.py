"""Number registers and the words of notices, for those who keep them."""

from __future__ import annotations

from jinliang.ui.registry import NavEntry, add_nav

from .registry import NOTICES, NUMBERS

add_nav(
    NavEntry("公文办理", "编号簿", "notebook", "documents:numbers", duty=NUMBERS.key),
    NavEntry("系统管理", "告知文本", "file-pencil", "documents:notices", duty=NOTICES.key),
)
