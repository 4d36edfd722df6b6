"""What a unit sent: the list with its receipts, one act of sending drilled down, chasing and taking back."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import excel
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, lists, page, queries, receptions
from ..flow import CLERK, EITHER
from ..models import Copy
from ..services import chasing, register, withdrawing


@needs(*EITHER)
@require_safe
def listing(request: PageRequest) -> HttpResponse:
    form = forms.Filter(request.GET)
    chosen = lists.chosen(forms.cleaned(form), lists.SENT)
    found = lists.sent(request.actor, chosen)
    counts = lists.sent_counts(found)
    paginator = Paginator(lists.sent_tab(found, chosen.tab), lists.PER_PAGE)
    paginator.count = counts[chosen.tab]
    shown = paginator.get_page(request.GET.get("page"))
    context = {"form": form, "chosen": chosen, "page": shown, "rows": lists.sent_rows(list(shown.object_list))}
    context["tabs"] = lists.tabs(chosen, lists.SENT, counts)
    context["may_send"] = bool(receptions.sending_units(request.actor))
    return render(request, "document_exchange/sent.html", context)


@require_safe
def dispatch(request: PageRequest, uuid: UUID) -> HttpResponse:
    sent = queries.dispatch(request.actor, uuid)
    return render(request, "document_exchange/dispatch.html", page.of_dispatch(sent, request.actor, request.GET))


@require_safe
def export(request: PageRequest, uuid: UUID) -> HttpResponse:
    sent = queries.dispatch(request.actor, uuid)
    table = lists.table(lists.copies(sent, forms.cleaned(forms.CopyFilter(request.GET))))
    register.exported(sent, len(table), by=request.actor)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'签收情况 {sent.title}.xlsx')}"}
    body = excel.write("签收情况", lists.HEADS, table)
    return HttpResponse(body, content_type=ALL["xlsx"].media_type, headers=headers)


@needs(CLERK.key)
@require_POST
def chase(request: PageRequest, uuid: UUID) -> HttpResponse:
    number = chasing.chase(queries.dispatch(request.actor, uuid), by=request.actor)
    messages.success(request, f"已催收 {number} 个单位")
    return redirect("document_exchange:dispatch", uuid)


@needs(CLERK.key)
@require_POST
def withdraw(request: PageRequest, uuid: UUID) -> HttpResponse:
    """All that nobody has read, or the copy of one unit."""
    sent = queries.dispatch(request.actor, uuid)
    chosen = [int(key) for key in request.POST.getlist("copy") if key.isdecimal() and len(key) < 18]
    number = withdrawing.withdraw(sent, request.POST.get("reason", ""), copies=chosen or None, by=request.actor)
    asked = sent.copies.filter(recall=Copy.Recall.ASKED).count()
    messages.success(
        request, f"已撤回 {number} 份" if not asked else f"已撤回；其他节点的 {asked} 份已请求撤回，等待答复"
    )
    return redirect("document_exchange:dispatch", uuid)
