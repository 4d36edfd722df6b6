"""What this app asks of the kernels: the effects of its moves, sight of its cases, its book of numbers."""

from __future__ import annotations

from uuid import UUID

from jinliang.base.actor import Actor
from jinliang.kernel.documents.registry import number_book
from jinliang.kernel.files import registry as files
from jinliang.kernel.flow import registry as flow

from . import effects, queries
from .flow import ASSIST, ITEM, SUPERVISOR


def _sees(actor: Actor, key: str) -> bool:
    return queries.visible_to(actor).filter(uuid=UUID(key)).exists()


flow.on_event(ITEM.key, effects.carry_out)
flow.on_event(ASSIST.key, effects.carry_out_assisting)
flow.sight(ITEM.key, SUPERVISOR.key)
flow.sight(ASSIST.key, SUPERVISOR.key)
files.sight("supervision.item", _sees)
number_book(queries.NUMBERS, "督查编号")
