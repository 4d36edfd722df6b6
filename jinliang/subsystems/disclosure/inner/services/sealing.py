"""政府信息公开专用章 on what the office issues: by the system under its keeper's grant, each on the chief's word."""

from __future__ import annotations

from uuid import UUID

from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange import services as exchange
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.outbox import services as outbox
from jinliang.kernel.seals import services as seals
from jinliang.kernel.seals.queries import Seal
from jinliang.kernel.seals.registry import Ground
from jinliang.kernel.trace import services as trace
from jinliang.kernel.typesetting.typeset import chinese_date

from .. import queries
from ..models import Notice

SUBJECT = "disclosure_inner.notice"
KIND = "disclosure"
TOPIC = "disclosure.notice_to_seal"
# The clerk's own receipt: nobody else approves it.
UNSEALED = frozenset({"registration"})


def seal_for(notice: Notice) -> Seal | None:
    """The one that this notice will bear; none for what is brought in from years ago."""
    if notice.kind in UNSEALED or exchange.is_staying():
        return None
    return seals.automatic(notice.request.unit_id, SUBJECT, approved_by=notice.issued_by_id)


def ground(key: str, seal: Seal, digest: str, by: Actor) -> Ground | None:  # noqa: ARG001 - the kernel checks who seals
    """What allows the seal on this very letter: that the chief has issued it."""
    found = Notice.objects.select_related("request").filter(uuid=UUID(key), file__blob=digest, awaits_seal=True).first()
    if found is None or found.issued_by_id is None or seal.unit_id != found.request.unit_id or seal.kind != KIND:
        return None
    return Ground(f"{found.text['title']}（{found.number}）", found.drafted_by_id, found.issued_by_id)


def ask(notice: Notice) -> None:
    """Carried out after the issue: what fails then is tried again, and holds up no signature."""
    outbox.send(TOPIC, {"notice": notice.pk}, key=f"{SUBJECT}/{notice.uuid}")


def press(notice: Notice) -> None:
    """The letter with the seal on name and date, in the caller's transaction."""
    seal = seal_for(notice)
    assert notice.file
    assert notice.issued_on
    letter, subject = stored.content(notice.file), f"{SUBJECT}/{notice.uuid}"
    if seal is None:
        raise Refusal(
            "专用章现在不能自动用印", "印章已停用，或保管人没有授权", "请保管人处理，或说明原因后不加盖电子印章发出"
        )
    place = seals.place_on(letter, chinese_date(notice.issued_on), (seal.width_mm, seal.height_mm))
    sealed = seals.affix(letter, seal.pk, [place], approval=subject, by=SYSTEM, code=notice.code)
    seals.release(sealed.use, by=SYSTEM)
    notice.file = files.store(sealed.content, notice.file.name, subject=subject, by=SYSTEM)
    facts = {"number": notice.number, "use": str(sealed.use.uuid), "sha256": notice.file.blob_id}
    trace.append(f"{queries.SUBJECT}/{notice.request.uuid}", "disclosure.notice.seal", by=SYSTEM, facts=facts)
