"""What each move of the flow brings with it; the flow's hook, so that no page moves a case without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.days import Period
from jinliang.base.errors import Refusal
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.flow import clocks
from jinliang.kernel.flow.clock_rules import Kind
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event

from ... import rules
from .. import queries
from ..models import Notice, Request, ThirdParty
from . import answer, invitations, notices, progress

Effect = Callable[[Request, Actor], None]


def carry_out(case: Case, event: Event, by: Actor) -> None:
    """The hook of ``disclosure.request``; runs in the act's transaction, never for a repeated key."""
    if event.act == "open":
        return
    request = queries.of_case(case.pk)
    if event.act in ("withdraw", "void"):
        clocks.finish_all(case.pk, clock.today(), by=by)
        progress.tell(request, "withdrawn", "申请已撤回" if event.act == "withdraw" else "申请已作废", by=by)
    if event.act == "complete" and event.move in EFFECTS:
        EFFECTS[event.move](request, by)


def _settled(request: Request, by: Actor) -> None:
    """Whatever the clerk does instead of asking for a completion ends the time for asking."""
    _finish(request, "ask_completion", by)
    progress.tell(request, "handling", "正在办理", by=by)


def _prepared(request: Request, by: Actor) -> None:  # noqa: ARG001
    if not queries.drafts(request).exists():
        raise Refusal("还没有拟写告知书", way_out="请在办理页面填写后再提交")


def _notice_issued(request: Request, by: Actor) -> None:
    pending = list(queries.drafts(request))
    if not pending:
        raise Refusal("没有待签发的告知书", way_out="请退回经办人")
    for notice in pending:
        notices.issue(notice, by=by)
    _ISSUED[pending[0].kind](request, by)


def _completion_asked(request: Request, by: Actor) -> None:
    today = clock.today()
    completion = request.completion
    if completion.due_on is None:
        raise Refusal("没有写明补正期限", way_out="请退回经办人")
    completion.asked_on = today
    completion.save(update_fields=["asked_on"])
    _finish(request, "ask_completion", by)
    clocks.stop(request.case_id, "reply", today, reason="等待申请人补正", by=by)
    period = Period(working_days().count(today, completion.due_on), rules.COMPLETE.basis)
    clocks.start(request.case_id, "completion", period, today, by=by, kind=Kind.APPLICANT, name="补正期限")
    progress.tell(request, "completion", "请补正申请内容", by=by, answer_by=completion.due_on)


def _extended(request: Request, by: Actor) -> None:
    notice = request.notices.filter(kind="extension").exclude(state=Notice.State.DRAFT).latest("pk")
    days = int(notice.fields["days"])
    request.extended_days = days
    request.save(update_fields=["extended_days"])
    period = Period(days, rules.EXTENSION.basis)
    clocks.extend(request.case_id, "reply", period, clock.today(), reason=notice.fields["reason"], by=by)
    progress.tell(request, "handling", "已延长答复期限", by=by)


def _third_parties_asked(request: Request, by: Actor) -> None:
    today = clock.today()
    clocks.stop(request.case_id, "reply", today, reason="征求第三方意见", by=by)
    clocks.start(
        request.case_id, "third_party", rules.THIRD_PARTY, today, by=by, kind=Kind.THIRD_PARTY, name="第三方答复期限"
    )
    for party in request.third_parties.filter(opinion=""):
        invitations.send(party, by=by)
    progress.tell(request, "third_party", "正在征求第三方意见", by=by)


def _fee_charged(request: Request, by: Actor) -> None:
    today = clock.today()
    fee = request.fee
    fee.notified_on = today
    fee.save(update_fields=["notified_on"])
    clocks.stop(request.case_id, "reply", today, reason="等待申请人缴费", by=by)
    clocks.start(request.case_id, "pay", rules.PAY_FEE, today, by=by, kind=Kind.APPLICANT, name="缴费期限")
    progress.tell(request, "fee", "请缴纳信息处理费", by=by, answer_by=fee.due_on)


def _notice_declined(request: Request, by: Actor) -> None:  # noqa: ARG001
    for notice in queries.drafts(request):
        notices.drop(notice)


def _completed(request: Request, by: Actor) -> None:
    received_on = request.completion.received_on
    if received_on is None:
        raise Refusal("还没有收到补正材料", way_out="书面补正的，请先登记补正内容和收到日期")
    _finish(request, "completion", by)
    clocks.restart(request.case_id, "reply", rules.REPLY, received_on, by=by)
    progress.tell(request, "registered", "已收到补正，答复期限重新计算", by=by)


def _given_up(request: Request, by: Actor) -> None:
    _refuse_before(request.completion.due_on, "补正期限")
    _finish(request, "completion", by)
    clocks.resume(request.case_id, "reply", clock.today(), by=by)


def _opinions_in(request: Request, by: Actor) -> None:
    silent = request.third_parties.filter(opinion="")
    for party in silent:
        if party.due_on and clock.today() <= party.due_on:
            raise Refusal(f"{party.name}尚未答复", f"答复期限至{party.due_on}", "请等待，或登记其书面意见")
    silent.update(opinion=ThirdParty.Opinion.SILENT)
    _finish(request, "third_party", by)
    clocks.resume(request.case_id, "reply", clock.today(), by=by)
    progress.tell(request, "handling", "正在办理", by=by)


def _paid(request: Request, by: Actor) -> None:
    paid_on = request.fee.paid_on
    if paid_on is None:
        raise Refusal("还没有登记缴费", way_out="请先登记缴费日期")
    _finish(request, "pay", by)
    # 国办函〔2020〕109号: the clock starts anew the day after payment; the day of the event never counts.
    clocks.restart(request.case_id, "reply", rules.REPLY, paid_on, by=by)
    progress.tell(request, "handling", "已缴费，答复期限重新计算", by=by)


def _unpaid(request: Request, by: Actor) -> None:
    _refuse_before(request.fee.due_on, "缴费期限")
    _finish(request, "pay", by)
    clocks.resume(request.case_id, "reply", clock.today(), by=by)


def _issued(request: Request, by: Actor) -> None:
    answer.issue(request, by=by)
    clocks.finish(request.case_id, "reply", clock.today(), by=by)
    progress.tell(request, "answered", "已答复", by=by)


def _delivered(request: Request, by: Actor) -> None:
    clocks.finish_all(request.case_id, clock.today(), by=by)
    kinds = (answer.kind_of(request), "third_party_decision")
    if request.notices.filter(kind__in=kinds, state=Notice.State.ISSUED).exists():
        raise Refusal("答复还没有送达凭证", "每份文书须有送达证明", "请先登记送达方式和凭证")


EFFECTS: dict[str, Effect] = {
    "settle": _settled,
    "assign": _settled,
    "ask_completion": _prepared,
    "ask_third_party": _prepared,
    "request_extension": _prepared,
    "charge_fee": _prepared,
    "issue_notice": _notice_issued,
    "decline_notice": _notice_declined,
    "completed": _completed,
    "given_up": _given_up,
    "opinions_in": _opinions_in,
    "paid": _paid,
    "unpaid": _unpaid,
    "submit": _prepared,
    "issue": _issued,
    "delivered": _delivered,
}
_ISSUED: dict[str, Effect] = {
    "completion": _completion_asked,
    "completion_reasons": _completion_asked,
    "extension": _extended,
    "third_party": _third_parties_asked,
    "fee": _fee_charged,
}


def _refuse_before(due_on: date | None, name: str) -> None:
    if due_on is None or clock.today() <= due_on:
        raise Refusal(f"{name}还没有届满", f"至{due_on}" if due_on else "", "请在期满后再办理")


def _finish(request: Request, key: str, by: Actor) -> None:
    if key in clocks.open_keys(request.case_id):
        clocks.finish(request.case_id, key, clock.today(), by=by)
