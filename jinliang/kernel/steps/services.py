"""Changing a unit's table, publishing it, going back to an older one."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.flow import versions
from jinliang.kernel.flow.declare import Flow
from jinliang.kernel.flow.definition import digest, from_json, to_json
from jinliang.kernel.flow.models import Variant
from jinliang.kernel.flow.variation import faults
from jinliang.kernel.org.models import Unit
from jinliang.kernel.trace import services as trace

from . import queries
from .models import Edition, StepTable

LONGEST_REASON = 200


@transaction.atomic
def change(flow_key: str, by_change: Callable[[Flow], Flow], *, based_on: int, by: Actor) -> StepTable | None:
    """The unit's working copy, changed. ``based_on`` is the count of changes that the page was drawn with; 0: none."""
    of, unit_id = queries.variable(flow_key), _locked_unit(by)
    row = StepTable.objects.filter(flow_key=flow_key, unit=unit_id).first()
    if (row.version if row else 0) != based_on:
        who = row.changed_by.name if row and row.changed_by else "其他人"
        raise Conflict(f"{who}刚刚修改了这张步骤表", "您看到的不是最新内容", "请刷新后再改")
    before = from_json(row.definition) if row else queries.standing(of.declared.key, unit_id).flow
    flow = by_change(before)
    if flow == before:
        return row
    row = row or StepTable(flow_key=flow_key, unit_id=unit_id, version=0)
    row.before, row.definition = to_json(before), to_json(flow)
    return _saved(row, by)


def bring_in(flow_key: str, flow: Flow, *, based_on: int, by: Actor) -> StepTable | None:
    """A table out of a file becomes the working copy; what people type is searched for marks at the door."""
    words = json.dumps(to_json(flow), ensure_ascii=False)
    inspection.refuse_secrecy_mark(words, field="file", subject=f"steps.table/{flow_key}", by=by)
    return change(flow_key, lambda _: flow, based_on=based_on, by=by)


@transaction.atomic
def undo(flow_key: str, *, based_on: int, by: Actor) -> StepTable:
    """Take back the last change of the working copy."""
    queries.variable(flow_key)
    row = StepTable.objects.filter(flow_key=flow_key, unit=_locked_unit(by)).first()
    if row is None or row.before is None or row.version != based_on:
        raise Conflict("没有可以撤销的修改", "草稿刚刚又有改动，或上一次修改已经撤销", "请刷新后查看")
    row.before, row.definition = None, row.before
    return _saved(row, by)


def _saved(row: StepTable, by: Actor) -> StepTable:
    row.version += 1
    row.changed_by_id, row.changed_at = by.user_id, clock.now()
    row.save()
    return row


@transaction.atomic
def discard(flow_key: str, *, by: Actor) -> None:
    """Drop the working copy; what is published stays in force."""
    StepTable.objects.filter(flow_key=flow_key, unit=_locked_unit(by)).delete()


@transaction.atomic
def publish(flow_key: str, reason: str, *, holds_below: bool = False, based_on: int, by: Actor) -> Edition:
    """What is opened from now on in the unit goes by its table; running cases stay on their version."""
    of, unit_id = queries.variable(flow_key), _locked_unit(by)
    row, last = queries.draft(flow_key, unit_id), _last(flow_key, unit_id)
    if row is None and (last is None or last.version is None):
        raise Refusal("没有可以发布的改动", way_out="请先修改步骤表")
    if row is None and last and last.holds_below == holds_below:
        return last
    if row and row.version != based_on:
        raise Conflict("步骤表刚刚又有改动", "您看到的不是最新内容", "请刷新后核对，再发布")
    flow = from_json(row.definition) if row else queries.standing(flow_key, unit_id).flow
    _require_fit(of, flow)
    edition = _enter(flow, unit_id, reason, Edition.Act.PUBLISH, holds_below, by)
    StepTable.objects.filter(flow_key=flow_key, unit=unit_id).delete()
    return edition


@transaction.atomic
def restore(flow_key: str, number: int, reason: str, *, by: Actor) -> Edition:
    """An older edition is published anew; the working copy is not touched."""
    of, unit_id = queries.variable(flow_key), _locked_unit(by)
    old = queries.edition(by, flow_key, number)
    if old.version is None:
        raise Refusal("这一版是停用记录，没有步骤可以恢复", way_out="请选择其他版次")
    flow = from_json(old.version.definition)
    _require_fit(of, flow)
    return _enter(flow, unit_id, reason, Edition.Act.RESTORE, old.holds_below, by)


@transaction.atomic
def withdraw(flow_key: str, reason: str, *, by: Actor) -> Edition:
    """The unit goes by the flow of the platform, or of a unit above, again."""
    queries.variable(flow_key)
    unit_id = _locked_unit(by)
    if not Variant.objects.filter(flow_key=flow_key, unit=unit_id, version__isnull=False).exists():
        raise Refusal("本单位没有在用的步骤表", way_out="请刷新后查看")
    return _enter(None, unit_id, reason, Edition.Act.WITHDRAW, False, by, flow_key=flow_key)


def _locked_unit(by: Actor) -> int:
    """One change of a unit's tables at a time."""
    unit_id = queries.seat_of(by).unit_id
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit_id)
    return unit_id


def _require_fit(of: queries.Variable, flow: Flow) -> None:
    if found := faults(of.declared, of.latitude, flow):
        more = f"（另有{len(found) - 1}处）" if len(found) > 1 else ""
        raise Refusal(f"还不能发布：{found[0].what}{more}", found[0].why, found[0].way_out)


def _last(flow_key: str, unit_id: int) -> Edition | None:
    return Edition.objects.filter(flow_key=flow_key, unit=unit_id).order_by("-number").first()


def _enter(
    flow: Flow | None, unit_id: int, reason: str, act: str, holds_below: bool, by: Actor, *, flow_key: str = ""
) -> Edition:
    if not reason.strip():
        raise Refusal(
            "请写明理由", "步骤表的每次变动都要留下依据", "例如：经局办公会同意，增加科室审核", field="reason"
        )
    flow_key = flow.key if flow else flow_key
    version = versions.publish(flow, unit_id, holds_below=holds_below) if flow else None
    if version is None:
        versions.withdraw(flow_key, unit_id)
    last = _last(flow_key, unit_id)
    edition = Edition(
        flow_key=flow_key, unit_id=unit_id, number=last.number + 1 if last else 1, act=act, version=version,
        holds_below=holds_below, reason=reason.strip()[:LONGEST_REASON], published_by_id=by.user_id,
        published_at=clock.now(),
    )  # fmt: skip
    edition.save()
    facts = {
        "flow": flow_key, "edition": edition.number, "version": version.number if version else None,
        "sha256": digest(flow) if flow else None, "holds_below": holds_below, "reason": edition.reason,
    }  # fmt: skip
    trace.append(f"steps.variant/{flow_key}/{unit_id}", f"steps.variant.{act}", by=by, facts=facts)
    return edition
