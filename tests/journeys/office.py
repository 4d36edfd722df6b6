"""The offices of 甲县 for disclosure and for official documents. Only on the inner site."""

from __future__ import annotations

from jinliang.subsystems.disclosure.inner.services import offices
from jinliang.subsystems.outgoing.services import offices as outgoing
from tests.cast import Cast

VALUES = {
    "address": "示例路1号",
    "telephone": "0000-1000000",
    "hours": "工作日9:00至17:00",
    "reconsideration_organ": "甲市人民政府",
}


def open_for(cast: Cast) -> None:
    offices.save(cast.government.pk, cast.unit.pk, "甲", VALUES, by=cast.chief)
    outgoing.save(cast.government.pk, cast.unit.pk, "示政发", by=cast.clerk)
