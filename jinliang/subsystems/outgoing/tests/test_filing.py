"""分发归档: what is issued waits to be sent out and filed; only before that is it taken back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from jinliang.base.errors import Invalid, Refusal
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow import services as acts
from jinliang.kernel.flow.models import Item
from jinliang.kernel.seals.models import Seal
from jinliang.subsystems.outgoing import lists, rules
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import filing, sealing
from jinliang.subsystems.outgoing.services.filing import Filed

from .conftest import Writers, refused
from .keeping import own_keys, seal, waiting

__all__ = ["own_keys", "seal", "waiting"]
pytestmark = pytest.mark.django_db


def done_at(outgoing: Outgoing, step: str) -> int:
    return Item.objects.filter(case=outgoing.case_id, step=step, state=Item.State.DONE).latest("pk").pk


def test_what_is_issued_waits_for_the_clerk_until_it_is_filed(writers: Writers, printed: Outgoing) -> None:
    assert list(lists.by_tab(Outgoing.objects.all(), "waiting")) == [printed]
    filed = Filed(rules.PAPER, "10", "送各乡镇")
    item = writers.item(printed)
    for _ in range(2):
        filing.file(printed, item, filed, by=writers.clerk, key="once")
    outgoing = writers.again(printed)
    assert (outgoing.case.status, outgoing.retention, outgoing.distribution_note) == ("done", "10", "送各乡镇")
    assert not lists.by_tab(Outgoing.objects.all(), "waiting").exists()


@pytest.mark.parametrize(
    ("filed", "field"),
    [
        (Filed(rules.PAPER, ""), "retention"),
        (Filed("", "10"), "distribution"),
        (Filed(rules.EXCHANGE, "10"), "distribution"),
        (Filed(rules.KEPT, "10"), "note"),
        (Filed(rules.PAPER, "10", "长" * 201), "note"),
    ],
)
def test_filing_says_where_it_went_and_how_long_it_is_kept(
    writers: Writers, filed: Filed, field: str, printed: Outgoing
) -> None:
    with refused(Invalid) as found:
        filing.file(printed, writers.item(printed), filed, by=writers.clerk, key="k")
    assert list(found.value.errors) == [field]
    assert writers.step(printed) == "distribute"


def test_nobody_files_from_another_page(writers: Writers, printed: Outgoing) -> None:
    with refused(Refusal, match="分发归档"):
        writers.move(printed, "file", writers.clerk)


def test_the_page_proposes_by_kind_and_files(writers: Writers, printed: Outgoing) -> None:
    client, item = writers.cast.client("clerk"), writers.item(printed)
    assert (
        reverse("outgoing:file", args=[item]) in client.get(f"/cases/{printed.case_id}/?item={item}").content.decode()
    )
    address = reverse("outgoing:file", args=[item])
    page = client.get(address)
    assert page.context["form"].initial == {"retention": "10"}
    assert client.post(address, {"key": str(uuid4()), "retention": "10"}).status_code == 422
    given = {"key": str(uuid4()), "retention": "30", "distribution": "paper", "note": "送达"}
    assert client.post(address, given).status_code == 302
    shown = client.get(f"/cases/{printed.case_id}/").content.decode()
    assert "<dd>30年</dd>" in shown
    assert "纸质分发" in shown
    assert client.get(address).status_code in (404, 409)


def test_an_original_is_neither_withdrawn_nor_void(writers: Writers, printed: Outgoing) -> None:
    with refused(Refusal, match="不能再撤回"):
        acts.withdraw(printed.case_id, by=writers.drafter, key="k", reason="不发了")
    assert "撤回整件" not in writers.cast.client("handler").get(f"/cases/{printed.case_id}/").content.decode()


def test_what_was_printed_and_taken_back_unread_is_printed_anew_with_its_number(
    writers: Writers, printed: Outgoing
) -> None:
    number = printed.number
    acts.recall(done_at(printed, "proof"), by=writers.clerk, key="back")
    outgoing = writers.again(printed)
    assert (outgoing.file_id, outgoing.printed_at, outgoing.is_issued) == (None, None, False)
    writers.move(outgoing, "print", writers.clerk)
    outgoing = writers.again(outgoing)
    assert (outgoing.number, outgoing.is_issued) == (number, True)


def test_a_document_taken_back_from_its_keeper_can_be_sent_to_be_sealed_again(
    writers: Writers, seal: Seal, waiting: Outgoing
) -> None:
    acts.recall(done_at(waiting, "proof"), by=writers.clerk, key="back")
    assert writers.step(waiting) == "proof"
    outgoing = writers.again(waiting)
    sealing.send(outgoing, writers.item(outgoing), by=writers.clerk, key="again")
    sealing.affix(outgoing, writers.item(outgoing), seal.pk, by=writers.clerk, key="k")
    assert writers.again(outgoing).is_issued


def test_a_seal_that_was_pressed_is_not_taken_back(writers: Writers, seal: Seal, waiting: Outgoing) -> None:
    sealing.affix(waiting, writers.item(waiting), seal.pk, by=writers.clerk, key="k")
    with refused(Refusal, match="已经用印"):
        acts.recall(done_at(waiting, "seal"), by=writers.clerk, key="back")
    assert [step for _, step in flow.open_items(waiting.case_id)] == ["distribute"]
