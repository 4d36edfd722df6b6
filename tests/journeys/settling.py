"""The cast with its passwords, and two sites that believe each other. Only after the site was entered."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.hashers import Argon2PasswordHasher

from jinliang.base import installation
from jinliang.base.actor import SYSTEM
from jinliang.kernel.exchange import ferry
from jinliang.kernel.org import services as org
from jinliang.kernel.org.registry import DUTIES
from tests import cast

from .house import PASSWORD, SITES, wait_until

POLICY: dict[str, int | str | bool] = {"first_change": False, "totp": "nobody"}
MORE = (
    org.PersonRow("ferry", "何渡舟", "99012101", "摆渡员"),
    org.PersonRow("approver", "孟把关", "99012101", "线路审批"),
    org.PersonRow("scribe", "蒋文书", "99012202", "文书"),
    org.PersonRow("keeper", "沈守印", "99012202", "办公室主任"),
    org.PersonRow("director", "韩局座", "99012202", "局长", is_head=True),
    org.PersonRow("newcomer", "尹初来", "99012102", "见习"),
    org.PersonRow("forgetful", "常忘记", "99012102", "见习"),
    org.PersonRow("careful", "严谨行", "99012102", "见习"),
)
GRANTS = {
    "clerk": ("disclosure.clerk", "outgoing.clerk", "incoming.clerk", "document_exchange.clerk"),
    "chief": (
        "disclosure.chief",
        "flow.manager",
        "incoming.proposer",
        "supervision.supervisor",
        "duty_roster.planner",
        "duty_roster.officer",
    ),
    "vetter": (
        "disclosure.vetter",
        "outgoing.vetter",
        "incoming.handler",
        "supervision.handler",
        "duty_roster.officer",
    ),
    "handler": (
        "disclosure.handler",
        "outgoing.drafter",
        "incoming.handler",
        "document_exchange.clerk",
        "supervision.handler",
    ),
    "leader": (
        "flow.monitoring",
        "disclosure.report_issuer",
        "outgoing.signer",
        "incoming.instructor",
        "statistics.reader",
        "steps.designer",
    ),
    "scribe": ("document_exchange.clerk", "outgoing.drafter", "outgoing.vetter", "outgoing.clerk"),
    "keeper": ("seals.keeper",),
    "director": ("outgoing.signer", "seals.approver", "seals.maker", "seal_use.approver"),
    "ferry": ("exchange.ferry",),
    "approver": ("exchange.approver", "incoming.instructor"),
}


def settle(site: str) -> cast.Cast:
    # Cheap: a password is hashed anew, with the site's own cost, when its owner signs in.
    Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.time_cost = 64, 1
    org.change_policy(by=SYSTEM, **POLICY)
    found = cast.make_cast([replace(person, password=PASSWORD) for person in (*cast.PEOPLE, *MORE)])
    for who, duties in GRANTS.items():
        found.grant(who, *DUTIES.keys() & duties)
    peer = ferry.introduce(_card_of_other(site, ferry.card()), by=SYSTEM)
    ferry.open_routes(peer, by=found.actor("ferry"), approver=found.actor("approver"))
    return found


def _card_of_other(site: str, own: str) -> str:
    """Lay down the own card, and take the other's when it is there: what two people do with a stick."""
    folder = installation.var()
    part = folder / f"{site}.part"
    part.write_text(own)
    part.rename(folder / f"{site}.card")
    other = folder / f"{next(one for one in SITES if one != site)}.card"
    wait_until(other.exists, "对端的名片")
    return other.read_text()
