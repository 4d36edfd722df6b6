"""Who signs, in which order: proposed from the holders of the duty."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import key_of, require_move
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.org import absences
from jinliang.kernel.org.access import PageRequest

from .. import queries
from ..services import signing

PREFIX = "place_"


def to_sign(request: PageRequest, item_id: int) -> HttpResponse:
    outgoing, fault = queries.of_item(request.actor, item_id), None
    require_move(request, item_id, "to_sign")
    signers = queries.possible_signers(queries.place_of(outgoing, item_id))
    places, opinion = queries.proposed_places(outgoing, signers), request.POST.get("opinion", "")
    if request.method == "POST":
        places = _places(request.POST)
        try:
            signing.ask(outgoing, item_id, places, by=request.actor, key=key_of(request), opinion=opinion)
            return after_act(request, item_id, outgoing.title, "送签发")
        except Refusal as refusal:
            fault = refusal
    context = {"outgoing": outgoing, "item_id": item_id, "fault": fault, "opinion": opinion, "key": ids.new_id()}
    context["rows"] = [(one, places.get(one.post_id, 0)) for one in signers]
    context["away"] = absences.beside(one.user_id for one in signers)
    context["turns"] = range(1, min(len(signers), queries.MOST_SIGNERS) + 1)
    return render(request, "outgoing/to_sign.html", context, status=422 if fault else 200)


def _places(posted: QueryDict) -> dict[int, int]:
    """Those of the list by the place that was chosen, behind them those who were looked for, in their order."""
    chosen = [(name.removeprefix(PREFIX), str(place)) for name, place in posted.items() if name.startswith(PREFIX)]
    found = {int(post): int(place) for post, place in chosen if _is_number(post) and _is_number(place) and int(place)}
    for post in filter(_is_number, map(str, posted.getlist("to"))):
        found.setdefault(int(post), max(found.values(), default=0) + 1)
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18
