"""拟复文、拟转发: an incoming document opens the draft of its answer, or of what forwards it, which rests on it; an
incoming document can be chosen as what an outgoing one rests on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.subsystems.incoming import queries as arrived
from jinliang.subsystems.incoming.models import Incoming
from jinliang.subsystems.incoming.queries import SUBJECT
from jinliang.subsystems.incoming.registry import Action, Link, follows
from jinliang.subsystems.incoming.rules import replies_to
from jinliang.subsystems.outgoing import bases, queries
from jinliang.subsystems.outgoing.chain import page_of
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.registry import Found, Library
from jinliang.subsystems.outgoing.rules import KINDS
from jinliang.subsystems.outgoing.services import drafting
from jinliang.subsystems.outgoing.services.drafting import Given, Rests

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
        bases=[Rests(relation, _found(incoming).words, _subject(incoming))],
    )  # fmt: skip


def _links(incoming: Incoming, actor: Actor) -> list[Link]:
    """What was drafted upon it, as far as the reader may see it."""
    rows = bases.upon(_subject(incoming))
    found = [Link(one.words, one.url, one.relation.removeprefix("被")) for one in bases.resting_on(actor, rows)]
    return [*found, Link("整条行文链", page_of(_subject(incoming)), "关系")] if found else []


def _subject(incoming: Incoming) -> str:
    return f"{SUBJECT}/{incoming.uuid}"


def _found(incoming: Incoming) -> Found:
    words = bases.words_of(incoming.title, incoming.sender_number)
    small = f"收文　{incoming.sender}　{incoming.received_on:%Y-%m-%d}"
    return Found(_subject(incoming), words, f"/cases/{incoming.case_id}/", small)


def _search(actor: Actor, _unit_id: int, text: str) -> list[Found]:
    like = Q(title__icontains=text) | Q(sender_number__icontains=text) | Q(number__icontains=text)
    return [_found(one) for one in arrived.visible_to(actor).filter(like).order_by("-pk")[: bases.MOST]]


def _read(actor: Actor, uuids: Sequence[UUID]) -> list[Found]:
    return [_found(one) for one in arrived.visible_to(actor).filter(uuid__in=uuids)]


Action("outgoing.answer", "拟复文", "arrow-back-up", _can, partial(_go, relation="answers"))
Action("outgoing.forward", "拟转发", "arrow-forward-up", _can, partial(_go, relation="forwards"))
follows(_links)
Library(SUBJECT, _search, _read)
