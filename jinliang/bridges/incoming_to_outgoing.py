"""拟复文、拟转发: an incoming document opens the draft of its answer, or of what forwards it, which rests on it."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.subsystems.incoming.models import Incoming
from jinliang.subsystems.incoming.registry import Action, Link, follows
from jinliang.subsystems.incoming.rules import replies_to
from jinliang.subsystems.outgoing import queries
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.rules import KINDS
from jinliang.subsystems.outgoing.services import drafting
from jinliang.subsystems.outgoing.services.drafting import Given, Rests

WORDS = {"answers": "答复", "forwards": "转发"}
# What answers a request from below is a reply, all else a letter; what forwards is a notice (条例第八条).
ANSWERS = {"request": "reply"}


def _uuid(incoming: Incoming, relation: str) -> UUID:
    return uuid5(incoming.uuid, f"outgoing/{relation}")


def _can(incoming: Incoming, actor: Actor) -> bool:
    return incoming.case.status == "running" and queries.offices_of(actor).filter(unit=incoming.unit_id).exists()


@transaction.atomic
def _go(incoming: Incoming, actor: Actor, *, relation: str) -> str:
    """The draft as it is, or a new one with title, addressee and basis."""
    uuid = _uuid(incoming, relation)
    known = queries.visible_to(actor).filter(uuid=uuid).first()
    if known is None:
        drafting.write(_begun(incoming, uuid, relation, actor), _given(incoming, relation), by=actor)
        return reverse("outgoing:edit", args=[uuid])
    if queries.writing_item(actor, known) is not None:
        return reverse("outgoing:edit", args=[uuid])
    return reverse("desk:case", args=[known.case_id])


def _begun(incoming: Incoming, uuid: UUID, relation: str, actor: Actor) -> Outgoing:
    given = _given(incoming, relation)
    return drafting.start(incoming.unit_id, given.kind, given.title, uuid=uuid, by=actor, urgency=incoming.case.urgency)


def _given(incoming: Incoming, relation: str) -> Given:
    kind = ANSWERS.get(incoming.kind, "letter") if relation == "answers" else "notice"
    number = f"（{incoming.sender_number}）" if incoming.sender_number else ""
    if relation == "answers":
        title, text = f"关于{replies_to(incoming.title)}的{KINDS[kind].name}", f"《{incoming.title}》{number}收悉。"
    else:
        title, text = f"转发{incoming.sender}{incoming.title}的通知", f"现将《{incoming.title}》{number}转发给你们。"
    return Given(
        kind=kind, form=KINDS[kind].forms[0], title=title, text=text, based_on=0,
        main=[incoming.sender] if relation == "answers" else [],
        bases=[Rests(relation, f"{incoming.title}{number}"[:200])],
    )  # fmt: skip


def _links(incoming: Incoming, actor: Actor) -> list[Link]:
    """What was drafted upon it, as far as the reader may see it."""
    uuids = {_uuid(incoming, relation): words for relation, words in WORDS.items()}
    return [
        Link(f"{one.title}{f'（{one.number}）' if one.number else ''}", f"/cases/{one.case_id}/", uuids[one.uuid])
        for one in queries.visible_to(actor).filter(uuid__in=uuids)
    ]


Action("outgoing.answer", "拟复文", "arrow-back-up", _can, partial(_go, relation="answers"))
Action("outgoing.forward", "拟转发", "arrow-forward-up", _can, partial(_go, relation="forwards"))
follows(_links)
