"""What goes wrong between the number and the seal: nothing is lost, nothing is done twice, no number is used twice."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from jinliang.base.errors import Conflict, Refusal
from jinliang.kernel.files import queries as files
from jinliang.kernel.seals import child, services
from jinliang.kernel.seals.models import Certificate, Seal, Use
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import sealing
from tests.cast import make_cast

from .conftest import Writers, office_of, refused
from .keeping import own_keys, seal, seal_of, sent_to_be_sealed, waiting

__all__ = ["own_keys", "seal", "waiting"]


@pytest.mark.django_db
def test_a_signing_server_that_is_away_leaves_the_document_where_it_was(
    writers: Writers, seal: Seal, waiting: Outgoing
) -> None:
    Certificate.objects.filter(seal=seal).update(provider="server", address="http://127.0.0.1:9/")
    with refused(child.Away, match="签名服务器没有应答"):
        sealing.affix(waiting, writers.item(waiting), seal.pk, by=writers.clerk, key="k")
    again = writers.again(waiting)
    assert (again.file_id, again.sealed_at, writers.step(again)) == (waiting.file_id, None, "seal")
    Certificate.objects.filter(seal=seal).update(provider="soft")
    sealing.affix(waiting, writers.item(waiting), seal.pk, by=writers.clerk, key="k")
    assert services.verify(files.content(writers.again(waiting).file))[0].is_valid


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_a_suspended_or_lost_seal_is_not_even_offered(
    writers: Writers, seal: Seal, act: str, waiting: Outgoing
) -> None:
    getattr(services, act)(seal.pk, "密钥介质遗失", by=writers.clerk)
    with refused(Refusal, match="没有这枚印章"):
        sealing.affix(waiting, writers.item(waiting), seal.pk, by=writers.clerk, key="k")
    assert writers.step(waiting) == "seal"


def test_two_keepers_at_once_seal_it_once(committed_db: str) -> None:
    writers = office_of(make_cast())
    seal, outgoing = seal_of(writers), sent_to_be_sealed(writers, writers.numbered())
    item, ready, results = writers.item(outgoing), threading.Barrier(2), list[str]()

    def press(key: str) -> None:
        ready.wait()
        try:
            sealing.affix(outgoing, item, seal.pk, by=writers.clerk, key=key)
            results.append("sealed")
        except (Conflict, Refusal):
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(key,)) for key in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused", "sealed"]
    assert Use.objects.filter(failure="").count() == 1
    assert len(services.verify(files.content(writers.again(outgoing).file))) == 1
