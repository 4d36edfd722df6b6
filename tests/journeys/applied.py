"""Requests for disclosure that stand at the step where a journey begins, and a report to be corrected. Made by the
services, in one transaction with the office: when its form is there on the outer site, all of them are."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID, uuid5

from django.db import transaction

from jinliang.base import cipher, clock, installation
from jinliang.base.actor import Actor
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import text as plain
from jinliang.kernel.flow import services as flow
from jinliang.subsystems.disclosure.inner.models import Request
from jinliang.subsystems.disclosure.inner.services import answer, offices, registration, waiting
from jinliang.subsystems.disclosure.report import proactive, services
from jinliang.subsystems.disclosure.report import queries as reports
from jinliang.subsystems.disclosure.report.rules import Scope
from jinliang.subsystems.disclosure.report.wording import PLEASE
from jinliang.subsystems.disclosure.rules import Channel
from tests.cast import Cast

from . import standing
from .office import item_of

VALUES = {
    "address": "示例路1号",
    "telephone": "0000-1000000",
    "hours": "工作日9:00至17:00",
    "reconsideration_organ": "甲市人民政府",
}
NAMES = UUID("6f0c2a56-3d0e-4a77-9f5e-2b1f7c1f0d11")


@transaction.atomic
def open_for(cast: Cast) -> None:
    offices.save(cast.government.pk, cast.unit.pk, "甲", VALUES, by=cast.chief)
    codes = {}
    for wanted, bring in _STANDING.items():
        request = _registered(cast, wanted)
        codes[wanted] = cipher.unseal(request.code_sealed, "inner")
        bring(cast, request)
    _reported(cast)
    (installation.var() / standing.CODES).write_text(json.dumps(codes, ensure_ascii=False))


def _registered(cast: Cast, wanted: str) -> Request:
    data = {
        "applicant_kind": "natural", **standing.APPLICANT, "wanted": wanted,
        "kind": "information", "medium": "paper", "delivery": "pickup",
    }  # fmt: skip
    today = clock.today()
    return registration.register(
        data,
        unit_id=cast.government.pk,
        channel=Channel.IN_PERSON,
        arrived_on=today,
        received_on=today,
        by=cast.clerk,
        uuid=uuid5(NAMES, wanted),
    )


def _stays(cast: Cast, request: Request) -> None:
    """As it was registered."""


def _accepted(cast: Cast, request: Request) -> None:
    _move(request, cast.clerk, "settle")


def _to_be_completed(cast: Cast, request: Request) -> None:
    what = "请写明批文的文号或者名称。"
    waiting.ask_completion(
        request, item_of(request.case_id), what, 5, by=cast.clerk, key=_key(request, "ask_completion")
    )
    _move(request, cast.chief, "issue_notice")


def _with_a_third_party(cast: Cast, request: Request) -> None:
    _accepted(cast, request)
    asked = [waiting.Party("示例林业公司", "林地使用协议")]
    item, key = item_of(request.case_id), _key(request, "ask_third_party")
    waiting.ask_third_parties(request, item, asked, by=cast.clerk, key=key)
    _move(request, cast.chief, "issue_notice")


def _answered(cast: Cast, request: Request) -> None:
    _accepted(cast, request)
    answer.write(request, "1", "", "清单附后。", based_on=0, by=cast.clerk)
    answer.submit(request, item_of(request.case_id), by=cast.clerk, key=_key(request, "submit"))
    _move(request, cast.vetter, "pass")
    _move(request, cast.chief, "issue")


_STANDING: dict[str, Callable[[Cast, Request], None]] = {
    standing.BY_KEYBOARD: _stays,
    standing.NOBODY_ELSES: _stays,
    standing.UNCLEAR: _stays,
    standing.TO_BE_COMPLETED: _to_be_completed,
    standing.OF_OTHERS: _accepted,
    standing.WITH_A_THIRD_PARTY: _with_a_third_party,
    standing.ANSWERED: _answered,
    **dict.fromkeys(standing.CHARGED, _accepted),
}


def _reported(cast: Cast) -> None:
    """The report of the year before, issued by the head."""
    report = services.start(
        cast.government.pk, clock.today().year - 1, Scope.UNIT, uuid=uuid5(NAMES, "report"), by=cast.clerk
    )
    for part, document in reports.documents_of(report).items():
        version = documents.version(document)
        text = plain.from_plain(plain.to_plain(version.text).replace(PLEASE, "已按要求完成。"))
        services.write(report, part, text, based_on=version.number, by=cast.clerk)
    services.enter_figures(report, {proactive.field(*name): "3" for *name, _ in proactive.names()}, by=cast.clerk)
    for who, move in (("clerk", "submit"), ("chief", "pass"), ("leader", "issue")):
        flow.complete(item_of(report.case_id or 0), move, by=cast.actor(who), key=f"{report.case_id}{move}")


def _move(request: Request, by: Actor, move: str) -> None:
    flow.complete(item_of(request.case_id), move, by=by, key=_key(request, move))


def _key(request: Request, move: str) -> str:
    return f"{request.case_id}{move}"
