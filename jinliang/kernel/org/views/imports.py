"""Units and people from Excel: template, dry run, report of the bad rows, import."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base.errors import Missing

from .. import services
from ..access import PageRequest, needs
from ..forms import ImportForm, told
from ..models import Import
from ..registry import SYSTEM_ADMIN
from ..services import imports
from .units import workbook

admin_only = needs(SYSTEM_ADMIN.key)
SHOWN = 100


@admin_only
def upload(request: PageRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            file = form.cleaned_data["file"]
            kept = services.keep_import(form.cleaned_data["kind"], file.name, file.read(), by=request.actor)
            return redirect("org:import_trial", kept.pk)
    context = {"form": form, "columns": imports.COLUMNS.items()}
    return render(request, "org/import.html", context, status=422 if form.errors else 200)


@admin_only
def trial(request: PageRequest, pk: int) -> HttpResponse:
    """The dry run: how many rows are good, and what is wrong with the others."""
    kept = imports.find_import(pk, by=request.actor)
    outcome = None if kept.applied_at else imports.check(kept.kind, kept.name, bytes(kept.content), by=request.actor)
    return render(request, "org/import_trial.html", {"kept": kept, "outcome": outcome, "shown": SHOWN})


@admin_only
def report(request: PageRequest, pk: int) -> HttpResponse:
    kept = imports.find_import(pk, by=request.actor)
    outcome = imports.check(kept.kind, kept.name, bytes(kept.content), by=request.actor)
    return workbook("问题行", imports.report(kept.kind, outcome.bad))


@admin_only
@require_POST
def apply(request: PageRequest, pk: int) -> HttpResponse:
    made = services.apply_import(pk, by=request.actor)
    messages.success(request, f"已导入 {made} 行")
    return redirect("org:import_trial", pk)


@admin_only
def template(request: PageRequest, kind: str) -> HttpResponse:  # noqa: ARG001
    if kind not in Import.Kind.values:
        raise Missing
    return workbook(f"{Import.Kind(kind).label}导入模板", imports.template(kind))
