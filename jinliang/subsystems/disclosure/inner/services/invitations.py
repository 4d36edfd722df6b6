"""Third parties: their link on the outer site, and their opinions coming back."""

from __future__ import annotations

from jinliang.base import cipher
from jinliang.base.actor import Actor
from jinliang.kernel.exchange import services as exchange

from ..models import ThirdParty
from .progress import OUTER


def send(party: ThirdParty, *, by: Actor) -> None:
    """The letter and its link to the outer site, where the third party answers."""
    notice, request = party.notice, party.request
    assert notice is not None and notice.file is not None and party.due_on is not None
    payload = {
        "invitation": str(party.uuid),
        "token": cipher.unseal(party.token_sealed, "inner"),
        "unit_name": request.unit.name,
        "title": notice.text["title"],
        "due_on": party.due_on.isoformat(),
    }
    exchange.send("disclosure.invitation", payload, to=OUTER, files=[notice.file], by=by)
