"""From the signature to the printed original: what the leaders signed, the number, the sheets, the date."""

from __future__ import annotations

from dataclasses import asdict

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.figures.services import count
from jinliang.kernel.files import services as files
from jinliang.kernel.seals import queries as seals
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import printing, queries, registry, rules
from ..models import Outgoing
from . import offices


def signed(outgoing: Outgoing, *, by: Actor) -> None:
    """Every leader who was asked has signed: this version of the text stands, dated today (article 9)."""
    outgoing.signed_version = queries.text_of(outgoing).latest
    outgoing.signers = queries.signers(outgoing)
    outgoing.dated_on = clock.today()
    outgoing.save(update_fields=["signed_version", "signers", "dated_on"])
    facts = {"version": outgoing.signed_version, "signers": outgoing.signers, "dated_on": outgoing.dated_on}
    trace.append(outgoing.subject, "outgoing.document.signed", by=by, facts=facts)


def dated(outgoing: Outgoing, *, by: Actor) -> None:
    """联合行文 bears the day on which the last of the units signed (article 9)."""
    outgoing.dated_on = clock.today()
    outgoing.save(update_fields=["dated_on"])
    trace.append(outgoing.subject, "outgoing.document.dated", by=by, facts={"dated_on": outgoing.dated_on})


def unsigned(outgoing: Outgoing, *, by: Actor) -> None:
    """It went back before the leaders: what they signed stands no more; a number that it has, it keeps."""
    if outgoing.signed_version is None:
        return
    outgoing.signed_version, outgoing.signers, outgoing.dated_on = None, [], None
    outgoing.save(update_fields=["signed_version", "signers", "dated_on"])
    trace.append(outgoing.subject, "outgoing.document.unsigned", by=by, facts={})


def require_signed(outgoing: Outgoing) -> None:
    """No way leads past the leaders, straight back neither."""
    if outgoing.signed_version is None:
        raise Refusal("公文还没有签发，不能往下办", rules.SIGNED, "请退回核稿，按流程重新送签")


def refuse_straight() -> None:
    raise Refusal("签发之后退回修改的，不能直接送回", rules.SIGNED, "请选择“按流程重新走”", field="how")


def rechecked(outgoing: Outgoing, opinion: str, *, by: Actor) -> None:
    """What was changed after signing passes only with the word of who says that it is none of substance."""
    if not has_changed(outgoing):
        return
    if not opinion.strip():
        why = "作实质性修改的，应当报原签批人复审（《党政机关公文处理工作条例》第二十五条）"
        way_out = "只作文字改动的，请在意见中说明改了什么；否则请选择“实质性修改”"
        raise Refusal("签发之后正文有修改", why, way_out, field="opinion")
    facts = {"signed": outgoing.signed_version, "now": queries.text_of(outgoing).latest, "opinion": opinion}
    trace.append(outgoing.subject, "outgoing.document.rechecked", by=by, facts=facts)


def number(outgoing: Outgoing, *, by: Actor) -> None:
    """Numbered once, whatever goes back afterwards, and set: the sheets are kept to be proofread."""
    if outgoing.form != rules.Form.MINUTES:
        key, year = offices.book_of(outgoing, (outgoing.dated_on or clock.today()).year, by=by)
        outgoing.number = numbers.take(key, outgoing.unit_id, year, by=by, subject=outgoing.subject, recycled=True)
    # Set with its number: one that the standard does not know is refused here, and nothing is taken from the book.
    composed = printing.proof(outgoing)
    if composed.substituted:
        named = "、".join(spot.words for spot in composed.substituted[:5])
        trace.append(outgoing.subject, "outgoing.document.substituted", by=by, facts={"characters": named})
    outgoing.save(update_fields=["number"])
    trace.append(outgoing.subject, "outgoing.document.number", by=by, facts={"number": outgoing.number})


def print_original(outgoing: Outgoing, *, by: Actor) -> None:
    """The original as it goes out, with the places that its seals will take; never set again."""
    if outgoing.file_id is not None:
        raise Conflict("这份公文已经成文", way_out="请刷新后查看")
    composed = printing.original(outgoing)
    name = f"{outgoing.number or outgoing.title}.pdf".replace("/", "／")
    outgoing.file = files.store(composed.pdf, name, subject=outgoing.subject, by=by)
    outgoing.pages, outgoing.seal_places = composed.pages, [asdict(place) for place in composed.seals]
    outgoing.copy_place, outgoing.printed_at = composed.copy_place, clock.now()
    outgoing.save(update_fields=["file", "pages", "seal_places", "copy_place", "printed_at"])
    facts = {"sha256": outgoing.file.blob_id, "pages": composed.pages, "number": outgoing.number}
    trace.append(outgoing.subject, "outgoing.document.print", by=by, facts=facts)
    count("outgoing.printed", outgoing.unit_id, outgoing.kind)
    touch("outgoing.document", str(outgoing.uuid))


def unprinted(outgoing: Outgoing, *, by: Actor) -> None:
    """Taken back before it was sealed and sent: what was printed is no original; it is set and printed anew."""
    require_unsealed(outgoing)
    if registry.distributions(outgoing.subject):
        raise Refusal("公文已经分发，不能撤回或退回", way_out="请先在公文交换中撤回；已有单位阅看的，另行文更正或废止")
    assert outgoing.file
    facts, gone = {"sha256": outgoing.file.blob_id, "number": outgoing.number}, outgoing.file
    count("outgoing.printed", outgoing.unit_id, outgoing.kind, -1, outgoing.printed_at)
    outgoing.file, outgoing.pages, outgoing.copy_place, outgoing.seal_places = None, None, None, []
    outgoing.printed_at = outgoing.issued_at = None
    outgoing.save(update_fields=["file", "pages", "copy_place", "seal_places", "printed_at", "issued_at"])
    files.remove(gone.pk, by=by)
    trace.append(outgoing.subject, "outgoing.document.unprint", by=by, facts=facts)
    touch("outgoing.document", str(outgoing.uuid))


def require_unsealed(outgoing: Outgoing) -> None:
    if seals.pressed_by(outgoing.subject):
        raise Refusal("公文已经用印，不能撤回或退回", "盖了印章的正本不再改动", "内容有误的，请另行文更正或废止")


def require_unissued(outgoing: Outgoing) -> None:
    if outgoing.is_issued:
        why = "正本已经生效，以后行文更正或者废止它"
        raise Refusal("公文已经成文印发，不能撤回或作废", why, "不再分发的，请在“分发归档”中选择“不分发”")


def issued(outgoing: Outgoing) -> None:
    """It waits for no seal any more: what goes out."""
    outgoing.issued_at = clock.now()
    outgoing.save(update_fields=["issued_at"])


def has_changed(outgoing: Outgoing) -> bool:
    """Somebody wrote after the leaders had signed."""
    return outgoing.signed_version is not None and documents.version(queries.text_of(outgoing)).number != (
        outgoing.signed_version
    )
