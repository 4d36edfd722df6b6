"""Who receives for the governments and what waits on the stage first; the past months behind the running sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from jinliang.base import clock
from jinliang.kernel.org import queries as org
from jinliang.subsystems.document_exchange.flow import CLERK
from jinliang.subsystems.document_exchange.models import Dispatch
from jinliang.subsystems.document_exchange.services import offices

from .. import continuing, loading
from ..accounts import BUREAU, GOVERNMENT, SECTION
from ..continuing import Say
from ..outgoing.acting import holder
from . import acting
from .plans import OPEN, PLANS, Plan

STREAM = "trial.document_exchange"


def begin(say: Say) -> None:
    """Continues where it was broken off."""
    today = continuing.begun(STREAM) or _begin()
    first = [plan for plan in missing() if plan in OPEN]
    continuing.make(first, today, acting.carry_out)
    if first:
        say(f"在途公文 {len(first)} 件")


def fill(step: Callable[[], None]) -> None:
    """The rest; ``step`` is told after each."""
    if today := continuing.begun(STREAM):
        continuing.make(missing(), today, acting.carry_out, step)


def progress() -> tuple[int, int]:
    """(documents that are there, those that there will be)"""
    return (len(PLANS) - len(missing()) if continuing.begun(STREAM) else 0), len(PLANS)


def missing() -> list[Plan]:
    return continuing.missing(PLANS, acting.uuid_of, Dispatch.objects.all())


@transaction.atomic
def _begin() -> date:
    # A trial that was loaded by an older version: its people learn what they are there for now.
    loading.grant("inner")
    today, clerk = clock.today(), holder(SECTION, CLERK.key)
    government, bureau = org.unit_by_code(GOVERNMENT), org.unit_by_code(BUREAU)
    offices.name_office(government.pk, clerk.unit_id or 0, by=clerk)
    departments = org.units_below(government.path).filter(kind="department", level=3)
    offices.save_group(government.pk, "县政府各部门", list(departments.values_list("pk", flat=True)), by=clerk)
    stations = org.units_below(bureau.path).filter(kind="station")
    offices.save_group(government.pk, "各乡镇林业工作站", list(stations.values_list("pk", flat=True)), by=clerk)
    continuing.begin(STREAM, today)
    return today
