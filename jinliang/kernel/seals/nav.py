"""Seals in the navigation, and checking on the public site."""

from django.conf import settings

from jinliang.kernel.trust.services import SECURITY_ADMIN
from jinliang.ui.registry import Door, NavEntry, add_doors, add_nav

from . import queries
from .flow import APPROVER, AUDITOR, KEEPER, MAKER

if settings.JINLIANG_SITE == "inner":
    add_nav(
        NavEntry(
            "公文办理", "印章", "certificate", "seals:list",
            duty=(KEEPER.key, APPROVER.key, MAKER.key, AUDITOR.key), count=queries.waiting_count,
        ),
        NavEntry("系统管理", "印章签发机构", "certificate", "seals:authorities", duty=SECURITY_ADMIN),
        NavEntry("公文办理", "查验印章", "shield-check", "seals:check"),
    )  # fmt: skip
else:
    add_doors(Door("印章查验", "shield-check", "seals:check", "查验收到的文件上的电子印章是否真实、内容有没有被改动"))
