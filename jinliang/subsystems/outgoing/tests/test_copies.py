"""Numbered copies for paper: a file derived from the original, which stays as it is."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pypdfium2
import pytest
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.files import queries as files
from jinliang.kernel.seals import services as seals
from jinliang.kernel.seals.models import Seal
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.outgoing import copying, registry
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.registry import Holding
from jinliang.subsystems.outgoing.services import copying as printing
from jinliang.subsystems.outgoing.services import finishing, sealing
from jinliang.subsystems.outgoing.services.finishing import Run
from tests.stages import stage

from .conftest import Writers, refused
from .keeping import own_keys, seal, waiting

__all__ = ["own_keys", "seal", "waiting"]

pytestmark = pytest.mark.django_db


def finished(writers: Writers, numbered: Outgoing, move: str = "print") -> Outgoing:
    finishing.finish(numbered, writers.item(numbered), move, Run(30, True), by=writers.clerk, key=str(uuid4()))
    return writers.again(numbered)


@stage
def issued(writers: Writers, numbered: Outgoing) -> Outgoing:
    return finished(writers, numbered)


def corner(pdf: bytes, page: int) -> str:
    """What stands in the first line of the text block, left."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    text = document[page].get_textpage().get_text_bounded(left=70, bottom=710, right=200, top=740)
    document.close()
    return text.strip()


def test_each_copy_bears_its_number_and_the_sealed_original_does_not(
    writers: Writers, seal: Seal, numbered: Outgoing
) -> None:
    outgoing = finished(writers, numbered, "to_seal")
    sealing.affix(outgoing, writers.item(outgoing), seal.pk, by=writers.clerk, key="k")
    outgoing = writers.again(outgoing)
    before = files.content(outgoing.file)
    pdf = printing.print_copies(outgoing, 3, 5, by=writers.clerk)
    pages = outgoing.pages or 0
    assert [corner(pdf, at * pages) for at in range(3)] == ["000003", "000004", "000005"]
    assert files.page_count(pdf) == 3 * pages
    assert corner(before, 0) == ""
    again = files.content(writers.again(outgoing).file)
    assert again == before
    assert seals.verify(again)[0].is_valid
    assert seals.verify(pdf) == []
    assert trace.entries(outgoing.subject)[-1].facts["first"] == 3


def test_the_line_of_the_number_is_left_free_above_the_urgency(writers: Writers, numbered: Outgoing) -> None:
    numbered.case.urgency = 2
    numbered.case.save(update_fields=["urgency"])
    outgoing = finished(writers, numbered)
    assert corner(files.content(outgoing.file), 0) == ""
    assert (round(outgoing.copy_place[0]), round(outgoing.copy_place[1])) == (28, 37)
    document = pypdfium2.PdfDocument(files.content(outgoing.file))
    assert "特急" in document[0].get_textpage().get_text_range()
    document.close()


def test_only_numbers_of_the_run_are_printed_and_only_by_the_clerk(writers: Writers, issued: Outgoing) -> None:
    for first, last in ((0, 1), (2, 1), (30, 31)):
        with refused(Refusal, match="份号应当在 1 至 30 之间"):
            printing.print_copies(issued, first, last, by=writers.clerk)
    with refused(Missing):
        printing.print_copies(issued, 1, 1, by=writers.vetter)


def test_a_document_that_waits_for_its_seal_is_not_printed(writers: Writers, waiting: Outgoing) -> None:
    assert not copying.may_print(writers.clerk, waiting)


def test_the_page_tells_which_number_went_to_whom(
    writers: Writers, issued: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {2: Holding("甲县林草局", clock.today()), 3: Holding("甲站", clock.today())}
    monkeypatch.setattr(registry, "HOLDERS", [lambda subject: held])
    assert [(one.words, one.holder) for one in copying.papers(issued)] == [
        ("000001", ""), ("000002", "甲县林草局"), ("000003", "甲站"), ("000004—000030", ""),
    ]  # fmt: skip
    client, address = writers.cast.client("clerk"), reverse("outgoing:copies", args=[issued.uuid])
    assert address in client.get(reverse("desk:case", args=[issued.case_id])).content.decode()
    file = reverse("outgoing:print_copies", args=[issued.uuid])
    assert client.post(file, {"first": "1", "last": "2"}).content.startswith(b"%PDF")
    page = client.get(address).content.decode()
    assert "甲县林草局" in page
    assert "000001—000002" in page
    assert client.post(file, {"first": "1", "last": "31"}).status_code == 422
    for one in (address, file):
        assert writers.cast.client("vetter").get(one).status_code == 404
