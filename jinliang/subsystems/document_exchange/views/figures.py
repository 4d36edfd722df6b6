"""How quickly units sign for what they are sent."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinliang.base import clock, excel
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest, needs

from .. import figures, forms, queries
from ..flow import EITHER
from ..services import register


def _asked(request: PageRequest) -> tuple[date, date, int]:
    given = forms.cleaned(forms.Period(request.GET))
    until = given.get("until") or clock.today()
    level = given.get("level") or ""
    return given.get("since") or until - figures.PERIOD, until, int(level) if level.isdecimal() else 0


@needs(*EITHER)
@require_safe
def show(request: PageRequest) -> HttpResponse:
    since, until, level = _asked(request)
    rows = figures.standings(request.actor, since, until, level)
    form = forms.Period(initial={"since": since, "until": until, "level": str(level or "")})
    context = {"rows": rows, "form": form, "level": queries.LEVELS.get(level, ""), "query": request.GET.urlencode()}
    context["period"] = f"since={since.isoformat()}&until={until.isoformat()}"
    return render(request, "document_exchange/figures.html", context)


@needs(*EITHER)
@require_safe
def export(request: PageRequest) -> HttpResponse:
    """All units, level by level; or those of the chosen level."""
    since, until, level = _asked(request)
    levels = [level] if level else list(queries.LEVELS)
    rows = [row for one in levels for row in figures.standings(request.actor, since, until, one)]
    register.figures_exported(since, until, len(rows), by=request.actor)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('签收统计.xlsx')}"}
    body = excel.write("签收统计", figures.HEADS, figures.table(rows))
    return HttpResponse(body, content_type=ALL["xlsx"].media_type, headers=headers)
