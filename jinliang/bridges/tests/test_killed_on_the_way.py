"""A process that is killed between the number, the seal and the distribution: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from signal import SIGKILL
from unittest import mock
from uuid import uuid4

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from jinliang.kernel.documents import numbers
from jinliang.kernel.seals import queries as seals
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.document_exchange.models import Copy, Dispatch
from jinliang.subsystems.document_exchange.services import offices, sending
from jinliang.subsystems.document_exchange.services.sending import Addressed, Parcel
from jinliang.subsystems.outgoing import lists
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import finishing, sealing
from jinliang.subsystems.outgoing.tests.conftest import Writers, office_of
from jinliang.subsystems.outgoing.tests.keeping import own_keys, seal_of
from tests.cast import make_cast
from tests.dying import death_in, kill_myself

__all__ = ["own_keys"]


@pytest.fixture
def writers(committed_db: str) -> Writers:
    writers = office_of(make_cast())
    cast = writers.cast
    writers.clerk = cast.grant("clerk", "document_exchange.clerk")
    offices.name_office(cast.government.pk, cast.unit.pk, by=writers.clerk)
    return writers


def killed_in(act: Callable[[], object]) -> None:
    """Another process does it and dies when all is written and nothing committed."""

    def up_to_the_commit() -> None:
        with mock.patch.object(BaseDatabaseWrapper, "_commit", kill_myself):
            act()

    assert death_in(up_to_the_commit) == SIGKILL


def test_a_process_killed_between_number_seal_and_distribution_loses_nothing_and_does_nothing_twice(
    writers: Writers,
) -> None:
    seal = seal_of(writers)
    outgoing = writers.signed()
    writers.move(outgoing, "pass", writers.clerk)
    no_number_is_lost(writers, outgoing)
    it_is_sealed_once(writers, outgoing, seal)
    it_is_sent_once(writers, outgoing)
    acts = [entry.act for entry in trace.entries(outgoing.subject)]
    assert [acts.count(f"outgoing.document.{act}") for act in ("number", "print", "seal")] == [1, 1, 1]


def no_number_is_lost(writers: Writers, outgoing: Outgoing) -> None:
    item = writers.item(outgoing)
    killed_in(lambda: finishing.number(outgoing, item, by=writers.clerk, key="number"))
    assert writers.step(outgoing) == "number"
    assert numbers.of_subject(outgoing.subject) is None
    finishing.number(outgoing, item, by=writers.clerk, key="number")
    held = numbers.of_subject(outgoing.subject)
    assert held
    assert held.n == 1


def it_is_sealed_once(writers: Writers, outgoing: Outgoing, seal: seals.Seal) -> None:
    sealing.send(writers.again(outgoing), writers.item(outgoing), by=writers.clerk, key="to_seal")
    item, before = writers.item(outgoing), writers.again(outgoing)
    killed_in(lambda: sealing.affix(before, item, seal.pk, by=writers.clerk, key="seal"))
    after = writers.again(outgoing)
    assert (after.file_id, after.sealed_at, writers.step(after)) == (before.file_id, None, "seal")
    for _ in range(2):
        sealing.affix(after, item, seal.pk, by=writers.clerk, key="seal")
    assert [row.failure for row in seals.ledger(seal)] == [""]


def it_is_sent_once(writers: Writers, outgoing: Outgoing) -> None:
    outgoing, uuid, unit = writers.again(outgoing), uuid4(), writers.cast.bureau.pk
    assert list(lists.by_tab(Outgoing.objects.all(), "waiting")) == [outgoing]
    killed_in(lambda: sending.send(parcel_of(outgoing, unit), uuid=uuid, by=writers.clerk))
    assert not Dispatch.objects.exists()
    for _ in range(2):
        sending.send(parcel_of(outgoing, unit), uuid=uuid, by=writers.clerk)
    assert list(Copy.objects.values_list("unit", flat=True)) == [unit]


def parcel_of(outgoing: Outgoing, unit: int) -> Parcel:
    to, source = [Addressed(unit)], outgoing.subject
    return Parcel(
        outgoing.unit_id, outgoing.title, "通知", outgoing.file, outgoing.number, source=source, recipients=to
    )
