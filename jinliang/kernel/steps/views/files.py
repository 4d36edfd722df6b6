"""BPMN 2.0 out of a table and into its draft."""

from __future__ import annotations

from typing import IO
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base import ids
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.flow.definition import from_json
from jinliang.kernel.flow.soundness import is_whole
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, queries, services
from ..bpmn.parsing import MOST_BYTES
from ..bpmn.reading import read
from ..bpmn.writing import write
from ..flow import DESIGNER
from .editing import based_on, tell
from .tables import context_of


@needs(DESIGNER.key)
def export(request: PageRequest, flow_key: str) -> HttpResponse:
    """The draft, else what is in force; with ``edition`` that one."""
    board, number = queries.board(request.actor, flow_key), request.GET.get("edition", "")
    flow = board.flow
    if number:
        edition = queries.edition(request.actor, flow_key, ids.number_in(number, digits=8) or 0)
        if edition.version is None:
            raise Missing
        flow = from_json(edition.version.definition)
    if not is_whole(flow):
        raise Refusal("现在还不能导出", "有的下一环节不存在", "请先在步骤表中改正")
    content = write(flow, lambda step: queries.who_words(flow, step))
    name = quote(f"{board.of.declared.name}步骤表{f'第{number}版' if number else ''}.bpmn")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(content, content_type="application/xml", headers=headers)


@needs(DESIGNER.key)
@require_POST
def bring_in(request: PageRequest, flow_key: str) -> HttpResponse:
    """The file becomes the draft; what is wrong with it as a table is shown there."""
    form = forms.FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            flow = read(_content(form.cleaned_data["file"]), queries.variable(flow_key).declared)
            services.bring_in(flow_key, flow, based_on=based_on(request), by=request.actor)
            messages.success(request, "文件已导入为草稿，核对后发布")
            return redirect("steps:table", flow_key)
        except Refusal as fault:
            tell(form, fault)
    return render(request, "steps/table.html", context_of(request, flow_key, file=form), status=422)


def _content(file: IO[bytes]) -> bytes:
    """No more of it than is refused anyhow."""
    return bytes(file.read(MOST_BYTES + 1))
