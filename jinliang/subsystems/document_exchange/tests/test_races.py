"""Two at once: reading and taking back, two sweeps, the same act twice, a process that dies."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import psycopg
import pytest
from django.db import connection, transaction

from jinliang.base import clock
from jinliang.base.errors import Conflict
from jinliang.subsystems.document_exchange import rules
from jinliang.subsystems.document_exchange.models import Copy, Dispatch
from jinliang.subsystems.document_exchange.services import chasing, receiving, sending, withdrawing
from tests.cast import make_cast

from .conftest import Exchange, made, states


@pytest.fixture
def exchange(committed_db: str) -> Exchange:
    return replace(made(make_cast()), address=committed_db)


def beside(act: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """``act`` in a thread with a connection of its own; what it answered, or the fault."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(act())
        except Exception as fault:
            found.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def waits(thread: threading.Thread, address: str) -> bool:
    """Until the database says that the other waits for a lock: asked from outside, for a transaction sees it once."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with psycopg.connect(address, autocommit=True) as outside:
        while thread.is_alive():
            if outside.execute(asked).fetchone()[0]:
                return True
    return False


def test_a_document_taken_back_while_it_is_read_and_whatever_else_two_do_at_once(exchange: Exchange) -> None:
    a_document_being_opened_is_not_taken_back(exchange)
    one_being_taken_back_is_not_opened(exchange)
    the_same_act_twice_at_once_is_one(exchange)
    what_a_killed_process_had_sent_is_sent_whole_by_the_next(exchange)
    two_sweeps_chase_each_copy_once(exchange)


def a_document_being_opened_is_not_taken_back(exchange: Exchange) -> None:
    sent = exchange.send()
    with transaction.atomic():
        receiving.read(exchange.copy(sent), by=exchange.receiver)
        thread, found = beside(lambda: withdrawing.withdraw(sent, "发错", by=exchange.sender))
        assert waits(thread, exchange.address)
    thread.join()
    assert isinstance(found[0], Conflict)
    assert states(sent) == ["read"]


def one_being_taken_back_is_not_opened(exchange: Exchange) -> None:
    sent = exchange.send()
    copy = exchange.copy(sent)
    with transaction.atomic():
        withdrawing.withdraw(sent, "发错", by=exchange.sender)
        thread, found = beside(lambda: receiving.read(copy, by=exchange.receiver).state)
        assert waits(thread, exchange.address)
    thread.join()
    assert found == ["withdrawn"]
    assert states(sent) == ["withdrawn"]


def the_same_act_twice_at_once_is_one(exchange: Exchange) -> None:
    parcel, uuid = exchange.parcel(exchange.cast.bureau)
    with transaction.atomic():
        first = sending.send(parcel, uuid=uuid, by=exchange.sender)
        thread, found = beside(lambda: sending.send(parcel, uuid=uuid, by=exchange.sender))
        assert waits(thread, exchange.address)
    thread.join()
    assert found == [first]
    assert Copy.objects.filter(dispatch=first).count() == 1


def what_a_killed_process_had_sent_is_sent_whole_by_the_next(exchange: Exchange) -> None:
    parcel, uuid = exchange.parcel(exchange.cast.bureau, exchange.cast.other_unit)
    with transaction.atomic():
        sending.send(parcel, uuid=uuid, by=exchange.sender)
        transaction.set_rollback(True)
    assert not Dispatch.objects.filter(uuid=uuid).exists()
    assert states(sending.send(parcel, uuid=uuid, by=exchange.sender)) == ["delivered"] * 2


def two_sweeps_chase_each_copy_once(exchange: Exchange) -> None:
    Copy.objects.update(chase_at=None)
    sent = exchange.send(exchange.cast.bureau, exchange.cast.other_unit, urgency=rules.URGENT)
    Copy.objects.filter(dispatch=sent).update(chase_at=clock.now())
    with transaction.atomic():
        first = chasing.sweep()
        thread, found = beside(chasing.sweep)
        thread.join()
    assert (first, found) == (2, [0])
    assert set(Copy.objects.filter(dispatch=sent).values_list("chases", flat=True)) == {1}
