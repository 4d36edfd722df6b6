"""Reconsideration and litigation over an answer, as part 4 of the yearly report counts them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.trace import services as trace

from ... import rules
from .. import queries
from ..models import Request, Review
from . import duties


@transaction.atomic
def file(request: Request, kind: str, organ: str, filed_on: date, *, by: Actor) -> Review:
    """Record that the answer was contested; only an answered request can be."""
    duties.require_clerk(request, by=by)
    if request.answered_on is None:
        raise Refusal("该申请尚未答复", "复议、诉讼针对答复提出", field="filed_on")
    if not request.answered_on <= filed_on <= clock.today():
        raise Refusal("提起日期须在答复之后、今天之前", field="filed_on")
    if kind not in rules.REVIEWS or not organ.strip():
        raise Refusal("请填写类别和复议机关或法院", field="organ")
    review = Review.objects.create(request=request, kind=kind, organ=organ.strip(), filed_on=filed_on)
    _trace(review, "disclosure.review.file", by)
    return review


@transaction.atomic
def close(review_id: int, outcome: str, on: date, *, by: Actor) -> Review:
    """Record how it ended."""
    review = (
        Review.objects.select_for_update(of=("self",))
        .filter(pk=review_id, request__in=queries.visible_to(by))
        .select_related("request__case")
        .first()
    )
    if review is None:
        raise Missing("没有找到这条复议诉讼记录")
    duties.require_clerk(review.request, by=by)
    if review.closed_on is not None:
        raise Conflict("这件复议诉讼已经登记审结", way_out="请刷新页面")
    if outcome not in rules.REVIEW_OUTCOMES or outcome == "pending":
        raise Refusal("请选择审结结果", field="outcome")
    if not review.filed_on <= on <= clock.today():
        raise Refusal("审结日期须在提起之后、今天之前", field="closed_on")
    review.outcome, review.closed_on = outcome, on
    review.save(update_fields=["outcome", "closed_on"])
    _trace(review, "disclosure.review.close", by)
    return review


def _trace(review: Review, act: str, by: Actor) -> None:
    facts = {"kind": review.kind, "outcome": review.outcome, "organ": review.organ}
    trace.append(f"{queries.SUBJECT}/{review.request.uuid}", act, by=by, facts=facts)
