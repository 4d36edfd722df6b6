"""分发 on a document that has become an original."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from jinliang.kernel.files import queries as files
from jinliang.subsystems.document_exchange.models import Dispatch
from jinliang.subsystems.document_exchange.services import offices
from jinliang.subsystems.outgoing.services import finishing
from jinliang.subsystems.outgoing.tests.conftest import NOTICE, Writers, writers
from tests.cast import Cast

__all__ = ["writers"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(writers: Writers) -> Cast:
    cast = writers.cast
    offices.name_office(cast.government.pk, cast.unit.pk, by=cast.grant("clerk", "document_exchange.clerk"))
    return cast


def test_an_original_is_sent_to_whom_it_names(writers: Writers, clerk: Cast) -> None:
    given = replace(NOTICE, main=["甲县林草局", "各乡镇林业工作站"], copies=["乙县林草局"])
    outgoing = writers.printed(given)
    client, address = clerk.client("clerk"), f"{reverse('document_exchange:new')}?from={outgoing.subject}"
    page = client.get(reverse("desk:case", args=[outgoing.case_id])).content.decode()
    assert "分发</a>" in page
    page = client.get(address).content.decode()
    assert "不是某一个单位，请在下面按层级、按组或逐个添加：各乡镇林业工作站" in page
    units = [clerk.bureau.pk, clerk.other_unit.pk]
    assert [f'name="unit" value="{pk}"' in page for pk in units] == [True, True]
    roles = {f"role_{units[0]}": "main", f"role_{units[1]}": "copy"}
    client.post(address, roles | {"unit": units, "urgency": "0", "send": "1", "_uuid": str(uuid4())})
    sent = Dispatch.objects.get()
    assert (sent.title, sent.number, sent.kind, sent.source) == (given.title, outgoing.number, "通知", outgoing.subject)
    assert files.content(sent.file) == files.content(outgoing.file)
    assert [copy.role for copy in sent.copies.order_by("order")] == ["main", "copy"]
    assert "分发过" in client.get(address).content.decode()


def test_what_is_no_original_or_not_ones_own_is_not_there(writers: Writers, clerk: Cast) -> None:
    outgoing = writers.begin()
    for subject in (outgoing.subject, "outgoing.document/none", "nothing/1"):
        assert clerk.client("clerk").get(reverse("document_exchange:new"), {"from": subject}).status_code == 404


def test_numbered_copies_are_given_out_from_where_the_last_ones_ended(writers: Writers, clerk: Cast) -> None:
    outgoing = writers.printed(replace(NOTICE, main=["甲县林草局", "乙县林草局"]))
    finishing.state_run(outgoing, finishing.Run(3, is_numbered=True), by=writers.clerk)
    client, address = clerk.client("clerk"), f"{reverse('document_exchange:new')}?from={outgoing.subject}"
    page = client.get(address)
    assert page.context["form"].initial["first_copy_number"] == 1
    assert "3 份，份号" in page.content.decode()
    units = [clerk.bureau.pk, clerk.other_unit.pk]
    sent = {f"role_{pk}": "main" for pk in units} | {"unit": units, "urgency": "0", "send": "1", "_uuid": str(uuid4())}
    client.post(address, sent | {"first_copy_number": "1"})
    assert [copy.copy_number for copy in Dispatch.objects.get().copies.order_by("order")] == ["000001", "000002"]
    assert client.get(address).context["form"].initial["first_copy_number"] == 3
