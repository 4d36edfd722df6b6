"""Pressing a seal on a document, and the ledger."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from jinliang.base import clock, ids
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.trace.services import append

from . import certificates, checking_codes, child, drawing, registry, rules, second_form, standing
from .models import Algorithm, Certificate, Seal, Use
from .registry import Ground
from .second_form import Ofd

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the impression lies: millimetres from the upper left corner of page ``page``, counted from 1."""

    page: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Sealed:
    """``ofd`` is empty where none was asked for, or none could be made: ``use.ofd_failure`` says why."""

    content: bytes
    use: Use
    ofd: bytes = b""


@transaction.atomic
def affix(
    document: bytes, seal_id: int, places: Sequence[Place], *, approval: str, by: Actor, is_perforated: bool = False,
    code: str = "", code_at: Place | None = None, ofd: Ofd | None = None,
) -> Sealed:  # fmt: skip
    """``document`` (a PDF) with the seal at ``places``; with ``is_perforated`` also across the edges of its pages.

    ``code`` is the one by which it can be checked and that it bears already; a new one is printed at ``code_at``. When
    seal follows upon seal, the code of the first goes on with the document.
    ``by`` the system presses what its keeper has given a standing grant for. ``ofd`` asks for the second form too.

    ``approval`` names what allows it ("app.subject/key"): the owner of that prefix is asked and must know this very
    document. The ledger row is written in the caller's transaction. Refuses who does not keep the seal, a seal that is
    not in use, a document that carries it already; Away when its key does not answer: that attempt alone is in the
    ledger, and it may be repeated.
    """
    seal = _locked(seal_id)
    person, sealed_for = _keeping(seal, approval, by)
    certificate = _in_use(seal)
    before = hashlib.sha256(document).hexdigest()
    ground = _ground(approval, seal, before, by, person)
    if Use.objects.filter(seal=seal, ground=approval, before=before, failure="").exists():
        raise Conflict("这份文件已加盖这枚印章", way_out="请刷新页面查看用印结果")
    use = Use(
        seal=seal, certificate=certificate, ground=approval, title=ground.title[:200], asked_by_id=ground.asked_by,
        approved_by_id=ground.approved_by, sealed_by_id=person, sealed_for=sealed_for,
        before=before, places=[asdict(place) for place in places], is_perforated=is_perforated, at=clock.now(),
        code=(ids.new_code() if code_at else code) or None,
    )  # fmt: skip
    try:
        content = _press(document, use, list(places), code_at)
        second = _press_second(document, use, places, code_at, ofd) if ofd else b""
    except child.Away as fault:
        _note_failure(use, str(fault), by)
        raise
    use.after = hashlib.sha256(content).hexdigest()
    if code:
        Use.objects.filter(code=code, ground=approval, after=before).update(code=None)
    use.save(force_insert=True)
    append(f"seals.seal/{seal.pk}", "seals.use", by=by, facts=_facts(use))
    return Sealed(content, use, second)


def place_on(document: bytes, words: str, size_mm: tuple[int, int], *, is_signature: bool = True) -> Place:
    """Where a seal lies on ``words`` where they stand last: in their middle, and if they are the date beneath a name,
    in the middle of both."""
    found = json.loads(child.ask("find", document, words=words))
    if not found:
        raise Refusal(
            f"文件中没有找到“{words}”", "可能是扫描件，或文字不连续", "请核对文字，或指明页码和位置", field="words"
        )
    page, across, down = found
    width, height = size_mm
    up = rules.LINE_MM / 2 if is_signature else 0
    return Place(int(page), across - width / 2, down - up - height / 2, width, height)


def sheets_of(document: bytes) -> list[list[float]]:
    """Width and height of each page in mm. Refuses what cannot be read."""
    found: list[list[float]] = json.loads(child.ask("sheets", document))
    return found


def _locked(seal_id: int) -> Seal:
    """Two keepers at once take turns here."""
    found = Seal.objects.select_for_update(of=("self",), no_key=True).select_related("unit").filter(pk=seal_id).first()
    if found is None:
        raise Missing("没有这枚印章")
    return found


def _keeping(seal: Seal, approval: str, by: Actor) -> tuple[int, str]:
    """Who presses the seal, and for whom or by whose grant: a seat of his own goes before one he stands in for."""
    if by.kind is ActorKind.SYSTEM:
        given = standing.of(seal, approval.partition("/")[0])
        if given is None:
            raise NotAllowed("保管人没有授权自动用印", way_out="请保管人在印章页面授权，或逐份用印")
        return given.given_by_id, standing.words(given)
    seats = [seat for seat in by.seats if seat.post_id == seal.keeper_id]
    if not seats or by.user_id is None:
        raise NotAllowed("这枚印章不由您保管", "用印由保管岗位操作", "请将文件送印章保管人用印")
    return by.user_id, min(seats, key=lambda seat: seat.for_user_id is not None).for_user_name


def _in_use(seal: Seal) -> Certificate:
    now = clock.now()
    if seal.state != Seal.State.ISSUED:
        raise Refusal(f"印章“{seal.name}”{seal.get_state_display()}，不能用印", seal.state_reason)
    certificate = (
        seal.certificates.select_related("authority").filter(algorithm=Algorithm.STANDARD, revoked_at=None).first()
    )
    if certificate and certificate.authority.revoked_at:
        raise Refusal(f"印章“{seal.name}”的签发机构已不受信任，不能用印", way_out="请换发证书")
    if certificate is None or seal.valid_until is None or now >= min(seal.valid_until, certificate.until):
        raise Refusal(f"印章“{seal.name}”已过有效期，不能用印", way_out="请申请换发证书")
    if now < certificate.since:
        raise Refusal(f"印章“{seal.name}”的证书尚未生效，不能用印")
    return certificate


def _ground(approval: str, seal: Seal, before: str, by: Actor, person: int) -> Ground:
    found = registry.ground_of(approval, seal, before, by)
    if found is None:
        raise NotAllowed("没有用印依据", "只有经批准的文件才能用印", "请先办理签发或用印审批")
    if found.approved_by == person:
        raise NotAllowed("批准用印的人不能自己盖章", "用印的批准和保管须由两人办理", "请由保管岗位的另一人用印")
    return found


def _press(document: bytes, use: Use, places: list[Place], code_at: Place | None) -> bytes:
    if not places:
        raise Refusal("没有用印位置", way_out="请指明页码和位置")
    if len(document) > rules.DOCUMENT_BYTES:
        raise Refusal("文件超过50 MB，不能用印", way_out="请压缩图片后重新生成")
    certificate = use.certificate
    assert certificate
    key, times = certificates.key_of(certificate), certificates.times_of(certificates.built_in())
    stamp = {
        "field": f"Seal-{use.uuid.hex}", "certificate": child.encoded(certificate.certificate),
        "chain": [child.encoded(certificate.authority.certificate)], "picture": child.encoded(use.seal.picture),
        "name": use.seal.name, "reason": use.title, "at": _moment(use.at),
    }  # fmt: skip
    boxes = [list(asdict(place).values()) for place in places]
    label = _label(use.code, code_at) if use.code and code_at else None
    return child.ask(
        "sign", document, stamp=stamp, boxes=boxes, key=key, times=times, perforated=use.is_perforated, label=label
    )


def _press_second(
    document: bytes, use: Use, places: Sequence[Place], code_at: Place | None, ofd: Ofd
) -> bytes:  # fmt: skip
    label = _label(use.code, code_at) if use.code and code_at else None
    return second_form.press(document, use, [list(asdict(place).values()) for place in places], label, ofd)


def _label(code: str, place: Place) -> dict[str, Any]:
    """查验码 as it is printed beside the seal, covered by its signature."""
    words = f"查验码 {checking_codes.grouped(code)}"
    picture = drawing.label(words, place.width_mm, place.height_mm)
    return {"box": list(asdict(place).values()), "picture": child.encoded(picture), "words": words}


def _moment(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat()


def _facts(use: Use) -> dict[str, Any]:
    return {
        "use": str(use.uuid), "ground": use.ground, "title": use.title, "before": use.before, "after": use.after,
        "asked_by": use.asked_by_id, "approved_by": use.approved_by_id, "failure": use.failure,
    } | ({"ofd_after": use.ofd_after} if use.ofd_after else {})  # fmt: skip


def _note_failure(use: Use, why: str, by: Actor) -> None:
    """The caller's transaction ends with the refusal; the attempt stays in the ledger all the same, by a connection of
    its own. Its trace is a stream of its own too: that of the seal may be locked by the caller."""
    use.failure = why[:200]
    with ThreadPoolExecutor(1) as aside:
        aside.submit(copy_context().run, _written_aside, use, by).result()


def _written_aside(use: Use, by: Actor) -> None:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '3s'")
            use.save(force_insert=True)
            append(f"seals.attempt/{use.uuid}", "seals.use.fail", by=by, facts=_facts(use))
    except DatabaseError:
        # The person is told in any case that nothing was sealed.
        _log.exception("an attempt to seal could not be noted")
    finally:
        connection.close()
