"""The state of the trace, for the auditor."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.org.access import PageRequest, needs
from jinliang.kernel.trace.queries import AUDIT_ADMIN

from .. import queries, services
from ..jobs import MOST_NAMED


@needs(AUDIT_ADMIN)
def checks(request: PageRequest) -> HttpResponse:
    return render(request, "trust/checks.html", {"checks": queries.checks(request.actor)})


@require_POST
@needs(AUDIT_ADMIN)
def check(request: PageRequest) -> HttpResponse:
    services.request_check(by=request.actor)
    messages.success(request, "已开始校验，完成后刷新本页查看报告")
    return redirect("trust:checks")


@require_POST
@needs(AUDIT_ADMIN)
def compare(request: PageRequest) -> HttpResponse:
    """The auditor brings his copy back: are the seals here still the same?"""
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("请选择封存记录文件", way_out="选择以前从本页下载并离线保存的 .jsonl 文件", field="file")
    number, report = services.compare_seals(file, by=request.actor)
    context = {"name": file.name, "number": number, "report": report, "faults": report.faults[:MOST_NAMED]}
    return render(request, "trust/compared.html", context)


@require_POST
@needs(AUDIT_ADMIN)
def export(request: PageRequest) -> FileResponse:
    """A download that is written down, so it is a POST."""
    file = TemporaryFile()  # noqa: SIM115 # closed by the response when it has been sent
    services.export_seals(file, by=request.actor)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"seals-{clock.now():%Y%m%d-%H%M%S}.jsonl")
