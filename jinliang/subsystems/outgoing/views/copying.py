"""份号 on paper: the range that is printed, and which number went to whom."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.org.access import PageRequest

from .. import copying, forms, queries
from ..services.copying import print_copies


def copies(request: PageRequest, uuid: UUID) -> HttpResponse:
    outgoing = queries.outgoing(request.actor, uuid)
    if not copying.may_print(request.actor, outgoing):
        raise Missing("没有找到这份公文")
    form = forms.Copies(request.POST or None, initial={"first": 1, "last": outgoing.print_run})
    if request.method == "POST" and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        try:
            pdf = print_copies(outgoing, first, last, by=request.actor)
            name = quote(f"印制件 {outgoing.number} {first:06}-{last:06}.pdf".replace("/", "／"))
            headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
            return HttpResponse(pdf, content_type="application/pdf", headers=headers)
        except Refusal as fault:
            tell(form, fault)
    context = {"outgoing": outgoing, "form": form, "given": copying.given(outgoing)}
    context |= {"printed": copying.printed(outgoing)}
    return render(request, "outgoing/copies.html", context, status=422 if form.errors else 200)
