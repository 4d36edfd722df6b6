"""份号: the file from which numbered paper copies are printed. The original stays as it was sealed."""

from __future__ import annotations

import hashlib

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.files import queries as stored
from jinliang.kernel.trace import services as trace
from jinliang.kernel.typesetting.typeset import numbered

from .. import copying, rules
from ..models import Outgoing

PLACE = (28.0, 37.0)  # the upper left corner of the text block, for originals that left no line free


@transaction.atomic
def print_copies(outgoing: Outgoing, first: int, last: int, *, by: Actor) -> bytes:
    """PDF of the copies ``first`` to ``last``, each with its number on the first page; who took it is in the trace."""
    if not copying.may_print(by, outgoing):
        raise Missing("没有找到这份公文")
    _check(outgoing, first, last)
    assert outgoing.file
    original = stored.content(outgoing.file)
    numbers = [f"{number:06}" for number in range(first, last + 1)]
    left, top = outgoing.copy_place or PLACE
    words = f"纸质印制件　{outgoing.number}　电子正本未改动，以电子正本查验印章"
    pdf = numbered(original, numbers, (left, top), words=words, at=clock.now())
    facts = {"first": first, "last": last, "of": outgoing.file.blob_id, "sha256": hashlib.sha256(pdf).hexdigest()}
    trace.append(outgoing.subject, "outgoing.document.print_copies", by=by, facts=facts)
    return pdf


def _check(outgoing: Outgoing, first: int, last: int) -> None:
    if not 1 <= first <= last <= outgoing.print_run:
        what = f"份号应当在 1 至 {outgoing.print_run} 之间，并且从小到大"
        raise Refusal(what, rules.COPY_NUMBERS, "请核对起止份号", field="last")
    sheets = (last - first + 1) * (outgoing.pages or 1)
    if sheets > rules.MOST_SHEETS:
        most = rules.MOST_SHEETS // (outgoing.pages or 1)
        raise Refusal(
            "一次印的太多", f"一个印制文件最多 {rules.MOST_SHEETS} 页", f"请每次不超过 {most} 份", field="last"
        )
