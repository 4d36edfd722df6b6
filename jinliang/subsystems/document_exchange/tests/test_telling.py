"""What one clerk has dealt with is news to no other clerk of the unit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.notices import queries as notices
from jinliang.subsystems.document_exchange import rules
from jinliang.subsystems.document_exchange.models import Dispatch
from jinliang.subsystems.document_exchange.services import chasing, receiving, sending, withdrawing

from .conftest import Exchange

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(exchange: Exchange) -> Actor:
    """A second clerk of the section, which receives for itself and for its government."""
    return exchange.cast.grant("chief", "document_exchange.clerk")


@pytest.fixture
def leader(exchange: Exchange) -> Actor:
    """A clerk of the government alone."""
    return exchange.cast.grant("leader", "document_exchange.clerk")


def come(exchange: Exchange, *units: object, **changes: object) -> Dispatch:
    """From the other county."""
    parcel, uuid = exchange.parcel(*units, unit_id=exchange.cast.other_unit.pk, **changes)
    return sending.send(parcel, uuid=uuid, by=exchange.other)


def told(actor: Actor) -> list[tuple[bool, str]]:
    """(Unread, its words), the newest first."""
    return [(one.read_at is None, one.body) for one in notices.visible_to(actor)]


def test_a_copy_signed_for_by_one_clerk_waits_for_no_other(exchange: Exchange, chief: Actor) -> None:
    sent = come(exchange, exchange.cast.government, urgency=rules.URGENT)
    with clock.held_at(clock.now() + timedelta(minutes=61)):
        chasing.sweep()
        assert [unread for unread, _ in told(chief)] == [True, True]
        receiving.sign(exchange.copy(sent, exchange.cast.government), by=exchange.sender)
    assert [unread for unread, _ in told(chief)] == [False, False]
    assert all(words.startswith("林一鸣已签收　乙县林草局") for _, words in told(chief))


def test_a_copy_given_back_waits_for_no_other(exchange: Exchange, chief: Actor) -> None:
    copy = exchange.copy(come(exchange, exchange.cast.government), exchange.cast.government)
    receiving.give_back(copy, "主送单位有误", by=exchange.sender)
    assert told(chief) == [(False, "林一鸣已退回　乙县林草局发来　示政发〔2026〕1号")]


def test_who_still_has_the_copy_of_another_unit_keeps_his_notice(
    exchange: Exchange, chief: Actor, leader: Actor
) -> None:
    government, section = exchange.cast.government, exchange.cast.unit
    sent = come(exchange, government, section)
    receiving.sign(exchange.copy(sent, government), by=exchange.sender)
    assert [told(one)[0][0] for one in (chief, leader)] == [True, False]
    receiving.sign(exchange.copy(sent, section), by=exchange.sender)
    assert told(chief)[0][0] is False


def test_what_is_left_of_a_notice_when_the_rest_is_taken_back_waits_no_more(exchange: Exchange, chief: Actor) -> None:
    government, section = exchange.cast.government, exchange.cast.unit
    sent = come(exchange, government, section)
    receiving.sign(exchange.copy(sent, government), by=exchange.sender)
    assert withdrawing.withdraw(sent, "发错了", by=exchange.other) == 1
    assert told(chief) == [(False, "乙县林草局已撤回　乙县林草局发来　示政发〔2026〕1号")]


def test_many_signed_at_once_are_settled_with_few_statements(
    exchange: Exchange, chief: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    copies = [exchange.copy(come(exchange, exchange.cast.government), exchange.cast.government) for _ in range(3)]
    with django_assert_max_num_queries(40):
        assert receiving.sign_many(copies, by=exchange.sender) == 3
    assert [unread for unread, _ in told(chief)] == [False] * 3
