"""A seal and its keeper, for the tests of sealing."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Item
from jinliang.kernel.seals import certificates, services
from jinliang.kernel.seals.models import Seal
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import sealing

from .conftest import Writers


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of tests lie in a folder of their own, thrown away with the test."""
    monkeypatch.setattr(certificates, "where", lambda: {"provider": "soft", "site": "inner", "folder": str(tmp_path)})


@pytest.fixture
def seal(writers: Writers) -> Seal:
    return seal_of(writers)


def seal_of(writers: Writers) -> Seal:
    """The seal of the government, kept by the clerk of its office, approved and made by its leader."""
    cast = writers.cast
    clerk = cast.grant("clerk", "seals.keeper")
    leader = cast.grant("leader", "seals.approver", "seals.maker")
    writers.clerk = clerk
    made = services.apply(
        unit_id=cast.government.pk, kind="unit", holder="甲县示例单位", keeper_post=clerk.post_id, key="s", by=clerk
    )
    for move in ("approve", "issue"):
        item = Item.objects.get(case=made.case_id, state=Item.State.OPEN).pk
        flow.complete(item, move, by=leader, key=move)
    return Seal.objects.get(pk=made.pk)


def waiting(writers: Writers) -> Outgoing:
    """An original that waits for its seal."""
    outgoing = writers.signed()
    for move in ("pass", "number"):
        writers.move(outgoing, move, writers.clerk)
    sealing.send(outgoing, writers.item(outgoing), by=writers.clerk, key=str(uuid4()))
    return writers.again(outgoing)
