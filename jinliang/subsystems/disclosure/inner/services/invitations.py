"""Third parties: their link on the outer site, and their opinions coming back."""

from __future__ import annotations

from jinliang.base import cipher
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange import services as exchange

from ..models import ThirdParty
from .progress import OUTER


def send(party: ThirdParty, *, by: Actor) -> None:
    """The letter and its link to the outer site, where the third party answers."""
    notice, request = party.notice, party.request
    if notice is None or notice.file is None or party.due_on is None:
        raise Refusal("征询书尚未签发", way_out="请先签发征询书")
    payload = {
        "invitation": str(party.uuid),
        "token": cipher.unseal(party.token_sealed, "inner"),
        "unit_name": request.unit.name,
        "title": notice.text["title"],
        "due_on": party.due_on.isoformat(),
    }
    exchange.send("disclosure.invitation", payload, to=OUTER, files=[notice.file], by=by)
