"""Pressing the unit's seal, or the signer's stamp, on name and date of the original."""

from __future__ import annotations

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.figures.services import count
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.flow import services as flow
from jinliang.kernel.seals import services as seals
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import queries, rules
from ..models import Outgoing


def send(outgoing: Outgoing, item_id: int, *, by: Actor, key: str, opinion: str = "") -> None:
    """The original is printed and goes to the post that keeps the seal which it will bear."""
    seal = queries.seal_of(outgoing)
    require_way(outgoing, is_sealed=True, opinion=opinion)
    assert seal
    flow.complete(item_id, "to_seal", by=by, key=key, opinion=opinion, to=[seal.keeper_id])


@transaction.atomic
def affix(outgoing: Outgoing, item_id: int, seal_id: int, *, by: Actor, key: str, opinion: str = "") -> None:
    """The original with the seal at the places that its typesetting left, in the ledger of the seal, and done with."""
    if not flow.begin(outgoing.case_id, by=by, key=key):
        return
    outgoing = Outgoing.objects.select_for_update(of=("self",)).select_related("file").get(pk=outgoing.pk)
    if outgoing.file is None:
        raise Missing("这份公文还没有成文")
    chosen = next((one for one in queries.seals_for(by, outgoing) if one.pk == seal_id), None)
    if chosen is None:
        raise Missing("没有这枚印章，或不由您保管")
    places = [
        seals.Place(place["page"], place["left"], place["top"], place["width"], place["height"])
        for place in outgoing.seal_places
    ]
    # Below the text block and the page number, where GB/T 9704 leaves the paper free.
    code_at = seals.Place(places[0].page, 28, 284, 70, 3.4)
    original = stored.content(outgoing.file)
    sealed = seals.affix(original, seal_id, places, approval=outgoing.subject, by=by, code_at=code_at)
    outgoing.file = files.store(sealed.content, outgoing.file.name, subject=outgoing.subject, by=by)
    outgoing.sealed_at = clock.now()
    outgoing.save(update_fields=["file", "sealed_at"])
    facts = {"seal": chosen.name, "use": str(sealed.use.uuid), "sha256": outgoing.file.blob_id}
    trace.append(outgoing.subject, "outgoing.document.seal", by=by, facts=facts)
    count("outgoing.sealed_pages", outgoing.unit_id, outgoing.kind, outgoing.pages or 0)
    touch("outgoing.document", str(outgoing.uuid))
    flow.complete(item_id, "seal", by=by, key=key, opinion=opinion)


def require_way(outgoing: Outgoing, *, is_sealed: bool, opinion: str) -> None:
    """Minutes bear no seal; what else goes out without one says why, where the unit has one (GB/T 9704 7.3.5.2)."""
    if outgoing.form == rules.Form.MINUTES:
        if is_sealed:
            raise Refusal("纪要不加盖印章", f"{rules.REGULATION}第九条", "请选择“不加盖电子印章”")
        return
    has_seal = queries.seal_of(outgoing) is not None
    if is_sealed and not has_seal:
        raise Refusal(
            "本机关还没有可用的电子印章", way_out="请先在“电子印章”中申请制发；纸质用印的，选择“不加盖电子印章”"
        )
    if not is_sealed and has_seal and not opinion.strip():
        why = "公文应当加盖发文机关印章；有特定发文机关标志的普发性公文和纪要除外"
        raise Refusal("请说明为什么不加盖电子印章", f"{why}（{rules.REGULATION}第九条）", field="opinion")


def require_sealed(outgoing: Outgoing) -> None:
    if outgoing.sealed_at is None:
        raise Refusal("还没有用印", "用印要选择印章，并记入用印台账", "请在“用印”页面办理")
