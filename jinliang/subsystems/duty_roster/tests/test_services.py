"""Planning, swapping, the log and its handover."""

from __future__ import annotations

from datetime import time
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import transaction

from jinliang.base import clock, excel
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.kernel.notices.models import Notice
from jinliang.kernel.trace import queries as traces
from jinliang.subsystems.duty_roster import importing, queries, rules
from jinliang.subsystems.duty_roster.models import Handover, LogEntry, Swap
from jinliang.subsystems.duty_roster.rules import Turn
from jinliang.subsystems.duty_roster.services import log, planning
from jinliang.subsystems.duty_roster.services.planning import Planned

from .conftest import SATURDAY, WORKDAY, Room, at

pytestmark = pytest.mark.django_db
NIGHT = Turn(WORKDAY, "night")


def said(**changes: object) -> log.Said:
    given = {"happened_at": clock.now(), "caller": "甲镇政府值班室", "matter": "山火已扑灭", **changes}
    return log.Said(**given)  # type: ignore[arg-type]


def test_a_night_lasts_until_the_office_opens() -> None:
    hours = (time(8, 30), time(17, 30))
    assert rules.turn_at(at(SATURDAY, 8, 29), *hours).kind == "night"
    assert rules.turn_at(at(SATURDAY, 8, 29), *hours).on < SATURDAY
    assert rules.turn_at(at(SATURDAY, 8, 30), *hours) == Turn(SATURDAY, "day")
    assert rules.turn_at(at(SATURDAY, 17, 30), *hours) == rules.after(Turn(SATURDAY, "day"))


def test_who_is_planned_is_told_and_the_plan_is_in_the_trace(room: Room) -> None:
    shift = queries.shift(room.cast.government.pk, NIGHT)
    assert shift is not None
    assert [one.user.name for one in shift.officers.all()] == ["吴三思", "周二春"]
    told = set(Notice.objects.filter(kind="duty_roster.planned").values_list("user", flat=True))
    assert told == {room.cast.users[name].pk for name in ("leader", "vetter", "chief", "handler")}
    acts = [one.act for one in traces.entries(f"duty_roster.unit/{room.cast.government.pk}")]
    assert acts == ["duty_roster.office.save", "duty_roster.shift.plan", "duty_roster.shift.plan"]


def test_a_past_shift_is_not_planned_anew(room: Room) -> None:
    with clock.held_at(at(SATURDAY, 9)), pytest.raises(Invalid), transaction.atomic():
        room.plan(NIGHT, "leader", "handler")


def test_a_leader_is_not_an_officer_of_the_same_shift(room: Room) -> None:
    with clock.held_at(at(WORKDAY, 9)), pytest.raises(Invalid), transaction.atomic():
        room.plan(Turn(SATURDAY, "night"), "leader", "leader")


def test_only_the_office_plans(room: Room) -> None:
    one = Planned(Turn(SATURDAY, "night"), room.cast.users["leader"].pk, (room.cast.users["vetter"].pk,))
    for who in ("vetter", "stranger"):
        with pytest.raises(NotAllowed), transaction.atomic():
            planning.plan(room.office, [one], by=room.cast.actor(who))


def test_a_swap_leaves_who_was_to_come(room: Room) -> None:
    users = room.cast.users
    vetter, handler = users["vetter"].pk, users["handler"].pk
    with clock.held_at(at(WORKDAY, 10)):
        planning.swap(room.office, NIGHT, vetter, handler, "出差", back=Turn(SATURDAY, "day"), by=room.planner)
    night, saturday = (queries.shift(room.cast.government.pk, one) for one in (NIGHT, Turn(SATURDAY, "day")))
    assert night is not None
    assert saturday is not None
    assert [one.user_id for one in night.officers.all()] == [handler, users["chief"].pk]
    assert [one.user_id for one in saturday.officers.all()] == [vetter]
    assert Swap.objects.count() == 2
    with pytest.raises(Refusal, match="已在这个班次"), transaction.atomic():
        planning.swap(room.office, NIGHT, handler, users["leader"].pk, "出差", by=room.planner)
    with pytest.raises(Refusal, match="原因"), transaction.atomic():
        planning.swap(room.office, NIGHT, handler, vetter, " ", by=room.planner)


def sheet(*rows: tuple[str, ...]) -> BytesIO:
    return BytesIO(excel.write("值班表", importing.COLUMNS, rows))


def test_a_table_is_read_whole_with_every_bad_row_named(room: Room) -> None:
    good = ("2026-12-01", "夜班", "王五岳", "吴三思、郑四维（林草局）")
    bad = [("2026-12-02", "中班", "王五岳", "吴三思"), ("2026-12-03", "夜班", "某某某", "吴三思"),
           ("2026-12-01", "夜班", "王五岳", "吴三思"), ("2026-11-01", "夜班", "王五岳", "吴三思"),
           ("后天", "夜班", "王五岳", "吴三思"), ("2026-12-04", "夜班", "王五岳", "王五岳")]  # fmt: skip
    with clock.held_at(at(WORKDAY, 9)):
        draft = importing.read(sheet(good, *bad), "值班表.xlsx", room.office, by=room.planner)
    assert [one.number for one in draft.bad] == [3, 4, 5, 6, 7, 8]
    (planned, leader, _), = draft.planned  # fmt: skip
    assert (str(planned.turn), leader) == ("12月1日夜班", "王五岳")
    assert queries.shift(room.cast.government.pk, planned.turn) is None


def test_who_is_on_duty_writes_the_log_and_a_stranger_does_not_see_it(room: Room) -> None:
    with clock.held_at(at(WORKDAY, 20)):
        entry = log.record(room.cast.government.pk, said(), uuid=uuid4(), by=room.cast.vetter)
        assert queries.entry(room.cast.leader, entry.uuid) == entry
        with pytest.raises(Missing):
            queries.entry(room.cast.stranger, entry.uuid)
        with pytest.raises(NotAllowed), transaction.atomic():
            log.record(room.cast.government.pk, said(), uuid=uuid4(), by=room.cast.stranger)


def test_an_entry_written_twice_is_one(room: Room) -> None:
    uuid = uuid4()
    for _ in range(2):
        log.record(room.cast.government.pk, said(), uuid=uuid, by=room.planner)
    assert LogEntry.objects.count() == 1


def test_a_closed_entry_stays_as_it_is(room: Room) -> None:
    entry = log.record(room.cast.government.pk, said(), uuid=uuid4(), by=room.planner)
    with pytest.raises(Refusal, match="处理情况"), transaction.atomic():
        log.close(entry, by=room.planner)
    entry = log.change(entry, said(handling="已报告"), based_on=0, by=room.planner)
    log.close(entry, by=room.planner)
    with pytest.raises(Conflict, match="不能再改"), transaction.atomic():
        log.change(entry, said(handling="改写"), based_on=1, by=room.planner)


def test_an_entry_that_somebody_else_changed_is_not_written_over(room: Room) -> None:
    entry = log.record(room.cast.government.pk, said(), uuid=uuid4(), by=room.planner)
    with clock.held_at(at(WORKDAY, 20)):
        log.change(entry, said(handling="已出动扑火队"), based_on=0, by=room.cast.vetter)
        with pytest.raises(Conflict, match="吴三思刚刚修改了这条记录"), transaction.atomic():
            log.change(entry, said(handling="已报告"), based_on=0, by=room.cast.chief)
        log.change(entry, said(handling="已出动扑火队"), based_on=0, by=room.cast.vetter)
    entry.refresh_from_db()
    assert (entry.handling, entry.version) == ("已出动扑火队", 1)


def test_one_hands_over_and_another_takes(room: Room) -> None:
    unit = room.cast.government.pk
    with clock.held_at(at(WORKDAY, 20)):
        log.record(unit, said(), uuid=uuid4(), by=room.cast.vetter)
        given = log.hand_over(unit, "山火余烬每小时问一次", by=room.cast.vetter)
        assert given.open_entries == 1
        assert Notice.objects.filter(kind="duty_roster.handed", user=room.cast.users["chief"]).exists()
        with pytest.raises(Conflict, match="还没有人接"), transaction.atomic():
            log.hand_over(unit, "再交", by=room.cast.vetter)
        with pytest.raises(Refusal, match="不能自己接班"), transaction.atomic():
            log.take_over(given.pk, by=room.cast.vetter)
        log.take_over(given.pk, by=room.cast.chief)
        with pytest.raises(Conflict, match="已经接班"), transaction.atomic():
            log.take_over(given.pk, by=room.planner)
    assert Handover.objects.get().taken_by_name == "周二春"
