"""An urgent copy out of hours, from its sending to its signature."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from jinliang.base import clock
from jinliang.kernel.notices import queries as notices
from jinliang.subsystems.document_exchange.services import receiving
from jinliang.subsystems.document_exchange.tests.conftest import Exchange, made
from jinliang.subsystems.duty_roster import rules
from jinliang.subsystems.duty_roster.models import Alarm, LogEntry
from jinliang.subsystems.duty_roster.rules import Turn
from jinliang.subsystems.duty_roster.services import alarms, planning
from jinliang.subsystems.duty_roster.services.planning import Planned
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)
TEN = datetime.combine(TUESDAY, time(10), clock.CHINA)
NIGHT = datetime.combine(TUESDAY, time(22), clock.CHINA)


@pytest.fixture
def exchange(cast: Cast) -> Exchange:
    """The county's government sends; its bureau has a duty room of its own."""
    found = made(cast)
    planner = cast.grant("handler", "duty_roster.planner")
    bureau = cast.bureau.pk
    hours = (rules.OPENS_AT, rules.CLOSES_AT)
    office = planning.save_office(bureau, bureau, "0000-2000003", *hours, by=planner)
    turn = Planned(Turn(TUESDAY, "night"), cast.users["leader"].pk, (cast.users["vetter"].pk,))
    with clock.held_at(TEN):
        planning.plan(office, [turn], by=planner)
    return found


def told(cast: Cast, who: str) -> int:
    return notices.visible_to(cast.actor(who)).filter(kind="duty_roster.urgent").count()


def test_only_what_is_urgent_and_out_of_hours_sounds(exchange: Exchange) -> None:
    for moment, urgency, number in ((TEN, 2, 0), (NIGHT, 1, 0), (NIGHT, 2, 1)):
        with clock.held_at(moment):
            exchange.send(urgency=urgency)
        assert told(exchange.cast, "vetter") == number
    assert Alarm.objects.count() == 1


def test_unsigned_it_goes_to_the_leader_and_the_log_has_the_signature(exchange: Exchange) -> None:
    with clock.held_at(NIGHT):
        sent = exchange.send(urgency=2)
    with clock.held_at(NIGHT + timedelta(minutes=15)):
        alarms.sweep()
        alarms.sweep()
    assert (told(exchange.cast, "vetter"), told(exchange.cast, "leader")) == (1, 1)
    with clock.held_at(NIGHT + timedelta(minutes=20)):
        receiving.sign(exchange.copy(sent), by=exchange.receiver)
        alarms.sweep()
    assert LogEntry.objects.get().system_lines.endswith("22:20 公文已签收")


def test_signed_in_time_it_stays_with_the_officers(exchange: Exchange) -> None:
    with clock.held_at(NIGHT):
        sent = exchange.send(urgency=2)
        receiving.sign(exchange.copy(sent), by=exchange.receiver)
    with clock.held_at(NIGHT + timedelta(minutes=20)):
        alarms.sweep()
    assert told(exchange.cast, "leader") == 0


def test_the_log_leads_to_the_copy(exchange: Exchange) -> None:
    with clock.held_at(NIGHT):
        sent = exchange.send(urgency=2)
        page = exchange.cast.client("handler").get(f"/duty-roster/log/{LogEntry.objects.get().uuid}/")
    assert f"/{exchange.copy(sent).uuid}/" in page.content.decode()
