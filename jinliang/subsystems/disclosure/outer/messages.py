"""What comes from the inner site, and what goes there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from jinliang.base import cipher
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange.registry import IncomingFile, MessageType, Origin
from jinliang.kernel.files import services as files

from ..messages import INWARD, LABELS, OUTWARD
from .models import Application, Invitation, Letter, Office, YearlyReportCopy

Payload = dict[str, Any]


def apply_office(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:  # noqa: ARG001
    values = {name: value for name, value in payload.items() if name != "unit_code"}
    Office.objects.update_or_create(unit_code=payload["unit_code"], defaults=values)


def apply_registered(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:  # noqa: ARG001
    """A letter or a visit that was registered inside can be followed here too."""
    office = Office.objects.filter(unit_code=payload["unit_code"]).first()
    if office is None:
        raise Refusal("没有对应的受理机构")
    Application.objects.get_or_create(
        uuid=payload["request"],
        defaults={
            "office": office,
            "code_digest": cipher.equality(payload["code"], "outer"),
            "telephone_digest": cipher.equality(payload["telephone"], "outer"),
            "wanted": payload["wanted"],
            "submitted_at": datetime.fromisoformat(payload["submitted_at"]),
        },
    )


def apply_progress(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:  # noqa: ARG001
    application = _application(payload)
    application.state = payload["state"]
    application.number = payload.get("number", application.number)
    application.due_on = _day(payload.get("due_on"))
    application.answer_by = _day(payload.get("answer_by"))
    application.save(update_fields=["state", "number", "due_on", "answer_by"])
    application.progress.get_or_create(label=payload["label"], at=datetime.fromisoformat(payload["at"]))


def apply_notice(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:
    letter, _ = Letter.objects.get_or_create(
        uuid=payload["notice"],
        defaults={
            "application": _application(payload),
            "title": payload["title"],
            "number": payload["number"],
            "issued_on": payload["issued_on"],
        },
    )
    _keep(attached, letter.subject, origin)


def apply_invitation(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:
    invitation, _ = Invitation.objects.get_or_create(
        uuid=payload["invitation"],
        defaults={
            "token_digest": cipher.equality(payload["token"], "outer"),
            "unit_name": payload["unit_name"],
            "title": payload["title"],
            "due_on": payload["due_on"],
        },
    )
    _keep(attached, invitation.subject, origin)


def apply_report(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:
    values = {name: value for name, value in payload.items() if name != "report"}
    copy, _ = YearlyReportCopy.objects.get_or_create(uuid=payload["report"], defaults=values)
    _keep(attached, copy.subject, origin)


def _keep(attached: Sequence[IncomingFile], subject: str, origin: Origin) -> None:
    for one in attached:
        with one.open() as content:
            files.store(content, one.name, subject=subject, by=origin.by)


def _application(payload: Payload) -> Application:
    found = Application.objects.select_for_update().filter(uuid=payload["request"]).first()
    if found is None:
        raise Refusal("没有对应的申请")
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_APPLY = {
    "disclosure.office": apply_office,
    "disclosure.registered": apply_registered,
    "disclosure.progress": apply_progress,
    "disclosure.notice": apply_notice,
    "disclosure.invitation": apply_invitation,
    "disclosure.report": apply_report,
}

for key, schema in OUTWARD.items():
    MessageType(key, 1, schema, apply=_APPLY[key], label=LABELS[key])
for key, schema in INWARD.items():
    MessageType(key, 1, schema, label=LABELS[key])
