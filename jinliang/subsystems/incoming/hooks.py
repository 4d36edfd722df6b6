"""What this app asks of the kernels: the effects of its moves, sight of its files, its register book."""

from __future__ import annotations

from uuid import UUID

from jinliang.base.actor import Actor
from jinliang.kernel.documents.registry import number_book
from jinliang.kernel.figures.registry import Figure
from jinliang.kernel.files import registry as files
from jinliang.kernel.flow import registry as flow

from . import queries, rules
from .flow import CLERK, DOCUMENT, HANDLER, PROPOSER, SECRETARY, TASK
from .services import effects


def _sees_document(actor: Actor, key: str) -> bool:
    return queries.visible_to(actor).filter(uuid=UUID(key)).exists()


def _takes_document(actor: Actor, key: str) -> bool:
    """What came by exchange for reading only is not printed here either."""
    return queries.visible_to(actor).filter(uuid=UUID(key), may_print=True).exists()


def _sees_task(actor: Actor, key: str) -> bool:
    return queries.tasks_visible_to(actor).filter(uuid=UUID(key)).exists()


def _sees_entered(actor: Actor, key: str) -> bool:
    return queries.entered_visible_to(actor).filter(uuid=UUID(key)).exists()


flow.on_event(DOCUMENT.key, effects.carry_out)
flow.on_event(TASK.key, effects.carry_out_task)
for duty in (CLERK, PROPOSER, SECRETARY):
    flow.sight(DOCUMENT.key, duty.key)
flow.sight(TASK.key, HANDLER.key)
files.sight(queries.SUBJECT, _sees_document, takes=_takes_document)
files.sight("incoming.task", _sees_task)
files.sight("incoming.entered", _sees_entered)
number_book(queries.NUMBERS, "收文编号", lambda actor: queries.offices_of(actor).values_list("unit", flat=True))
Figure("incoming.registered", "收文登记", kinds=lambda: rules.KINDS, url_name="incoming:list", query="?tab=all")
