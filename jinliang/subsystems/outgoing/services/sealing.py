"""Pressing the unit's seal, or the signer's stamp, on name and date of the original."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.figures.services import count
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.state import Holder
from jinliang.kernel.seals import queries as pressed
from jinliang.kernel.seals import services as seals
from jinliang.kernel.seals.queries import Seal
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import queries, rules, second_form
from ..models import Outgoing


def send(outgoing: Outgoing, item_id: int, *, by: Actor, key: str, opinion: str = "") -> None:
    """The original is printed and goes to the posts that keep the seals which it will bear."""
    require_way(outgoing, is_sealed=True, opinion=opinion)
    flow.complete(item_id, "to_seal", by=by, key=key, opinion=opinion)


def keepers(case: Case, _sent: Sequence[int | Holder], _by: Actor) -> list[int]:
    """Who keep the seals that it will bear when it comes to be sealed, from whichever step."""
    outgoing = queries.of_case(case.pk)
    wanted = queries.seals_wanted(outgoing)
    if not wanted:
        raise Refusal("印章已经盖齐", "盖了印章的正本不再改动", "请办理下一环节")
    _require_seals(outgoing, wanted)
    return [seal.keeper_id for seal in wanted.values() if seal]


@transaction.atomic
def affix(outgoing: Outgoing, item_id: int, seal_id: int, *, by: Actor, key: str, opinion: str = "") -> None:
    """The original with the seal at the places that its typesetting left for its unit, in the ledger of the seal. Done
    with when its keeper has no other to press, and issued with the last. Keepers who come at once take turns: each
    seal is pressed on what bears those before it."""
    if not flow.begin(outgoing.case_id, by=by, key=key):
        return
    outgoing = Outgoing.objects.select_for_update(of=("self",)).select_related("file").get(pk=outgoing.pk)
    if outgoing.file is None:
        raise Missing("这份公文还没有成文")
    chosen = next((one for one in queries.seals_for(by, outgoing) if one.pk == seal_id), None)
    if chosen is None:
        raise Missing("没有这枚印章，或不由您保管")
    before, ofd_before = outgoing.file, second_form.file_of(outgoing)
    sealed = _pressed(outgoing, chosen, by=by)
    outgoing.file = files.store(sealed.content, before.name, subject=outgoing.subject, by=by)
    files.remove(before.pk, by=by)
    if sealed.ofd:
        files.store(sealed.ofd, second_form.name_of(outgoing.file), subject=outgoing.subject, by=by)
    if sealed.ofd and ofd_before:
        files.remove(ofd_before.pk, by=by)
    outgoing.sealed_at = None if queries.seals_wanted(outgoing) else clock.now()
    outgoing.save(update_fields=["file", "sealed_at"])
    facts = {"seal": chosen.name, "use": str(sealed.use.uuid), "sha256": outgoing.file.blob_id}
    trace.append(outgoing.subject, "outgoing.document.seal", by=by, facts=facts)
    count("outgoing.sealed_pages", chosen.unit_id, outgoing.kind, outgoing.pages or 0)
    touch("outgoing.document", str(outgoing.uuid))
    if outgoing.sealed_at or not queries.seals_for(by, outgoing):
        flow.complete(item_id, "seal", by=by, key=key, opinion=opinion)


def _pressed(outgoing: Outgoing, seal: Seal, *, by: Actor) -> seals.Sealed:
    """``seal`` where the typesetting left the place of its unit."""
    assert outgoing.file
    at = queries.issuers(outgoing).index(seal.unit_id)
    places = [
        seals.Place(place["page"], place["left"], place["top"], place["width"], place["height"])
        for place in outgoing.seal_places
        if place["unit"] == at
    ]
    # Below the text block and the page number, where GB/T 9704 leaves the paper free.
    code = pressed.code_of(outgoing.subject)
    code_at = None if code else seals.Place(places[0].page, 28, 284, 70, 3.4)
    content = stored.content(outgoing.file)
    ofd = second_form.asked(outgoing)
    return seals.affix(content, seal.pk, places, approval=outgoing.subject, by=by, code=code, code_at=code_at, ofd=ofd)


def require_way(outgoing: Outgoing, *, is_sealed: bool, opinion: str) -> None:
    """Minutes bear no seal; what else goes out without one says why, where the unit has one (GB/T 9704 7.3.5.2)."""
    if outgoing.form == rules.Form.MINUTES:
        if is_sealed:
            raise Refusal("纪要不加盖印章", f"{rules.REGULATION}第九条", "请选择“不加盖电子印章”")
        return
    wanted = queries.seals_wanted(outgoing)
    if is_sealed:
        _require_seals(outgoing, wanted)
    elif None not in wanted.values() and not opinion.strip():
        why = "公文应当加盖发文机关印章；有特定发文机关标志的普发性公文和纪要除外"
        raise Refusal("请说明为什么不加盖电子印章", f"{why}（{rules.REGULATION}第九条）", field="opinion")


def _require_seals(outgoing: Outgoing, wanted: Mapping[int, Seal | None]) -> None:
    if None not in wanted.values():
        return
    lacking = [one.name for one in queries.joints(outgoing) if one.unit_id and wanted.get(one.unit_id, 0) is None]
    who = "、".join(lacking) if wanted.get(outgoing.unit_id, 0) is not None else "本机关"
    way_out = "请先在“电子印章”中申请制发；纸质用印的，选择“不加盖电子印章”"
    raise Refusal(f"{who}还没有可用的电子印章", way_out=way_out)


def require_sealed(outgoing: Outgoing, *, by: Actor) -> None:
    """Nobody leaves the step with a seal of his unpressed, nor the last one before all are there."""
    is_last = not any(step == "seal" for _, step in cases.open_items(outgoing.case_id))
    if (is_last and outgoing.sealed_at is None) or queries.seals_for(by, outgoing):
        raise Refusal("还没有用印", "用印要选择印章，并记入用印台账", "请在“用印”页面办理")
