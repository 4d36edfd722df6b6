"""What a citizen does on the outer site. Everything crosses to the inner site as a message."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from jinliang.base import cipher, clock, ids
from jinliang.base.actor import Actor
from jinliang.base.errors import Invalid, Missing, Refusal
from jinliang.kernel.exchange import services as exchange
from jinliang.kernel.files.queries import File
from jinliang.kernel.forms import queries as forms
from jinliang.kernel.forms.services import check
from jinliang.kernel.trace import services as trace

from .models import Application, Attempt, Invitation, Letter, Office, Supplement

INNER = "inner"
APPLICANT = (
    "name",
    "identity_number",
    "credit_code",
    "contact_name",
    "telephone",
    "address",
    "postcode",
    "email",
    "fax",
)
REQUEST = ("kind", "wanted", "document_number", "medium", "delivery")
# A code has 31 ** 10 forms; ten wrong ones in an hour from one address are no typing errors.
WRONG_CODES, WITHIN = 10, timedelta(hours=1)

Keep = Callable[[str], list[File]]
"""Keeps what was uploaded as files of a subject and returns them."""


@transaction.atomic
def submit(office: Office, data: dict[str, Any], *, uuid: UUID, keep: Keep, by: Actor) -> tuple[Application, str]:
    """A request and its query code, which is shown once. The same ``uuid`` again is refused as already sent."""
    if errors := check(forms.form("disclosure.application"), data):
        raise Invalid(errors)
    if Application.objects.filter(uuid=uuid).exists():
        raise Refusal("这份申请已经提交", way_out="请用查询码和电话查询进度")
    code, now = ids.new_code(), clock.now()
    application = Application.objects.create(
        uuid=uuid,
        office=office,
        code_digest=cipher.equality(code, "outer"),
        telephone_digest=cipher.equality(data["telephone"], "outer"),
        record_sealed=cipher.seal(json.dumps(data, ensure_ascii=False), "outer"),
        wanted=data["wanted"],
        submitted_at=now,
    )
    files = keep(application.subject)
    applicant = {name: data[name] for name in APPLICANT if data.get(name)} | {"kind": data["applicant_kind"]}
    payload = {
        "request": str(uuid),
        "unit_code": office.unit_code,
        "code": code,
        "applicant": applicant,
        "submitted_at": now.isoformat(),
        **{name: data[name] for name in REQUEST if data.get(name)},
    }
    exchange.send("disclosure.application", payload, to=INNER, files=files, by=by)
    application.progress.create(label="已提交，等待行政机关登记", at=now)
    _trace(application.subject, "disclosure.apply", by, {"office": office.unit_code, "files": len(files)})
    return application, code


def find(code: str, telephone: str, *, by: Actor) -> Application:
    """The application of a code and telephone; one message for every mistake, and a pause after too many."""
    _pause(by)
    found = Application.objects.filter(
        code_digest=cipher.equality(code.strip().upper(), "outer"),
        telephone_digest=cipher.equality(telephone.strip(), "outer"),
    ).first()
    if found is None:
        Attempt.objects.create(address=by.address, at=clock.now())
        raise Refusal(
            "查询码或电话不正确", way_out="请对照回执核对；遗失查询码的，请携带证件到受理机构查询", field="code"
        )
    trace.append(found.subject, "disclosure.look_up", by=by, facts={})
    return found


@transaction.atomic
def supplement(application: Application, text: str, *, keep: Keep, by: Actor) -> Supplement:
    """The completion that the agency asked for; sent once."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.state != Application.State.COMPLETION:
        raise Refusal("该申请现在不需要补正", f"当前状态：{application.get_state_display()}", "请查看办理进度")
    if not text.strip():
        raise Refusal("请填写补正内容", "《政府信息公开条例》第三十条", field="text")
    if Supplement.objects.filter(application=application).exists():
        raise Refusal("补正材料已经提交", way_out="请等待行政机关处理")
    now = clock.now()
    sent = Supplement.objects.create(application=application, text=text.strip(), at=now)
    payload = {"request": str(application.uuid), "text": text.strip(), "submitted_at": now.isoformat()}
    exchange.send("disclosure.completion", payload, to=INNER, files=keep(application.subject), by=by)
    application.progress.create(label="您已提交补正材料", at=now)
    _trace(application.subject, "disclosure.supplement", by, {})
    return sent


@transaction.atomic
def withdraw(application: Application, reason: str, *, by: Actor) -> None:
    """Ask the agency to stop; it confirms by its next progress message."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.state in (Application.State.ANSWERED, Application.State.WITHDRAWN):
        raise Refusal("该申请不能撤回", f"当前状态：{application.get_state_display()}")
    if not reason.strip():
        raise Refusal("请填写撤回原因", way_out="简单说明即可，如“已获得该信息”", field="reason")
    now = clock.now()
    if not application.progress.filter(label="您已申请撤回").exists():
        payload = {"request": str(application.uuid), "reason": reason.strip()[:200], "submitted_at": now.isoformat()}
        exchange.send("disclosure.withdrawal", payload, to=INNER, by=by)
        application.progress.create(label="您已申请撤回", at=now)
        _trace(application.subject, "disclosure.withdraw", by, {})


@transaction.atomic
def fetched(letter: Letter, *, by: Actor) -> None:
    """The applicant opened the letter: the first time proves its delivery."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.fetched_at is None:
        letter.fetched_at = clock.now()
        letter.save(update_fields=["fetched_at"])
        payload = {"notice": str(letter.uuid), "fetched_at": letter.fetched_at.isoformat()}
        exchange.send("disclosure.fetched", payload, to=INNER, by=by)
        _trace(letter.application.subject, "disclosure.fetch", by, {"number": letter.number})


def open_invitation(token: str, *, by: Actor) -> Invitation:
    """The invitation of a link; raises Missing, and a pause after too many wrong links."""
    _pause(by)
    found = Invitation.objects.filter(token_digest=cipher.equality(token.strip().upper(), "outer")).first()
    if found is None:
        Attempt.objects.create(address=by.address, at=clock.now())
        raise Missing("没有找到这份征询，请核对信函中的链接")
    return found


@transaction.atomic
def opine(invitation: Invitation, opinion: str, reason: str, *, by: Actor) -> Invitation:
    """The third party's answer; the first one counts, and none after the limit."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.opinion:
        raise Refusal("您已经答复", "每份征询答复一次", "如需变更，请以书面形式向征询机关提出")
    if clock.today() > invitation.due_on:
        raise Refusal("答复期限已过", f"期限至{invitation.due_on}", "请直接联系征询机关")
    if opinion not in ("agree", "disagree"):
        raise Refusal("请选择是否同意公开", field="opinion")
    if opinion == "disagree" and not reason.strip():
        raise Refusal("不同意公开的，请说明理由", "《政府信息公开条例》第三十二条", field="reason")
    invitation.opinion, invitation.reason, invitation.answered_at = opinion, reason.strip(), clock.now()
    invitation.save(update_fields=["opinion", "reason", "answered_at"])
    payload = {
        "invitation": str(invitation.uuid),
        "opinion": opinion,
        "reason": reason.strip(),
        "submitted_at": invitation.answered_at.isoformat(),
    }
    exchange.send("disclosure.third_party_opinion", payload, to=INNER, by=by)
    _trace(invitation.subject, "disclosure.opine", by, {"opinion": opinion})
    return invitation


def _pause(by: Actor) -> None:
    if Attempt.objects.filter(address=by.address, at__gte=clock.now() - WITHIN).count() >= WRONG_CODES:
        raise Refusal(
            "查询次数过多", "为保护申请人信息，同一地址一小时内最多输错10次", "请一小时后再试，或致电受理机构"
        )


def _trace(subject: str, act: str, by: Actor, facts: dict[str, Any]) -> None:
    trace.append(subject, act, by=by, facts=facts)
