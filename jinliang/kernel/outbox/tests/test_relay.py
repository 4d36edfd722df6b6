from datetime import timedelta

import pytest
from django.db import IntegrityError

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind, Seat
from jinliang.base.errors import Conflict, NotAllowed
from jinliang.kernel.outbox import queries, registry, relay, services
from jinliang.kernel.outbox.models import Failure, Heartbeat, Outbox

pytestmark = pytest.mark.django_db

CLERK = Actor(ActorKind.OFFICIAL, "示例甲", user_id=7)
ADMIN = Actor(
    ActorKind.OFFICIAL,
    "示例乙",
    user_id=8,
    seat=Seat(1, 1, "1", "示例办", "管理员", frozenset({services.SYSTEM_ADMIN})),
)


@pytest.fixture
def calls(monkeypatch):
    """Handlers of this test alone: ``t.ok`` notes its rows, ``t.bad`` refuses those with a payload of bad."""
    monkeypatch.setattr(registry, "_handlers", {})
    seen = []

    @registry.handles("t.ok")
    def ok(rows):
        seen.append([row.key for row in rows])

    @registry.handles("t.bad")
    def bad(rows):
        for row in rows:
            Heartbeat.objects.create(worker=row.key, at=row.at)
            if row.payload.get("bad"):
                raise ValueError("坏行")

    return seen


def test_rows_of_a_topic_are_handed_over_together_in_the_order_they_were_written(calls):
    for key in "abc":
        services.send("t.ok", {}, key=key)
    assert relay.run_once() == 3
    assert calls == [["a", "b", "c"]]
    assert relay.run_once() == 0


def test_no_more_rows_are_taken_than_asked(calls):
    for key in "abc":
        services.send("t.ok", {}, key=key)
    assert [relay.run_once(2), relay.run_once(2)] == [2, 1]
    assert calls == [["a", "b"], ["c"]]


def test_a_bad_row_holds_up_no_other_and_leaves_no_half_effect(calls):
    services.send("t.bad", {}, key="good")
    services.send("t.bad", {"bad": True}, key="bad")
    services.send("t.bad", {}, key="good too")
    services.send("t.ok", {}, key="other topic")
    relay.run_once()
    assert set(Heartbeat.objects.values_list("worker", flat=True)) == {"good", "good too"}
    assert calls == [["other topic"]]
    failure = Failure.objects.get()
    assert (failure.key, failure.attempts, failure.error) == ("bad", 1, "ValueError: 坏行")
    assert not Outbox.objects.exists()


def test_a_broken_constraint_in_a_handler_fails_only_that_row(calls):
    Heartbeat.objects.create(worker="twice", at=clock.now())
    services.send("t.bad", {}, key="twice")
    services.send("t.bad", {}, key="once")
    relay.run_once()
    assert Heartbeat.objects.filter(worker="once").exists()
    assert IntegrityError.__name__ in Failure.objects.get().error


def test_a_topic_that_nobody_handles_is_kept_as_a_failure(calls):
    services.send("t.unknown", {"n": 1})
    relay.run_once()
    assert "没有程序处理主题 t.unknown" in Failure.objects.get().error


def test_a_failed_row_is_tried_again_with_growing_waits_and_then_given_up(calls):
    moment = clock.now()
    with clock.held_at(moment):
        services.send("t.bad", {"bad": True}, key="bad")
        assert relay.run_once() == 1
        assert relay.run_once() == 0
    waited = []
    while (failure := Failure.objects.get()).next_at:
        waited.append(failure.next_at - moment)
        moment = failure.next_at
        with clock.held_at(moment):
            assert relay.run_once() == 1
    assert waited == list(relay.WAITS)
    assert failure.attempts == len(relay.WAITS) + 1
    assert queries.given_up() == 1


def test_a_failed_row_succeeds_when_its_cause_is_gone(calls):
    services.send("t.bad", {"bad": True}, key="bad")
    relay.run_once()
    Failure.objects.update(payload={})
    with clock.held_at(clock.now() + timedelta(seconds=11)):
        relay.run_once()
    assert not Failure.objects.exists()
    assert Heartbeat.objects.filter(worker="bad").exists()


def test_the_system_administrator_lets_a_row_be_tried_again_at_once(calls):
    services.send("t.unknown", {}, key="a")
    relay.run_once()
    Failure.objects.update(topic="t.ok", next_at=None)
    services.retry(Failure.objects.get().pk, by=ADMIN)
    registry.handles("trace.entry")(lambda rows: calls.append([row.payload["act"] for row in rows]))
    relay.run_once()
    assert calls == [["outbox.failure.retry"], ["a"]]


def test_a_discarded_row_is_gone_but_for_the_trace(calls):
    services.send("t.unknown", {}, key="a")
    relay.run_once()
    pk = Failure.objects.get().pk
    services.discard(pk, by=ADMIN)
    assert not Failure.objects.exists()
    assert Outbox.objects.get().payload["by"] == ADMIN.as_fact()
    with pytest.raises(Conflict, match="已经处理"):
        services.discard(pk, by=ADMIN)


@pytest.mark.parametrize("act", [services.retry, services.discard])
def test_only_the_system_administrator_settles_failures(act):
    with pytest.raises(NotAllowed, match="系统管理"):
        act(1, by=CLERK)


def test_two_handlers_for_one_topic_are_a_mistake(calls):
    with pytest.raises(ValueError, match="two handlers"):
        registry.handles("t.ok")(print)
