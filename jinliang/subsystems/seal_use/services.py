"""Asking for a seal on a paper, approving it, and pressing it."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Unit
from jinliang.kernel.seals import services as seals
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from . import queries, rules
from .flow import APPLICATION, APPROVER, APPROVING_UNIT
from .models import Application
from .searchable import KIND

# The code stands in the margin: what was uploaded has a layout of its own.
CODE_MM = (8.0, 6.0, 60.0, 3.0)


@transaction.atomic
def start(
    seal_id: int, kind: str, title: str, purpose: str, content: IO[bytes], name: str, *, uuid: UUID, by: Actor
) -> Application:
    """The paper is uploaded, and its case begins with the place of the seal. The same ``uuid`` again is the same."""
    if there := Application.objects.filter(uuid=uuid, asked_by=by.user_id).first():
        return there
    seal = next((one for one in queries.seals_for(by) if one.pk == seal_id), None)
    if seal is None or by.user_id is None:
        raise Refusal("请选择本单位正在使用的印章", field="seal")
    if kind not in rules.KINDS or not title.strip() or not purpose.strip():
        raise Refusal("请填写文件种类、名称和用途")
    subject = f"{queries.SUBJECT}/{uuid}"
    file = files.store(content, name, subject=subject, by=by, allowed=frozenset({"pdf"}))
    found = Application(
        uuid=uuid, seal=seal, kind=kind, title=title.strip()[:120], purpose=purpose.strip()[:300],
        asked_by_id=by.user_id, asked_at=clock.now(), file=file, sheets=seals.sheets_of(stored.content(file)),
    )  # fmt: skip
    assert by.seat
    found.case = flow.open_case(
        APPLICATION.key, by=by, unit_id=by.seat.unit_id, title=f"用印申请：{found.title}", subject=subject,
        key=str(uuid), data={APPROVING_UNIT: _approving_unit(seal.unit)},
    )  # fmt: skip
    found.save()
    _trace(found, "start", by, {"seal": seal.name, "sha256": file.blob_id})
    return found


def _approving_unit(unit: Unit) -> int:
    line = [unit.pk, *org.units_above(unit.path).order_by("-path").values_list("pk", flat=True)]
    held = org.held_duties((APPROVER.key,), line)
    for one in line:
        if (one, APPROVER.key) in held:
            return one
    raise Refusal("没有人承担用印审批", way_out="请安全管理员在该单位或上级单位授予“用印审批”")


@transaction.atomic
def set_place(
    application_id: int, page: int, x_mm: float, y_mm: float, *, words: str = "", is_perforated: bool, by: Actor
) -> Application:
    """Where the seal will lie; on ``words`` where they stand last, if given. Only while its applicant holds it."""
    found = _locked(application_id)
    if by.user_id != found.asked_by_id or "place_seal" not in {step for _, step in cases.open_items(found.case_id)}:
        raise Conflict("现在不能改用印位置", "已送审批或已办结", "请审批人退回后再改")
    width, height = found.seal.width_mm, found.seal.height_mm
    if words.strip():
        place = seals.place_on(stored.content(found.file), words.strip(), (width, height), is_signature=False)
        page, x_mm, y_mm = place.page, place.x_mm, place.y_mm
    if not 1 <= page <= len(found.sheets):
        raise Refusal(f"文件共{len(found.sheets)}页，没有第{page}页", field="page")
    across, down = found.sheets[page - 1]
    # Words near the edge: the seal stays on the paper.
    found.x_mm, found.y_mm = round(min(max(x_mm, 0), across - width), 1), round(min(max(y_mm, 0), down - height), 1)
    found.page, found.is_perforated = page, is_perforated
    _check_perforation(found)
    found.save(update_fields=["page", "x_mm", "y_mm", "is_perforated"])
    return found


def _check_perforation(found: Application) -> None:
    if not found.is_perforated:
        return
    most, count = rules.most_pages(found.seal.width_mm), len(found.sheets)
    if found.kind not in rules.PERFORATED:
        raise Refusal("骑缝章用于合同协议和证明", field="is_perforated")
    if not 2 <= count <= most:
        raise Refusal(
            f"骑缝章适用于2至{most}页的文件", f"本文件{count}页", "请分册用印，或不加盖骑缝章", field="is_perforated"
        )


@transaction.atomic
def approve(application_id: int, item_id: int, *, by: Actor, key: str, opinion: str = "") -> None:
    """On to the post that keeps the seal."""
    found = _locked(application_id)
    flow.complete(item_id, "approve", by=by, key=key, opinion=opinion, to=[found.seal.keeper_id])


@transaction.atomic
def affix(application_id: int, item_id: int, *, by: Actor, key: str, opinion: str = "") -> None:
    """The paper with the seal where it was asked for, in the ledger, and done with."""
    found = _locked(application_id)
    if not flow.begin(found.case_id, by=by, key=key):
        return
    if found.page is None or found.x_mm is None or found.y_mm is None:
        raise Missing("没有用印位置")
    place = seals.Place(found.page, found.x_mm, found.y_mm, found.seal.width_mm, found.seal.height_mm)
    height = found.sheets[found.page - 1][1]
    left, low, long, tall = CODE_MM
    sealed = seals.affix(
        stored.content(found.file), found.seal_id, [place], approval=found.subject, by=by,
        is_perforated=found.is_perforated, code_at=seals.Place(found.page, left, height - low, long, tall),
    )  # fmt: skip
    found.sealed_file = files.store(sealed.content, found.file.name, subject=found.subject, by=by)
    found.sealed_at = clock.now()
    found.save(update_fields=["sealed_file", "sealed_at"])
    _trace(found, "seal", by, {"use": str(sealed.use.uuid), "sha256": found.sealed_file.blob_id})
    flow.complete(item_id, "seal", by=by, key=key, opinion=opinion)


def require_place(found: Application, *, by: Actor) -> None:  # noqa: ARG001 - a check of the hook
    if found.page is None:
        raise Refusal("还没有用印位置", way_out="请在填写页面指明页码和位置")


def require_other(found: Application, *, by: Actor) -> None:
    """Asked for, approved and pressed by different people (the kernel looks after the last two)."""
    if by.user_id == found.asked_by_id:
        raise NotAllowed("申请人不能批准自己的用印申请", way_out="请由另一位审批人办理")
    if any(seat.post_id == found.seal.keeper_id for seat in by.seats):
        raise NotAllowed("保管人不能批准用印", "用印的批准和保管须由两人办理", "请由另一位审批人办理")


def require_sealed(found: Application, *, by: Actor) -> None:  # noqa: ARG001 - a check of the hook
    if found.sealed_at is None:
        raise Refusal("还没有盖章", way_out="请在“盖章”页面办理")


def _locked(application_id: int) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("case", "seal", "file")
    found = rows.filter(pk=application_id).first()
    if found is None:
        raise Missing("没有找到这件用印申请")
    return found


def _trace(found: Application, act: str, by: Actor, facts: dict[str, object]) -> None:
    trace.append(found.subject, f"seal_use.application.{act}", by=by, facts={"title": found.title, **facts})
    touch(KIND, str(found.uuid))
