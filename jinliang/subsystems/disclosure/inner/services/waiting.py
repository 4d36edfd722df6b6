"""What a request waits for before it can be answered: a completion, third parties, an extension, a fee.

Each is prepared by the clerk together with its notice; nothing takes effect before the chief has signed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from jinliang.base import cipher, clock, ids
from jinliang.base.actor import Actor
from jinliang.base.days import Period
from jinliang.base.errors import Refusal
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.flow import services as flow
from jinliang.kernel.trace import services as trace
from jinliang.kernel.typesetting.typeset import chinese_date

from ... import rules
from .. import queries
from ..flow import PENDING
from ..models import Completion, Fee, Request, ThirdParty
from . import duties, notices
from .registration import Keep

Key = str
# No applicant was ever given more; a slip of the finger must not print a bill over millions.
MOST_PIECES = 10000


@dataclass(frozen=True, slots=True)
class Party:
    """A third party as the clerk names it."""

    name: str
    subject: str
    address: str = ""
    telephone: str = ""
    is_co_producer: bool = False


def begin(request: Request, *, by: Actor, key: Key) -> bool:
    """Lock the case and read the request anew; False when ``key`` has done its work before."""
    if not flow.begin(request.case_id, key=key, by=by):
        return False
    request.refresh_from_db()
    return True


@transaction.atomic
def ask_completion(
    request: Request, item_id: int, what: str, days: int, *, by: Actor, key: Key, for_reasons: bool = False
) -> None:
    """Prepare the one completion that may be asked for (条例第三十条); ``days`` working days for the applicant.

    ``for_reasons``: it asks why so many requests were made (条例第三十五条), and is worded so.
    """
    if not begin(request, key=key, by=by):
        return
    if not what.strip():
        raise Refusal("请写明需要补正的内容", "《政府信息公开条例》第三十条", "写明哪里不明确、如何补正", field="what")
    if not 1 <= days <= rules.COMPLETE.days:
        raise Refusal(f"补正期限须在1至{rules.COMPLETE.days}个工作日之间", field="days")
    asked = Completion.objects.filter(request=request).first()
    if asked and asked.asked_on:
        raise Refusal("补正只能要求一次", "《政府信息公开条例》第三十条", "内容仍不明确的，可按“4.3”答复", field="what")
    due_on = working_days().add(clock.today(), days)
    Completion.objects.update_or_create(request=request, defaults={"what": what.strip(), "due_on": due_on})
    kind = "completion_reasons" if for_reasons else "completion"
    notices.draft(request, kind, {"what": what.strip(), "complete_by": chinese_date(due_on)}, by=by)
    flow.complete(item_id, "ask_completion", by=by, key=key, data={PENDING: "completion"})


@transaction.atomic
def request_extension(request: Request, item_id: int, days: int, reason: str, *, by: Actor, key: Key) -> None:
    """Prepare an extension; only the chief's signature grants it (条例第三十三条第二款), and only once."""
    if not begin(request, key=key, by=by):
        return
    if not reason.strip():
        raise Refusal("延期须说明理由", rules.EXTENSION.basis, field="reason")
    if not 1 <= days <= rules.EXTENSION.days:
        raise Refusal(f"延期最长{rules.EXTENSION}", rules.EXTENSION.basis, field="days")
    if request.extended_days:
        raise Refusal("已经延期过一次", rules.EXTENSION.basis, "请在延长后的期限内答复", field="days")
    request.case.refresh_from_db(fields=["due_on"])
    base = request.case.due_on or clock.today()
    due_on = working_days().end_of(base, Period(days, rules.EXTENSION.basis))
    fields = {"reason": reason.strip(), "days": str(days), "due_on": chinese_date(due_on)}
    notices.draft(request, "extension", fields, by=by)
    flow.complete(item_id, "request_extension", by=by, key=key, data={PENDING: "extension"})


@transaction.atomic
def ask_third_parties(request: Request, item_id: int, parties: Sequence[Party], *, by: Actor, key: Key) -> None:
    """Prepare a letter to each third party, with a link of its own (条例第三十二条; co-producers: 第三十四条)."""
    if not begin(request, key=key, by=by):
        return
    if not parties:
        raise Refusal("请至少填写一个第三方", rules.THIRD_PARTY.basis, field="parties")
    if any(not party.name.strip() or not party.subject.strip() for party in parties):
        raise Refusal("第三方的名称和涉及的信息都须填写", rules.THIRD_PARTY.basis, field="parties")
    due_on = working_days().end_of(clock.today(), rules.THIRD_PARTY)
    for party in parties:
        token = ids.new_code(20)
        fields = {"subject": party.subject, "due_on": chinese_date(due_on), "link": _link(token)}
        notice = notices.draft(request, "third_party", fields, by=by)
        ThirdParty.objects.create(
            request=request,
            uuid=ids.new_id(),
            name=party.name,
            subject=party.subject,
            address=party.address,
            telephone_sealed=cipher.seal(party.telephone, "inner"),
            is_co_producer=party.is_co_producer,
            token_sealed=cipher.seal(token, "inner"),
            notice=notice,
            due_on=due_on,
        )
    flow.complete(item_id, "ask_third_party", by=by, key=key, data={PENDING: "third_party"})


@transaction.atomic
def charge(request: Request, item_id: int, way: str, number: int, *, by: Actor, key: Key) -> None:
    """Prepare the bill; ``number`` items or pages, on top of what the applicant had this month."""
    if not begin(request, key=key, by=by):
        return
    if way not in Fee.Way.values or not 1 <= number <= MOST_PIECES:
        raise Refusal(f"请选择计收方式，数量为1至{MOST_PIECES}", rules.PAY_FEE.basis, field="number")
    before, amount = bill(request, way, number)
    if amount <= 0:
        raise Refusal("本月数量在免费范围内，不收费", rules.PAY_FEE.basis, field="number")
    if Fee.objects.filter(request=request).exclude(notified_on=None).exists():
        raise Refusal("该申请已经发过收费通知", rules.PAY_FEE.basis, "按件、按量不得同时计收", field="way")
    due_on = working_days().end_of(clock.today(), rules.PAY_FEE)
    Fee.objects.update_or_create(
        request=request,
        defaults={"way": way, "before": before, "number": number, "amount": amount, "due_on": due_on},
    )
    unit = "件" if way == Fee.Way.ITEM else "页"
    fields = {
        "month": f"{clock.today().year}年{clock.today().month}月",
        "way": Fee.Way(way).label,
        "amount": str(amount),
        "detail": f"本月此前已计{before}{unit}，本次{number}{unit}，按超额累进计算为{amount}元。",
        "due_on": chinese_date(due_on),
    }
    notices.draft(request, "fee", fields, by=by)
    flow.complete(item_id, "charge_fee", by=by, key=key, data={PENDING: "fee"})


def bill(request: Request, way: str, number: int) -> tuple[int, Decimal]:
    """(what was counted this month before, yuan for ``number`` more), as the notice will say; nothing is kept."""
    before = counted_this_month(request, way)
    return before, (rules.fee_by_items if way == Fee.Way.ITEM else rules.fee_by_pages)(before, number)


def bill_lines(request: Request, way: str, number: int) -> dict[str, object]:
    """The calculation as the page shows it: what was before, each run of one price, and the sum."""
    before, amount = bill(request, way, number)
    bands = rules.FEE_BY_ITEM if way == Fee.Way.ITEM else rules.FEE_BY_PAGE
    lines = [
        {"first": first, "last": last, "price": price, "number": last - first + 1, "yuan": price * (last - first + 1)}
        for first, last, price in bands.parts(before + 1, before + number)
    ]
    return {"before": before, "amount": amount, "lines": lines, "piece": "件" if way == Fee.Way.ITEM else "页"}


def counted_this_month(request: Request, way: str) -> int:
    """What the same applicant has had in this calendar month before ``request``: requests, or pages billed."""
    first = clock.today().replace(day=1)
    same = Request.objects.filter(
        unit=request.unit, identity_digest=request.identity_digest, received_on__gte=first
    ).exclude(pk=request.pk)
    if way == Fee.Way.ITEM:
        return same.filter(pk__lt=request.pk).count()
    return sum(Fee.objects.filter(request__in=same, way=Fee.Way.PAGE).values_list("number", flat=True))


@transaction.atomic
def receive_completion(request: Request, text: str, on: date, *, by: Actor) -> None:
    """The applicant's completion has come, by the site or on paper; the first one counts (条例第三十条)."""
    duties.require_clerk(request, by=by)
    completion = Completion.objects.select_for_update().filter(request=request).first()
    if completion is None or completion.asked_on is None:
        raise Refusal("该申请没有要求补正")
    if not completion.asked_on <= on <= clock.today():
        raise Refusal("补正收到日期须在告知之后、今天之前", field="on")
    if not text.strip():
        raise Refusal("请填写补正的内容", "《政府信息公开条例》第三十条", field="text")
    if completion.received_on is None:
        completion.text, completion.received_on = text, on
        completion.save(update_fields=["text", "received_on"])
        _trace(request, "disclosure.completion.receive", by, {"on": on.isoformat()})


@transaction.atomic
def pay(request: Request, on: date, *, by: Actor) -> None:
    """The fee has been paid on that day."""
    duties.require_clerk(request, by=by)
    fee = Fee.objects.select_for_update().filter(request=request).first()
    if fee is None or fee.notified_on is None:
        raise Refusal("该申请没有收费通知")
    if not fee.notified_on <= on <= clock.today():
        raise Refusal("缴费日期须在通知之后、今天之前", field="paid_on")
    fee.paid_on = on
    fee.save(update_fields=["paid_on"])
    _trace(request, "disclosure.fee.pay", by, {"on": on.isoformat(), "amount": str(fee.amount)})


@transaction.atomic
def opine(party: ThirdParty, opinion: str, reason: str, on: date, *, by: Actor) -> None:
    """A third party's opinion, by its link or by letter; the first one counts."""
    party = ThirdParty.objects.select_for_update(of=("self",)).select_related("request__case").get(pk=party.pk)
    duties.require_clerk(party.request, by=by)
    if opinion not in (ThirdParty.Opinion.AGREE, ThirdParty.Opinion.DISAGREE):
        raise Refusal("请选择第三方的意见", field="opinion")
    if on > clock.today():
        raise Refusal("答复日期不能晚于今天", field="on")
    if party.opinion in (ThirdParty.Opinion.AGREE, ThirdParty.Opinion.DISAGREE):
        raise Refusal("该第三方已经答复", f"答复日期{party.answered_on}", "如需变更，请以书面形式另行提出")
    if opinion == ThirdParty.Opinion.DISAGREE and not reason.strip():
        raise Refusal("不同意公开须说明理由", rules.THIRD_PARTY.basis, field="reason")
    party.opinion, party.reason, party.answered_on = opinion, reason.strip(), on
    party.save(update_fields=["opinion", "reason", "answered_on"])
    _trace(party.request, "disclosure.third_party.opine", by, {"party": party.name, "opinion": opinion})


@transaction.atomic
def complete_on_paper(request: Request, item_id: int, text: str, on: date, *, keep: Keep, by: Actor, key: Key) -> None:
    """The completion came by letter or at the counter: register it, and go on; what came by the site stands."""
    if not begin(request, key=key, by=by):
        return
    receive_completion(request, text, on, by=by)
    flow.complete(item_id, "completed", by=by, key=key)
    keep(f"{queries.SUBJECT}/{request.uuid}")


@transaction.atomic
def paid(request: Request, item_id: int, on: date, *, by: Actor, key: Key) -> None:
    """Register the payment, and go on."""
    if not begin(request, key=key, by=by):
        return
    pay(request, on, by=by)
    flow.complete(item_id, "paid", by=by, key=key)


@transaction.atomic
def opine_on_paper(party: ThirdParty, opinion: str, reason: str, on: date, *, keep: Keep, by: Actor) -> None:
    """A third party's letter, with its scan as proof."""
    opine(party, opinion, reason, on, by=by)
    if not keep(party_subject(party)):
        raise Refusal("请上传第三方的书面意见", "书面意见须存档", field="proof")


def party_subject(party: ThirdParty) -> str:
    return f"disclosure_inner.party/{party.uuid}"


def _trace(request: Request, act: str, by: Actor, facts: dict[str, object]) -> None:
    trace.append(f"{queries.SUBJECT}/{request.uuid}", act, by=by, facts=facts)


def _link(token: str) -> str:
    return f"{settings.JINLIANG_OUTER_ADDRESS}/disclosure/opinion/{token}/"
