"""Reconsideration and litigation over an answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base.errors import Refusal
from jinliang.kernel.desk import posting
from jinliang.kernel.org.access import PageRequest

from ..forms import ReviewClosed, ReviewFiled
from ..models import Request
from ..services import reviews
from . import access


def of_request(request: PageRequest, uuid: UUID) -> HttpResponse:
    """What became of the answer, and a new one to be recorded."""
    record = access.of_uuid(request, uuid)
    filed = ReviewFiled(request.POST if "kind" in request.POST else None)
    closed = ReviewClosed(request.POST if "review" in request.POST else None)
    if request.method == "POST" and _recorded(request, record, filed, closed):
        return redirect("disclosure:reviews", uuid)
    context = {
        "record": record,
        "reviews": record.reviews.order_by("-filed_on", "-pk"),
        "filed": filed,
        "closed": closed,
        "closing": request.POST.get("review", request.GET.get("close", "")),
    }
    status = 422 if filed.errors or closed.errors else 200
    return render(request, "disclosure/reviews.html", context, status=status)


def _recorded(request: PageRequest, record: Request, filed: Form, closed: Form) -> bool:
    form = closed if closed.is_bound else filed
    if not form.is_valid():
        return False
    given = form.cleaned_data
    review = request.POST.get("review", "")
    try:
        if form is closed:
            reviews.close(
                int(review) if review.isdecimal() else 0, given["outcome"], given["closed_on"], by=request.actor
            )
        else:
            reviews.file(record, given["kind"], given["organ"], given["filed_on"], by=request.actor)
    except Refusal as fault:
        posting.tell(form, fault)
        return False
    messages.success(request, "已登记审结" if form is closed else "已登记")
    return True
