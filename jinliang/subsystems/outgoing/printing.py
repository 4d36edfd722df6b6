"""The document as its sheets: a proof as it stands, and the original as it goes out (GB/T 9704)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from django.conf import settings

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents.text import Block, Text
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.org import queries as org
from jinliang.kernel.typesetting.official.composed import Composed
from jinliang.kernel.typesetting.official.document import (
    Attachment,
    Colophon,
    Form,
    OfficialDocument,
    Orientation,
    Unit,
)
from jinliang.kernel.typesetting.typeset import official

from . import models, queries
from .models import Joint, Office, Outgoing, Recipient

URGENCY = {1: "加急", 2: "特急"}
# 7.4.3: 相关机关之间用逗号，末了用句号；主送机关之间用顿号或逗号，末了用全角冒号。
BETWEEN = "，"
_ATTENDANCE = re.compile(r"(?P<label>出席|请假|列席)[:：](?P<who>.+)")


def proof(outgoing: Outgoing) -> Composed:
    """As it would be printed today; without a number or a date of signing these places are filled for show."""
    on = outgoing.dated_on or clock.today()
    return official(document_of(outgoing, on, printed_on=clock.today()), at=moment_of(on))


def original(outgoing: Outgoing) -> Composed:
    if outgoing.dated_on is None or outgoing.signed_version is None:
        raise Refusal("公文还没有签发", "签发后才能成文", "请先送签发")
    if not outgoing.number and outgoing.form != Form.MINUTES:
        raise Refusal("公文还没有编号", way_out="请先编号排版")
    return official(document_of(outgoing, outgoing.dated_on, printed_on=clock.today()), at=moment_of(outgoing.dated_on))


def document_of(outgoing: Outgoing, dated_on: date, *, printed_on: date) -> OfficialDocument:
    office = Office.objects.select_related("section").get(unit=outgoing.unit_id)
    recipients = list(outgoing.recipients.all())
    names = {role: [one.name for one in recipients if one.role == role] for role in Recipient.Role}
    joined = list(queries.joints(outgoing).select_related("case__flow_version"))
    form = Form(outgoing.form)
    head = office.head or outgoing.unit.name
    body: list[Block] = _text(outgoing.subject)["blocks"]
    body, attendance = _attendance(body) if form is Form.MINUTES else (body, ())
    return OfficialDocument(
        form=form,
        units=tuple(_issuers(outgoing, joined)),
        heads=_heads(outgoing, head, joined),
        suffix="会议纪要" if form is Form.MINUTES else None,
        body=body,
        attendance=attendance,
        dated_on=dated_on,
        title="" if form is Form.ORDER and outgoing.title == f"{head}令" else outgoing.title,
        number=outgoing.number,
        has_copy_numbers=outgoing.has_copy_numbers,
        urgency=URGENCY.get(outgoing.case.urgency, ""),
        addressees=BETWEEN.join(names[Recipient.Role.MAIN]),
        attachments=tuple(_attached(one) for one in outgoing.attachments.all()),
        note=outgoing.note,
        colophon=Colophon(
            copy_to=BETWEEN.join(names[Recipient.Role.COPY]), printer=_printer(office), printed_on=printed_on
        ),
        is_trial=settings.JINLIANG_IS_TRIAL,
    )


def _attendance(blocks: list[Block]) -> tuple[list[Block], tuple[tuple[str, str], ...]]:
    """Minutes: the lines that say who was there, last in the text, have a place of their own (GB/T 9704 10.3)."""
    found: list[tuple[str, str]] = []
    while blocks and (line := _ATTENDANCE.fullmatch("".join(run["text"] for run in blocks[-1].get("runs", ())))):
        found.insert(0, (line["label"], line["who"]))
        blocks = blocks[:-1]
    return blocks, tuple(found)


def _printer(office: Office) -> str:
    """印发机关: the department to which the section that prints belongs; one of the unit itself prints as such."""
    above = org.units_above(office.section.path).exclude(kind="section").order_by("-path").first()
    return office.section.name if above is None or above.pk == office.unit_id else above.name


def _attached(attachment: models.Attachment) -> Attachment:
    turned = Orientation.TURNED if attachment.is_turned else Orientation.UPRIGHT
    return Attachment(attachment.title, _text(attachment.subject)["blocks"], turned)


def _text(subject: str) -> Text:
    found = next(iter(documents.of(subject)), None)
    return documents.version(found).text if found and found.latest else {"blocks": []}


def _issuers(outgoing: Outgoing, joined: Sequence[Joint]) -> Iterator[Unit]:
    """As they sign, the leading unit first; each with its signers on an upward document, and their post on an order."""
    case = outgoing.case if outgoing.signed_version is not None else None
    yield _issuer(outgoing, outgoing.unit_id, outgoing.unit.name, outgoing.signers, case)
    for one in joined:
        signed = one.case if one.signed_at else None
        yield _issuer(outgoing, one.unit_id or 0, one.name, one.signers, signed)


def _issuer(outgoing: Outgoing, unit_id: int, name: str, signers: list[str], signed: Case | None) -> Unit:
    is_upward, is_order = outgoing.form == Form.UPWARD, outgoing.form == Form.ORDER
    shown = "　".join(signers) or "待签发"
    return Unit(name, signer=shown if is_upward else "", post=_post_of_signer(unit_id, signed) if is_order else "")


def _heads(outgoing: Outgoing, head: str, joined: Sequence[Joint]) -> tuple[str, ...]:
    """联合行文 bears the names of all units, or that of the leading one alone (GB/T 9704 7.2.4)."""
    others = [] if outgoing.has_own_head else [one for one in joined if one.unit_id]
    known = dict(Office.objects.filter(unit__in=[one.unit_id for one in others]).values_list("unit", "head"))
    return (head, *(known.get(one.unit_id or 0) or one.name for one in others))


def _post_of_signer(unit_id: int, signed: Case | None) -> str:
    """The full post of who signed an order (GB/T 9704 7.3.5.3); before it is signed, that of the unit's head."""
    if signed is not None and (post := queries.signing_post(signed)):
        return post
    heads = org.head_posts({unit_id})
    return org.post(heads[unit_id]).title if unit_id in heads else "负责人"


def moment_of(on: date) -> datetime:
    """The same document gives the same bytes."""
    return datetime.combine(on, time(), clock.CHINA)
