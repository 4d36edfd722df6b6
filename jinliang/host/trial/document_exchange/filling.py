"""Who receives for the governments and what waits on the stage first; the past months behind the running sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import queries as traces
from jinliang.kernel.trace import services as trace
from jinliang.subsystems.document_exchange.flow import CLERK
from jinliang.subsystems.document_exchange.models import Dispatch
from jinliang.subsystems.document_exchange.services import offices

from .. import loading
from ..accounts import BUREAU, GOVERNMENT, SECTION
from ..outgoing.acting import holder
from . import acting
from .plans import OPEN, PLANS, Plan

STREAM = "trial.document_exchange"
Say = Callable[[str], None]


def begin(say: Say) -> None:
    """Continues where it was broken off."""
    today = begun() or _begin()
    first = [plan for plan in missing() if plan in OPEN]
    _make(first, today)
    if first:
        say(f"在途公文 {len(first)} 件")


def fill(step: Callable[[], None]) -> None:
    """The rest; ``step`` is told after each."""
    if today := begun():
        _make(missing(), today, step)


def progress() -> tuple[int, int]:
    """(documents that are there, those that there will be)"""
    return (len(PLANS) - len(missing()) if begun() else 0), len(PLANS)


def missing() -> list[Plan]:
    uuids = {acting.uuid_of(plan): plan for plan in PLANS}
    known = set(Dispatch.objects.filter(uuid__in=uuids).values_list("uuid", flat=True))
    return [plan for uuid, plan in uuids.items() if uuid not in known]


def begun() -> date | None:
    first = next(iter(traces.entries(STREAM)), None)
    return date.fromisoformat(str(first.facts["today"])) if first else None


def _make(plans: list[Plan], today: date, step: Callable[[], None] = lambda: None) -> None:
    days = working_days()
    for plan in plans:
        acting.carry_out(plan, today, days)
        step()


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
    trace.append(STREAM, "trial.begin", by=SYSTEM, facts={"today": today.isoformat()})
    return today
