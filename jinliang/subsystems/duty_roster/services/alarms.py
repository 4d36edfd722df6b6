"""An urgent paper out of hours: told at once to who is on duty, and to the leader when nobody signs for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from jinliang.base import clock, ids
from jinliang.base.actor import SYSTEM, Actor
from jinliang.kernel.notices import services as notices
from jinliang.kernel.trace import services as trace

from .. import queries, registry, rules
from ..models import Alarm, DutyOffice, LogEntry
from ..notice_kinds import URGENT

BATCH = 200


@dataclass(frozen=True, slots=True)
class Paper:
    """What came: for which unit, from whom, called what. ``source`` names it, once, under a registered prefix."""

    unit_id: int
    source: str
    sender: str
    title: str
    number: str = ""


@transaction.atomic
def raise_alarms(papers: Sequence[Paper], *, by: Actor) -> list[Alarm]:
    """Those that came out of hours to a unit with a duty room; a paper that is known is not told again."""
    offices = queries.coverings([one.unit_id for one in papers])
    known = set(Alarm.objects.filter(source__in=[one.source for one in papers]).values_list("source", flat=True))
    at = clock.now()
    closed = {pk: queries.is_out_of_hours(office, at) for pk, office in offices.items()}
    return [
        _raise(offices[one.unit_id], one, by)
        for one in papers
        if closed.get(one.unit_id) and one.source not in known
    ]  # fmt: skip


def _raise(office: DutyOffice, paper: Paper, by: Actor) -> Alarm:
    now, turn = clock.now(), queries.now_of(office)
    shift = queries.shift(office.unit_id, turn)
    names = {one.user_id: one.user.name for one in shift.officers.all()} if shift else {}
    told = names or {one.user_id: one.name for one in queries.planners(office)}
    listed = "、".join(told.values()) or "无人"
    line = f"{_hour()} 系统已提醒{'值班员' if names else '值班安排人员（本班没有排班）'}：{listed}"
    entry = LogEntry.objects.create(
        uuid=ids.new_id(), unit_id=office.unit_id, happened_at=now, caller=paper.sender[:80],
        matter=f"非工作时间收到特急公文《{paper.title}》{f'（{paper.number}）' if paper.number else ''}，请尽快签收",
        system_lines=line, told=listed[:200], by_name=SYSTEM.name,
    )  # fmt: skip
    alarm = Alarm.objects.create(entry=entry, source=paper.source, escalate_at=now + rules.ESCALATE_AFTER)
    trace.append(entry.subject, "duty_roster.alarm.raise", by=by, facts={"source": paper.source, "told": list(told)})
    _tell(told, f"【特急】请立即签收：{paper.title}", entry, f"{paper.sender}　{paper.number}")
    return alarm


def sweep() -> int:
    """What was signed for is settled; what waits too long goes to the leader on duty, once. Two sweeps at once do
    not touch the same alarm."""
    done, last = 0, 0
    while rows := _sweep_once(last):
        done, last = done + len(rows), rows[-1]
    return done


@transaction.atomic
def _sweep_once(last: int) -> list[int]:
    rows = Alarm.objects.select_for_update(of=("self",), skip_locked=True).filter(settled_at=None, pk__gt=last)
    alarms = list(rows.select_related("entry").order_by("pk")[:BATCH])
    settled = _settled(alarms)
    for alarm in alarms:
        if words := settled.get(alarm.source):
            alarm.settled_at = clock.now()
            alarm.save(update_fields=["settled_at"])
            _append(alarm, f"公文{words}", "settle")
        elif alarm.escalated_at is None and alarm.escalate_at <= clock.now():
            _escalate(alarm)
    return [one.pk for one in alarms]


def _settled(alarms: Sequence[Alarm]) -> dict[str, str]:
    """Source -> what became of it. One question to each business."""
    asked: dict[str, list[str]] = defaultdict(list)
    for alarm in alarms:
        prefix, _, key = alarm.source.partition("/")
        asked[prefix].append(key)
    return {
        f"{prefix}/{key}": words
        for prefix, keys in asked.items()
        if prefix in registry.SOURCES
        for key, words in registry.SOURCES[prefix].settled(keys).items()
    }


def _escalate(alarm: Alarm) -> None:
    entry = alarm.entry
    office = DutyOffice.objects.get(unit=entry.unit_id)
    shift = queries.shift(entry.unit_id, queries.now_of(office))
    told = {shift.leader_id: shift.leader.name} if shift else {}
    minutes = rules.ESCALATE_AFTER.seconds // 60
    if told:
        words = f"{minutes} 分钟仍未签收，已报告带班领导{shift.leader.name if shift else ''}"
    else:
        told = {one.user_id: one.name for one in queries.planners(office)}
        words = f"{minutes} 分钟仍未签收，本班没有排带班领导，已提醒{'、'.join(told.values()) or '无人'}"
    alarm.escalated_at = clock.now()
    alarm.save(update_fields=["escalated_at"])
    _append(alarm, words, "escalate")
    body = f"值班电话 {office.telephone}"
    _tell(told, f"【特急】{minutes} 分钟未签收：{entry.matter}"[:200], entry, body)


def _append(alarm: Alarm, words: str, act: str) -> None:
    """A line of the system in the log; an entry that was closed keeps its words, the trace has them."""
    entry = LogEntry.objects.select_for_update().get(pk=alarm.entry_id)
    if entry.closed_at is None:
        entry.system_lines = f"{entry.system_lines}\n{_hour()} {words}".strip()
        entry.save(update_fields=["system_lines"])
    trace.append(entry.subject, f"duty_roster.alarm.{act}", by=SYSTEM, facts={"words": words})


def _tell(told: dict[int, str], title: str, entry: LogEntry, body: str) -> None:
    url = reverse("duty_roster:entry", args=[entry.uuid])
    notices.notify(URGENT.key, told, title, url, body=body, urgent=True, by=SYSTEM)


def _hour() -> str:
    return clock.now().strftime("%H:%M")
