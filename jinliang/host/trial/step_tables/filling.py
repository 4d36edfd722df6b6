"""An office publishes its own variant of outgoing documents, and one document travels by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from random import Random

from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import Actor
from jinliang.base.days import Period, WorkingDays
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.declare import STARTER, Flow, Move, Step, duty
from jinliang.kernel.flow.variation import is_own
from jinliang.kernel.org import queries as org
from jinliang.kernel.steps import queries, services, table
from jinliang.kernel.steps.flow import DESIGNER, SECTION_HEAD
from jinliang.kernel.steps.forms import BASIS
from jinliang.subsystems.outgoing.flow import DOCUMENT
from jinliang.subsystems.outgoing.models import Outgoing

from .. import continuing, loading
from ..accounts import SECTION
from ..continuing import Say
from ..outgoing import acting
from ..outgoing.papers import Paper
from ..outgoing.texts import Wording

STREAM = "trial.step_tables"
SEED = 20261122
REVIEW, SECOND_PROOF = "科长复审", "二校"
REASON = "经科务会研究，涉及两个以上部门的公文由科长复审后再送签发；重要公文由拟稿人二校"
LIMITS = {"countersign": 2, "recheck": 1, "number": 1, "proof": 2}
WORDING = Wording(
    "云栎县人民政府关于做好示例林区冬季联合值守工作的通知",
    "各镇人民政府，县政府各部门：\n\n为做好示例林区冬季值守，现将有关事项通知如下。\n\n"
    "# 明确责任\n\n各成员单位按分工落实值守人员，示例值守点不得空岗。\n\n"
    "# 加强联动\n\n发现情况同时报告县政府值班室和林业主管部门。",
    main=("各镇人民政府", "县政府各部门"),
)
PAPER = Paper("steps/review", "notice", "document", WORDING, 2, "vet", drafter="clerk")


def begin(say: Say) -> None:
    """Continues where it was broken off."""
    today = continuing.begun(STREAM) or _publish()
    if continuing.missing([PAPER], acting.uuid_of, Outgoing.objects.all()):
        continuing.make([PAPER], today, _carry_out)
        say("步骤表 1 张，按它办理的公文 1 件")


@transaction.atomic
def _publish() -> date:
    today, section = clock.today(), org.unit_by_code(SECTION)
    if not org.holders(section.pk, DESIGNER.key):
        # A trial that was loaded by an older version: its people learn what they are there for now.
        loading.grant("inner")
    by = acting.holder(SECTION, DESIGNER.key)
    with clock.held_at(_moment(today, 30, 15)), ids.drawn_from(Random(SEED)):  # noqa: S311 - a sample, not a secret
        services.change(DOCUMENT.key, _reviewed, based_on=0, by=by)
        services.publish(DOCUMENT.key, REASON, based_on=1, by=by)
        continuing.begin(STREAM, today)
    return today


def _moment(today: date, ago: int, hour: int) -> datetime:
    return datetime.combine(working_days().back(today, ago), time(hour), clock.CHINA)


def _reviewed(flow: Flow) -> Flow:
    """Beside vetting the head of the section looks again, within two days; beside proof-reading whoever drafted it
    reads too. Limits for countersigning and for what comes after the signature."""
    latitude = queries.variable(DOCUMENT.key).latitude
    flow, key = table.insert(flow, latitude, f"vet/{table.AROUND}", "step", REVIEW)
    again = Move(table.own_key(), "需要修改", "vet", asks=("opinion",))
    step = flow.step(key)
    step = replace(step, who=duty(SECTION_HEAD.key), moves=(*step.moves, again), period=Period(2, BASIS))
    flow, key = table.insert(table.change(flow, step), latitude, f"proof/{table.AROUND}", "step", SECOND_PROOF)
    flow = table.change(flow, replace(flow.step(key), who=STARTER, moves=(_renamed(flow.step(key), "校对无误"),)))
    for fixed, days in LIMITS.items():
        flow = _shortened(flow, fixed, days)
    return flow


def _renamed(step: Step, name: str) -> Move:
    (move,) = step.moves
    return replace(move, name=name)


def _shortened(flow: Flow, key: str, days: int) -> Flow:
    node = flow.node(key)
    assert isinstance(node, Step)
    return table.change(flow, replace(node, period=Period(days, BASIS)))


def _carry_out(paper: Paper, today: date, days: WorkingDays) -> None:
    """As far as the section's own step."""
    acting.carry_out(paper, today, days)
    outgoing = Outgoing.objects.get(uuid=acting.uuid_of(paper))
    with clock.held_at(_moment(today, 1, 10)):
        ((item, _),) = cases.open_items(outgoing.case_id)
        by: Actor = acting.holder(SECTION, "outgoing.vetter")
        move = next(one for one in cases.allowed(by, item).moves if is_own(one.key))
        flow.complete(item, move.key, by=by, key=f"trial/{paper.name}", opinion="涉及多个部门，请复审。")
