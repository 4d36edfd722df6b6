"""A seal and its keeper, for the tests of sealing."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Item
from jinliang.kernel.seals import certificates, services
from jinliang.kernel.seals.models import Seal
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import sealing
from tests.stages import stage

from .conftest import Writers


@pytest.fixture(scope="module", autouse=True)
def own_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys of tests lie in a folder of their own, thrown away with the tests."""
    folder = str(tmp_path_factory.mktemp("keys"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificates, "where", lambda: {"provider": "soft", "site": "inner", "folder": folder})
        yield


@stage
def seal(writers: Writers) -> Seal:
    return seal_of(writers)


@stage
def waiting(writers: Writers, seal: Seal, numbered: Outgoing) -> Outgoing:
    """An original that waits for its seal."""
    return sent_to_be_sealed(writers, numbered)


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


def sent_to_be_sealed(writers: Writers, numbered: Outgoing) -> Outgoing:
    sealing.send(numbered, writers.item(numbered), by=writers.clerk, key=str(uuid4()))
    return writers.again(numbered)
