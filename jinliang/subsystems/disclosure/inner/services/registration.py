"""Registering what comes in: from the outer site, by letter, by fax, at the counter, or spoken."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from jinliang.base import cipher, clock, ids
from jinliang.base.actor import Actor
from jinliang.base.errors import Invalid, Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.files.queries import File
from jinliang.kernel.flow import clocks
from jinliang.kernel.flow import services as flow
from jinliang.kernel.forms import queries as forms
from jinliang.kernel.forms.services import check
from jinliang.kernel.search.services import touch

from ... import rules
from .. import queries
from ..models import Request
from . import duties, notices, progress

Keep = Callable[[str], list[File]]
"""Keeps what was uploaded as files of a subject and answers with them."""

SEALED = {"telephone": "telephone_sealed", "address": "address_sealed", "email": "email_sealed"}


@transaction.atomic
def register(
    data: dict[str, Any],
    *,
    unit_id: int,
    channel: rules.Channel,
    arrived_on: date,
    received_on: date,
    by: Actor,
    uuid: UUID | None = None,
    code: str = "",
    split_from: Request | None = None,
    keep: Keep | None = None,
) -> Request:
    """A request in the register of ``unit_id``, its case open and its clocks running.

    ``data`` is the record of the form ``disclosure.application``, ``keep`` stores its files. The same ``uuid`` again
    answers with the request that it made. Raises Invalid with every fault of the form, Refusal for a wrong day
    of receipt.
    """
    uuid = uuid or ids.new_id()
    if known := Request.objects.filter(uuid=uuid).first():
        return known
    if errors := check(forms.form("disclosure.application"), data):
        raise Invalid(errors)
    rules.check_receipt(channel, arrived_on, received_on, clock.today())
    # Who came by the site brought his code along; everybody else can follow his request there from now on too.
    new_code = "" if code else ids.new_code()
    request = Request(
        uuid=uuid,
        unit_id=unit_id,
        channel=channel,
        arrived_on=arrived_on,
        received_on=received_on,
        split_from=split_from,
        code_sealed=cipher.seal(code or new_code, "inner"),
        **_as_columns(data),
    )
    _open(request, _title(data), by=by)
    if keep is not None:
        keep(_subject(request))
    _begin(request, new_code, by=by)
    return request


def _open(request: Request, title: str, *, by: Actor) -> None:
    """Its number and its case; with them the record is kept."""
    office, subject, on = queries.office_of(request.unit_id), _subject(request), request.received_on
    request.number = numbers.take("disclosure.request", request.unit_id, on.year, by=by, subject=subject)
    request.case = flow.open_case(
        "disclosure.request",
        by=by,
        unit_id=office.section_id,
        title=title,
        subject=subject,
        number=request.number,
        received_on=on,
        key=request.uuid,
    )
    request.save()


def _begin(request: Request, new_code: str, *, by: Actor) -> None:
    """The clocks, the receipt, and what the applicant sees on the site."""
    case_id, on = request.case_id, request.received_on
    clocks.start(case_id, "reply", rules.REPLY, on, by=by, name="答复期限")
    clocks.start(case_id, "ask_completion", rules.ASK_COMPLETION, on, by=by, name="要求补正期限")
    if new_code:
        progress.registered(request, new_code, by=by)
    progress.tell(request, "registered", "已登记，正在审查", by=by)
    notices.issue_receipt(request, by=by)
    touch("disclosure.request", str(request.uuid))


@transaction.atomic
def split(request: Request, wants: Sequence[str], *, by: Actor) -> list[Request]:
    """Several matters in one request (条例第三十六条 answers each): every further one gets a request of its own.

    The first of ``wants`` stays with ``request``; repeating the same split changes nothing.
    """
    duties.require_clerk(request, by=by)
    wants = [want.strip() for want in wants if want.strip()]
    if len(wants) < 2:
        raise Refusal("拆分至少要写明两个事项", "一事一申请", "请把每个事项各写一行", field="wants")
    if request.parts.exists() or request.split_from_id:
        raise Refusal("该申请已经拆分过", way_out="请在关联申请中查看")
    if request.answered_on or request.result:
        raise Refusal("该申请已经拟写答复，不能再拆分", "一事一申请应在登记审查时拆分", field="wants")
    if too_long := next((want for want in wants if not 4 <= len(want) <= 2000), None):
        raise Refusal(f"事项“{too_long[:20]}”须为4至2000字", way_out="请把每个事项写完整", field="wants")
    request.wanted = wants[0]
    request.save(update_fields=["wanted"])
    touch("disclosure.request", str(request.uuid))
    data = _as_data(request)
    flow.rename(request.case_id, _title(data | {"wanted": request.wanted}), by=by)
    return [
        register(
            data | {"wanted": want},
            unit_id=request.unit_id,
            channel=rules.Channel(request.channel),
            arrived_on=request.arrived_on,
            received_on=request.received_on,
            by=by,
            uuid=uuid5(request.uuid, str(place)),
            split_from=request,
        )
        for place, want in enumerate(wants[1:], start=1)
    ]


def matters(wanted: str) -> list[str]:
    """What may be the several matters of a request, to be proposed: parted by lines and semicolons."""
    return [part.strip() for part in re.split(r"[；;\n]", wanted) if part.strip()]


def _subject(request: Request) -> str:
    return f"{queries.SUBJECT}/{request.uuid}"


def _title(data: dict[str, Any]) -> str:
    return f"{data['name']}申请{'更正' if data['kind'] == 'correction' else '公开'}：{data['wanted'][:60]}"


def _as_columns(data: dict[str, Any]) -> dict[str, Any]:
    """The form's record as it is kept."""
    identity = data.get("identity_number") or data.get("credit_code") or ""
    return {
        "applicant_kind": data["applicant_kind"],
        "applicant_name": data["name"],
        "contact_name": data.get("contact_name", ""),
        "postcode": data.get("postcode", ""),
        "fax": data.get("fax", ""),
        "identity_sealed": cipher.seal(identity, "inner"),
        "identity_digest": cipher.equality(identity, "inner") if identity else b"",
        **{column: cipher.seal(data.get(name, ""), "inner") for name, column in SEALED.items()},
        **{name: data.get(name, "") for name in ("kind", "wanted", "document_number", "medium", "delivery")},
    }


def _as_data(request: Request) -> dict[str, Any]:
    """The form's record of a request that is already kept."""
    contact = queries.contact(request)
    kind = rules.ApplicantKind(request.applicant_kind)
    identity = "identity_number" if kind is rules.ApplicantKind.NATURAL else "credit_code"
    data = {
        "applicant_kind": request.applicant_kind,
        "name": request.applicant_name,
        identity: contact["identity"],
        "contact_name": request.contact_name if identity == "credit_code" else "",
        "telephone": contact["telephone"],
        "address": contact["address"],
        "email": contact["email"],
        "postcode": request.postcode,
        "fax": request.fax,
        "kind": request.kind,
        "document_number": request.document_number,
        "medium": request.medium,
        "delivery": request.delivery,
    }
    return {name: value for name, value in data.items() if value}
