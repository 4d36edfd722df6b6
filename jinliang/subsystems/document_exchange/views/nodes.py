"""The directory of other nodes: who can be written to there, which edition went out and came in."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, lists, nodes
from ..services import directory


@needs(*directory.MAY)
@require_safe
def show(request: PageRequest) -> HttpResponse:
    joined = nodes.joined()
    form = forms.NodeFilter(request.GET, nodes=[one.name for one in joined])
    given = forms.cleaned(form)
    found = nodes.units_of(given.get("node") or "", (given.get("text") or "").strip())
    shown = Paginator(found, lists.COPIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"joined": joined, "form": form, "page": shown, "is_filtered": any(given.values())}
    context |= {"own": len(nodes.receiving_units()), "is_open": any(one.is_open for one in joined)}
    return render(request, "document_exchange/nodes.html", context)


@needs(*directory.MAY)
@require_POST
def publish(request: PageRequest) -> HttpResponse:
    number = directory.publish(by=request.actor)
    messages.success(request, f"已向 {number} 个节点发布，随下一个包送出")
    return redirect("document_exchange:nodes")
