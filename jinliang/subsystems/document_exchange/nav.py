"""The exchange in the shell and on the work desk."""

from __future__ import annotations

from jinliang.kernel.desk.registry import Tile
from jinliang.ui.registry import NavEntry, add_nav

from . import queries
from .flow import CLERK, EITHER, READER
from .services import directory

add_nav(
    NavEntry("公文办理", "公文签收", "mail-opened", "document_exchange:inbox", duty=EITHER, count=queries.waiting),
    NavEntry("公文办理", "公文分发", "share", "document_exchange:sent", duty=EITHER),
    NavEntry("公文办理", "公文收发设置", "users-group", "document_exchange:offices", duty=CLERK.key),
)
add_nav(NavEntry("摆渡交换", "节点单位目录", "network", "document_exchange:nodes", duty=directory.MAY))

for duty in (CLERK, READER):
    Tile(f"{duty.key}.waiting", "待签收公文", queries.waiting, "/document-exchange/", duty=duty.key)
