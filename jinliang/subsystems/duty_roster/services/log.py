"""What happened on duty, and the handover of the duty room from one to the next."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.notices import services as notices
from jinliang.kernel.trace import services as trace

from .. import queries, rules
from ..models import DutyOffice, Handover, LogEntry
from ..notice_kinds import HANDED

# A clock that is a little ahead is no fault.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Said:
    """An entry as it is written down."""

    happened_at: datetime
    caller: str
    matter: str
    handling: str = ""
    told: str = ""
    telephone: str = ""

    def tidy(self) -> Said:
        texts = {one.name: getattr(self, one.name).strip() for one in fields(self) if one.name != "happened_at"}
        return replace(self, **texts)


@transaction.atomic
def record(unit_id: int, said: Said, *, uuid: UUID, by: Actor) -> LogEntry:
    """The entry ``uuid``; written a second time it is the same one."""
    _require_keeper(unit_id, by)
    if known := LogEntry.objects.filter(uuid=uuid, unit=unit_id).first():
        return known
    _check(said, f"duty_roster.entry/{uuid}", by)
    entry = LogEntry(uuid=uuid, unit_id=unit_id, by_name=by.name)
    return _save(entry, said.tidy(), "record", by)


@transaction.atomic
def change(entry: LogEntry, said: Said, *, based_on: int, by: Actor) -> LogEntry:
    """Only while it is open: what is closed is what the next shift and any inquiry rely on. ``based_on`` is the
    entry's version that the page was drawn with: nobody writes over what he has not seen."""
    entry = _open(entry, by)
    said = said.tidy()
    if said == _said(entry):
        return entry
    if entry.version != based_on:
        why = "您打开页面之后记录有了变化，您填写的内容还没有保存"
        raise Conflict(f"{entry.changed_by_name or '其他人'}刚刚修改了这条记录", why, "请对照现在的内容修改后再保存")
    _check(said, entry.subject, by)
    entry.version, entry.changed_by_name = entry.version + 1, by.name
    return _save(entry, said, "change", by)


@transaction.atomic
def close(entry: LogEntry, *, by: Actor) -> LogEntry:
    """办结. Closed twice it is closed once; without a word of what was done it cannot be closed."""
    _require_keeper(entry.unit_id, by)
    entry = LogEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.closed_at:
        return entry
    if not entry.course:
        raise Refusal("请先填写处理情况再办结", field="handling")
    entry.closed_at, entry.closed_by_name = clock.now(), by.name
    entry.save(update_fields=["closed_at", "closed_by_name"])
    trace.append(entry.subject, "duty_roster.entry.close", by=by, facts={"unit": entry.unit_id})
    return entry


@transaction.atomic
def hand_over(unit_id: int, note: str, *, by: Actor) -> Handover:
    """交班: to the officers of the shift that follows, who are told."""
    _require_keeper(unit_id, by)
    office = DutyOffice.objects.select_for_update().get(unit=unit_id)
    if queries.waiting_handover(unit_id):
        raise Conflict("上一次交班还没有人接", way_out="请先接班")
    if not note.strip():
        raise Refusal("请填写交班事项", way_out="没有未了事项的，填“无”", field="note")
    inspection.refuse_secrecy_mark(note, field="note", subject=f"duty_roster.unit/{unit_id}", by=by)
    waiting = LogEntry.objects.filter(unit=unit_id, closed_at=None).count()
    given = Handover.objects.create(
        unit_id=unit_id, note=note.strip(), open_entries=waiting, given_by_id=by.user_id or 0, given_by_name=by.name,
        given_at=clock.now(),
    )  # fmt: skip
    trace.append(f"duty_roster.unit/{unit_id}", "duty_roster.handover.give", by=by, facts={"note": note.strip()})
    turn = queries.now_of(office)
    shifts = [queries.shift(unit_id, one) for one in (turn, rules.after(turn))]
    told = {one.user_id for shift in shifts if shift for one in shift.officers.all()} - {by.user_id}
    notices.notify(
        HANDED.key, told, f"{by.name}交班，请接班", reverse("duty_roster:log"), body=note.strip()[:200], by=by
    )
    return given


@transaction.atomic
def take_over(handover_id: int, *, by: Actor) -> Handover:
    """接班, by somebody else than who handed over."""
    found = Handover.objects.select_for_update().filter(pk=handover_id).first()
    if found is None or not queries.keeps(by, found.unit_id):
        raise Missing("没有找到这次交班")
    if found.taken_at:
        raise Conflict(f"{found.taken_by_name}已经接班")
    if found.given_by_id == by.user_id:
        raise Refusal("交班人不能自己接班", way_out="请由下一班的值班员接班")
    found.taken_at, found.taken_by_name = clock.now(), by.name
    found.save(update_fields=["taken_at", "taken_by_name"])
    facts = {"given_by": found.given_by_id}
    trace.append(f"duty_roster.unit/{found.unit_id}", "duty_roster.handover.take", by=by, facts=facts)
    return found


def _save(entry: LogEntry, said: Said, act: str, by: Actor) -> LogEntry:
    for name, value in asdict(said).items():
        setattr(entry, name, value)
    entry.save()
    # The number of a person's telephone stays in the entry.
    facts = {"unit": entry.unit_id, "at": entry.happened_at.isoformat(), "caller": entry.caller}
    facts |= {"matter": entry.matter, "handling": entry.handling, "told": entry.told}
    trace.append(entry.subject, f"duty_roster.entry.{act}", by=by, facts=facts)
    return entry


def _said(entry: LogEntry) -> Said:
    return Said(**{one.name: getattr(entry, one.name) for one in fields(Said)})


def _open(entry: LogEntry, by: Actor) -> LogEntry:
    _require_keeper(entry.unit_id, by)
    entry = LogEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.closed_at:
        raise Conflict("这条记录已经办结，不能再改", way_out="有新情况的，请另记一条")
    return entry


def _require_keeper(unit_id: int, by: Actor) -> None:
    if not queries.keeps(by, unit_id):
        raise NotAllowed("您不在这个单位值班", way_out="请由当班人员记录")


def _check(said: Said, subject: str, by: Actor) -> None:
    errors: dict[str, list[str]] = {}
    if not said.caller.strip():
        errors["caller"] = ["请填写来电或来人"]
    if not said.matter.strip():
        errors["matter"] = ["请填写事项"]
    if said.happened_at > clock.now() + AHEAD:
        errors["happened_at"] = ["时间不能晚于现在"]
    if errors:
        raise Invalid(errors)
    inspection.refuse_secrecy_mark(f"{said.matter}\n{said.handling}", field="matter", subject=subject, by=by)
