"""分发归档: where the original was sent, what remains to be done, and the mark for filing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import key_of, require_move, tell
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.org.access import PageRequest

from .. import copying, forms, panel, queries, registry
from ..services import filing


def file(request: PageRequest, item_id: int) -> HttpResponse:
    outgoing = queries.of_item(request.actor, item_id)
    require_move(request, item_id, "file")
    sent = registry.distributions(outgoing.subject)
    form = forms.Filing(request.POST or None, outgoing=outgoing, is_sent=bool(sent))
    if request.method == "POST" and form.is_valid():
        try:
            filing.file(outgoing, item_id, form.filed(), by=request.actor, key=key_of(request))
            return after_act(request, item_id, outgoing.title, "分发归档")
        except Refusal as fault:
            tell(form, fault)
    context = {"outgoing": outgoing, "item_id": item_id, "form": form, "key": ids.new_id(), "sent": sent}
    context |= {"actions": registry.actions_for(outgoing, request.actor)}
    context |= panel.recipients(outgoing) | {"may_print_copies": copying.may_print(request.actor, outgoing)}
    return render(request, "outgoing/file.html", context, status=422 if form.errors else 200)
