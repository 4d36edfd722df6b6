"""A process that is killed between the number, the seal and the distribution: nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from jinliang.kernel.documents import numbers
from jinliang.kernel.seals import queries as seals
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.document_exchange.models import Copy, Dispatch
from jinliang.subsystems.document_exchange.services import offices, sending
from jinliang.subsystems.outgoing import lists
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import finishing, sealing
from jinliang.subsystems.outgoing.tests.conftest import Writers, office_of
from jinliang.subsystems.outgoing.tests.keeping import own_keys, seal_of
from tests.cast import make_cast

from .killed import parcel_of

__all__ = ["own_keys"]
Kill = Callable[..., None]


@pytest.fixture
def writers(committed_db: str) -> Writers:
    writers = office_of(make_cast())
    cast = writers.cast
    writers.clerk = cast.grant("clerk", "document_exchange.clerk")
    offices.name_office(cast.government.pk, cast.unit.pk, by=writers.clerk)
    return writers


@pytest.fixture
def kill(writers: Writers, committed_db: str, tmp_path: Path) -> Iterator[Kill]:
    """Does an act in another process, which dies in it when all is written and nothing committed."""
    environment = os.environ | {"DATABASE_URL_INNER": committed_db, "DJANGO_SETTINGS_MODULE": "jinliang.sites.intranet"}
    command = [sys.executable, "-m", "jinliang.bridges.tests.killed", str(writers.clerk.user_id), str(tmp_path)]
    with subprocess.Popen(command, env=environment, stdin=-1, stdout=-1, text=True) as program:
        assert program.stdin
        assert program.stdout

        def die(*told: object) -> None:
            print(*told, file=program.stdin, flush=True)
            assert int(program.stdout.readline()) == signal.SIGKILL

        yield die
        program.stdin.close()


def test_a_process_killed_between_number_seal_and_distribution_loses_nothing_and_does_nothing_twice(
    writers: Writers, kill: Kill
) -> None:
    seal = seal_of(writers)
    outgoing = writers.signed()
    writers.move(outgoing, "pass", writers.clerk)
    no_number_is_lost(writers, outgoing, kill)
    it_is_sealed_once(writers, outgoing, seal, kill)
    it_is_sent_once(writers, outgoing, kill)
    acts = [entry.act for entry in trace.entries(outgoing.subject)]
    assert [acts.count(f"outgoing.document.{act}") for act in ("number", "print", "seal")] == [1, 1, 1]


def no_number_is_lost(writers: Writers, outgoing: Outgoing, kill: Kill) -> None:
    item = writers.item(outgoing)
    kill("number", outgoing.uuid, item)
    assert writers.step(outgoing) == "number"
    assert numbers.of_subject(outgoing.subject) is None
    finishing.number(outgoing, item, by=writers.clerk, key="number")
    held = numbers.of_subject(outgoing.subject)
    assert held
    assert held.n == 1


def it_is_sealed_once(writers: Writers, outgoing: Outgoing, seal: seals.Seal, kill: Kill) -> None:
    sealing.send(writers.again(outgoing), writers.item(outgoing), by=writers.clerk, key="to_seal")
    item, before = writers.item(outgoing), writers.again(outgoing)
    kill("seal", outgoing.uuid, item, seal.pk)
    after = writers.again(outgoing)
    assert (after.file_id, after.sealed_at, writers.step(after)) == (before.file_id, None, "seal")
    for _ in range(2):
        sealing.affix(after, item, seal.pk, by=writers.clerk, key="seal")
    assert [row.failure for row in seals.ledger(seal)] == [""]


def it_is_sent_once(writers: Writers, outgoing: Outgoing, kill: Kill) -> None:
    outgoing, uuid, unit = writers.again(outgoing), uuid4(), writers.cast.bureau.pk
    assert list(lists.by_tab(Outgoing.objects.all(), "waiting")) == [outgoing]
    kill("send", outgoing.uuid, uuid, unit)
    assert not Dispatch.objects.exists()
    for _ in range(2):
        sending.send(parcel_of(outgoing, unit), uuid=uuid, by=writers.clerk)
    assert list(Copy.objects.values_list("unit", flat=True)) == [unit]
