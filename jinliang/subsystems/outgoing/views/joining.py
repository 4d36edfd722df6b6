"""联合行文: where a unit that joins in finds the document, and reminding one that has not signed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from jinliang.kernel.desk.posting import key_of
from jinliang.kernel.org.access import PageRequest

from .. import joining, queries
from ..services import joint


@require_safe
def show(request: PageRequest, uuid: UUID) -> HttpResponse:
    return redirect("desk:case", joining.address(request.actor, queries.outgoing(request.actor, uuid)))


@require_POST
def chase(request: PageRequest, uuid: UUID, joint_id: int) -> HttpResponse:
    outgoing = queries.outgoing(request.actor, uuid)
    joint.chase(outgoing, joint_id, request.POST.get("text", ""), by=request.actor, key=key_of(request))
    messages.success(request, "已催办")
    return redirect("desk:case", outgoing.case_id)
