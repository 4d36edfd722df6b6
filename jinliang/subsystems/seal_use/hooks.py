"""What this app asks of the kernels: the checks of its moves, sight of its files, its ground for sealing."""

from __future__ import annotations

from uuid import UUID

from jinliang.base.actor import Actor
from jinliang.kernel.files import registry as files
from jinliang.kernel.flow import registry as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event
from jinliang.kernel.seals import registry as seals

from . import queries, services
from .flow import APPLICATION, APPROVER

CHECKS = {"submit": services.require_place, "approve": services.require_other, "seal": services.require_sealed}


def _carry_out(case: Case, event: Event, by: Actor) -> None:
    if event.act == "complete" and event.move in CHECKS:
        CHECKS[event.move](queries.of_case(case.pk), by=by)


def _sees(actor: Actor, key: str) -> bool:
    return queries.visible_to(actor).filter(uuid=UUID(key)).exists()


flow.on_event(APPLICATION.key, _carry_out)
flow.sight(APPLICATION.key, APPROVER.key, below=True)
files.sight(queries.SUBJECT, _sees, is_marked=True)
seals.ground(queries.SUBJECT, queries.ground)
