"""The whole chain of a document, and finding one by title or number."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinliang.kernel.org.access import PageRequest

from .. import bases
from ..chain import chain as chain_of


@require_safe
def chain(request: PageRequest) -> HttpResponse:
    text, subject = request.GET.get("q", "").strip()[:60], request.GET.get("of", "")
    context = {
        "text": text,
        "found": bases.look_up(request.actor, text),
        "chain": chain_of(request.actor, subject) if subject else None,
    }
    return render(request, "outgoing/chain.html", context)
