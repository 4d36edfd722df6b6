"""Two clerks, one paper or one order of leaders, the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

from django.db import connection

from jinliang.base.errors import Conflict
from jinliang.kernel.documents import numbers
from jinliang.subsystems.incoming import queries
from jinliang.subsystems.incoming.models import Incoming, InstructionOrder
from tests.cast import make_cast

from .conftest import REQUEST, Office, office_of
from .test_orders import keep


def test_two_clerks_at_once_register_one_paper_once(committed_db) -> None:
    office = office_of(make_cast())
    assert sorted(_at_once(office, lambda: {"uuid": uuid4()})) == ["refused", "registered"]
    assert sorted(_at_once(office, lambda: {"uuid": uuid4(), "source": "document_exchange.copy/1"}, "乙站")) == [
        "registered",
        "registered",
    ]
    assert Incoming.objects.count() == 2
    book = numbers.listing(queries.NUMBERS, office.cast.government.pk, Incoming.objects.latest("pk").received_on.year)
    assert [one.n for one in book] == [1, 2]


def _at_once(office: Office, given, sender: str = REQUEST.sender) -> list[str]:
    def work(_: int) -> str:
        try:
            office.register(replace(REQUEST, sender=sender), **given())
        except Conflict:
            return "refused"
        finally:
            connection.close()
        return "registered"

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, range(2)))


def test_two_clerks_at_once_change_one_order_once(committed_db) -> None:
    office = office_of(make_cast())
    row = keep(office)

    def change(name: str) -> str:
        try:
            keep(office, name, uuid=row.uuid, based_on=1)
        except Conflict:
            return "refused"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(change, "甲乙")) == ["kept", "refused"]
    assert InstructionOrder.objects.get().version == 2
