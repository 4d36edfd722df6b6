"""An opinion written by hand on the case page: kept, shown, printed, and in the trace by its digest."""

from __future__ import annotations

import json
from uuid import uuid4

import pypdfium2
import pytest

from jinliang.kernel.flow import ink
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Handwriting
from jinliang.kernel.trace import queries as trace

from .test_desk import item_of, letter, office, text

__all__ = ["office"]

pytestmark = pytest.mark.django_db

INK = json.dumps({"strokes": [[100, 100, 300, 160, 500, 100], [320, 40, 320, 220]]})


def act(office, case, **more):
    address = f"/cases/{case.pk}/items/{item_of(case).pk}/act/"
    return office.client("clerk").post(address, {"verb": "complete", "move": "direct", "key": "k1"} | more)


def test_it_is_kept_with_its_digest_and_shown_on_the_page_and_on_paper(office):
    case = letter(office)
    assert act(office, case, ink=INK).status_code == 302
    kept = Handwriting.objects.get()
    assert [entry.facts.get("handwriting") for entry in trace.entries(f"flow.case/{case.pk}")][-1] == kept.sha256
    page = text(office.client("clerk").get(f"/cases/{case.pk}/"))
    assert f'<path d="{kept.path}"' in page
    assert "林一鸣的手写意见" in page
    pdf = pypdfium2.PdfDocument(office.client("clerk").post(f"/cases/{case.pk}/sheet/pdf/").content)
    kinds = {thing.type for thing in pdf[0].get_objects()}
    pdf.close()
    assert pypdfium2.raw.FPDF_PAGEOBJ_FORM in kinds or pypdfium2.raw.FPDF_PAGEOBJ_PATH in kinds


def test_typed_words_may_stand_beside_it(office):
    case = letter(office)
    act(office, case, ink=INK, opinion="附意见一份")
    page = text(office.client("clerk").get(f"/cases/{case.pk}/"))
    assert "附意见一份" in page
    assert "jl-inked" in page


def test_what_is_no_handwriting_is_refused_and_all_that_was_typed_comes_back(office):
    case = letter(office)
    answer = act(office, case, ink='{"strokes": [["<script>"]]}', opinion="拟同意")
    assert answer.status_code == 422
    assert "手写意见无法识别" in text(answer)
    assert "拟同意" in text(answer)
    assert not Handwriting.objects.exists()


def test_the_same_key_again_keeps_the_first_handwriting(office):
    case = letter(office)
    item = item_of(case).pk
    drawn = [ink.read(json.dumps({"strokes": strokes})) for strokes in ([[1, 1]], [[9, 9, 30, 30]])]
    key = uuid4()
    for one in drawn:
        flow.complete(item, "direct", by=office.clerk, key=key, ink=one)
    assert Handwriting.objects.get(item=item).sha256 == drawn[0].sha256
