"""Writing a document: begun, changed by whoever holds it at a step of writing, checked, sent on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.kernel.documents import services as writing
from jinliang.kernel.documents import text as plain
from jinliang.kernel.documents.queries import Document
from jinliang.kernel.files import inspection
from jinliang.kernel.flow import services as flow
from jinliang.kernel.org import queries as org
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import bases, queries, rules
from ..flow import DOCUMENT, DRAFTER
from ..models import Attachment, Basis, Office, Outgoing, Recipient
from . import joint

TEXT = "正文"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment as it stands on the page; ``uuid`` is new for a new one."""

    uuid: UUID
    title: str
    text: str
    based_on: int
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class Rests:
    """What the document rests on: number and title in ``words``; ``subject`` of one that the platform has."""

    relation: str
    words: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A document as it stands on the page. ``main`` and ``copies`` are names in their order; one that is the name or
    short name of a unit is taken for it; so are ``joints``, which stay as they are where nothing is said of them."""

    kind: str
    form: str
    title: str
    text: str
    based_on: int
    main: Sequence[str] = ()
    copies: Sequence[str] = ()
    note: str = ""
    urgency: int = 0
    attachments: Sequence[Enclosed] = ()
    bases: Sequence[Rests] = ()
    joints: Sequence[str] | None = None
    has_own_head: bool = False


@transaction.atomic
def start(unit_id: int, kind: str, title: str, *, uuid: UUID, by: Actor, urgency: int = 0) -> Outgoing:
    """Begin a document of ``unit_id``. The same ``uuid`` again answers with the same document."""
    if known := Outgoing.objects.filter(uuid=uuid).select_related("case", "unit").first():
        return known
    office = _office(unit_id, by)
    if kind not in rules.KINDS:
        raise Refusal("没有这个文种", f"公文种类有 15 种（{rules.REGULATION}第八条）", "请重新选择", field="kind")
    outgoing = Outgoing(
        uuid=uuid,
        unit=office.unit,
        kind=kind,
        form=rules.KINDS[kind].forms[0],
        title=title.strip()[:200],
        drafted_by_id=by.user_id,
        created_at=clock.now(),
    )
    outgoing.case = flow.open_case(
        DOCUMENT.key,
        by=by,
        unit_id=office.section_id,
        title=outgoing.title,
        subject=outgoing.subject,
        urgency=urgency,
        data={"kind": kind, "urgency": urgency},
        key=uuid,
    )
    outgoing.save()
    writing.begin(outgoing.subject, TEXT, by=by)
    _trace(outgoing, "outgoing.document.start", by, {"unit": unit_id, "kind": kind, "title": outgoing.title})
    touch("outgoing.document", str(uuid))
    return outgoing


@transaction.atomic
def write(outgoing: Outgoing, given: Given, *, by: Actor) -> Outgoing:
    """Keep the document as it stands on the page; its text as a version after number ``given.based_on``."""
    outgoing = editable(outgoing, by=by)
    before = _facts(outgoing)
    _refuse_marks(outgoing, given, by)
    if given.kind not in rules.KINDS or given.form not in set(rules.Form):
        raise Refusal("没有这个文种或格式", way_out="请重新选择", field="kind")
    outgoing.kind, outgoing.form, outgoing.note = given.kind, given.form, given.note.strip()[:100]
    if not given.title.strip():
        raise Refusal("还没有标题", f"标题由发文机关名称、事由和文种组成（{rules.REGULATION}第九条）", field="title")
    outgoing.title = given.title.strip()[:200]
    outgoing.has_own_head = given.has_own_head
    outgoing.save(update_fields=["kind", "form", "note", "title", "has_own_head"])
    flow.rename(outgoing.case_id, outgoing.title, by=by)
    _set_recipients(outgoing, given)
    if given.joints is not None:
        joint.name(outgoing, given.joints, by=by)
    _set_attachments(outgoing, given.attachments, by)
    _set_bases(outgoing, given.bases, by)
    document = writing.begin(outgoing.subject, TEXT, by=by)
    writing.save_version(document.pk, plain.from_plain(given.text), based_on=given.based_on, by=by)
    after = _facts(outgoing)
    if changed := {name: after[name] for name in after if after[name] != before[name]}:
        _trace(outgoing, "outgoing.document.write", by, changed)
    touch("outgoing.document", str(outgoing.uuid))
    return outgoing


@transaction.atomic
def send(outgoing: Outgoing, item_id: int, given: Given, *, by: Actor, key: str, opinion: str = "") -> None:
    """Keep the document and submit it to be vetted."""
    if flow.begin(outgoing.case_id, by=by, key=key):
        write(outgoing, given, by=by)
        asked = {"kind": outgoing.kind, "urgency": outgoing.case.urgency}
        flow.complete(item_id, "submit", by=by, key=key, opinion=opinion, data=asked)


def check(outgoing: Outgoing) -> None:
    """Refuse what the regulation does not allow, every grave fault at its field."""
    found: dict[str, list[str]] = {}
    for fault in queries.faults(outgoing):
        if fault.is_grave:
            found.setdefault(fault.field, []).append(f"{fault.what}。{fault.why}，{fault.way_out}")
    if found:
        raise Invalid(found)


def editable(outgoing: Outgoing, *, by: Actor) -> Outgoing:
    """The document, locked, while ``by`` holds it at a step of writing."""
    locked = Outgoing.objects.select_for_update(of=("self",)).select_related("case", "unit")
    outgoing = locked.get(pk=outgoing.pk)
    if queries.writing_item(by, outgoing) is None:
        if not queries.visible_to(by).filter(pk=outgoing.pk).exists():
            raise Missing("没有找到这份公文")
        raise Conflict("现在不能修改这份公文", "公文不在您的拟稿、核稿或复核环节", "需要修改的，请办理人退回")
    return outgoing


def text_of(outgoing: Outgoing, *, by: Actor) -> Document:
    return writing.begin(outgoing.subject, TEXT, by=by)


def _office(unit_id: int, by: Actor) -> Office:
    office = Office.objects.select_related("unit").filter(unit=unit_id).first()
    if office is None:
        raise Refusal("本机关还没有设置发文办公室", way_out="请公文登记印制人员先在“发文设置”中填写", field="unit")
    if by.seat is None or not queries.may_draft(by, office):
        raise NotAllowed(f"您没有{office.unit}的“{DRAFTER.name}”职责", way_out="请切换岗位，或联系安全管理员授权")
    return office


def _refuse_marks(outgoing: Outgoing, given: Given, by: Actor) -> None:
    """The texts are looked at where they are kept; these lines stand beside them."""
    lines = [given.title, given.note, *given.main, *given.copies, *(one.title for one in given.attachments)]
    lines += [*(one.words for one in given.bases), *(given.joints or ())]
    inspection.refuse_secrecy_mark("\n".join(lines), field="title", subject=outgoing.subject, by=by)


def _set_recipients(outgoing: Outgoing, given: Given) -> None:
    outgoing.recipients.all().delete()
    rows = []
    for role, names in ((Recipient.Role.MAIN, given.main), (Recipient.Role.COPY, given.copies)):
        wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
        units = org.units_by_name(wanted)
        for order, name in enumerate(wanted):
            rows.append(Recipient(outgoing=outgoing, role=role, order=order, unit=units.get(name), name=name[:120]))
    Recipient.objects.bulk_create(rows)


def _set_attachments(outgoing: Outgoing, given: Sequence[Enclosed], by: Actor) -> None:
    kept = {one.uuid for one in given}
    outgoing.attachments.exclude(uuid__in=kept).delete()
    if Attachment.objects.filter(uuid__in=kept).exclude(outgoing=outgoing).exists():
        raise Missing("没有找到这个附件")
    for order, one in enumerate(given):
        defaults = {"order": order, "title": one.title.strip()[:120], "is_turned": one.is_turned}
        row, _ = Attachment.objects.update_or_create(uuid=one.uuid, outgoing=outgoing, defaults=defaults)
        document = writing.begin(row.subject, row.title or "附件", by=by)
        writing.save_version(document.pk, plain.from_plain(one.text), based_on=one.based_on, by=by)


def _set_bases(outgoing: Outgoing, given: Sequence[Rests], by: Actor) -> None:
    """What an earlier writer chose stays, also where this one may not see it."""
    before = {bases.subject_of(row): row for row in outgoing.bases.select_related("target__unit", "target__case")}
    known = bases.read(by, [one.subject for one in given])
    own = [key for one in given if one.subject in known and (key := one.subject.partition("/")[2])]
    targets = {one.subject: one for one in queries.visible_to(by).filter(uuid__in=own)} if own else {}
    outgoing.bases.all().delete()
    for one in given:
        kept = before.get(one.subject) if one.subject else None
        words = known[one.subject].words if one.subject in known else kept.words if kept else one.words.strip()[:200]
        target = targets.get(one.subject) or (kept.target if kept else None)
        if target is not None and one.relation == Basis.Relation.REPEALS:
            _refuse_repeal(outgoing, target)
        is_other = target is None and (kept is not None or one.subject in known)
        if words and target != outgoing:
            defaults = {"target": target, "subject": one.subject if is_other else ""}
            Basis.objects.get_or_create(outgoing=outgoing, relation=one.relation, words=words, defaults=defaults)


def _refuse_repeal(outgoing: Outgoing, target: Outgoing) -> None:
    is_above = target.unit.path.startswith(f"{outgoing.unit.path}.")
    if not rules.may_repeal(is_own=target.unit_id == outgoing.unit_id, is_above=is_above):
        way_out = f"请由{target.unit}废止，或改选“引用”"
        raise Refusal(f"《{target.title}》不是本机关的公文，不能废止", rules.REPEALING, way_out, field="bases")
    if target.printed_at is None:
        raise Refusal(f"《{target.title}》还没有成文，不能废止", way_out="没有印发的，请直接作废或撤回", field="bases")


def _facts(outgoing: Outgoing) -> dict[str, object]:
    return {
        "kind": outgoing.kind,
        "form": outgoing.form,
        "title": outgoing.title,
        "note": outgoing.note,
        "recipients": [[one.role, one.name] for one in outgoing.recipients.all()],
        "attachments": [one.title for one in outgoing.attachments.all()],
        "bases": [str(one) for one in outgoing.bases.order_by("pk")],
    }


def _trace(outgoing: Outgoing, act: str, by: Actor, facts: dict[str, object]) -> None:
    trace.append(outgoing.subject, act, by=by, facts=facts)
