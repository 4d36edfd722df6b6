"""What this app asks of the kernels: the effects of its moves, sight of its texts and files, its book of numbers."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.kernel.documents.registry import number_book, writing
from jinliang.kernel.figures.registry import Figure
from jinliang.kernel.files import registry as files
from jinliang.kernel.flow import registry as flow
from jinliang.kernel.seals import registry as seals

from . import queries
from .flow import CLERK, DOCUMENT, JOINT, VETTER
from .models import KINDS, Attachment, Outgoing
from .services import effects, joint, sealing, signing
from .services.offices import LETTERS, NUMBERS, ORDERS


def _sees_document(actor: Actor, key: str) -> bool:
    return queries.visible_to(actor).filter(uuid=UUID(key)).exists()


def _sees_attachment(actor: Actor, key: str) -> bool:
    return Attachment.objects.filter(uuid=UUID(key), outgoing__in=queries.visible_to(actor)).exists()


def _writing_page(actor: Actor, key: str, _title: str) -> str:
    return _page_of(actor, queries.visible_to(actor).filter(uuid=UUID(key)).first())


def _writing_attachment(actor: Actor, key: str, _title: str) -> str:
    return _page_of(actor, queries.visible_to(actor).filter(attachments__uuid=UUID(key)).first())


def _page_of(actor: Actor, found: Outgoing | None) -> str:
    return reverse("outgoing:edit", args=[found.uuid]) if found and queries.writing_item(actor, found) else ""


flow.on_event(DOCUMENT.key, effects.carry_out)
flow.on_event(JOINT.key, joint.carry_out)
flow.finds(DOCUMENT.key, "sign", signing.chosen)
flow.finds(JOINT.key, "sign", signing.chosen)
flow.finds(DOCUMENT.key, "seal", sealing.keepers)
flow.sight(DOCUMENT.key, VETTER.key)
flow.sight(DOCUMENT.key, CLERK.key)
flow.sight(JOINT.key, CLERK.key)
files.sight("outgoing.document", _sees_document)
files.sight("outgoing.attachment", _sees_attachment)
writing("outgoing.document", _writing_page)
writing("outgoing.attachment", _writing_attachment)
number_book(NUMBERS, "发文字号", queries.numbered_by)
number_book(LETTERS, "函的发文字号", queries.numbered_by)
number_book(ORDERS, "命令（令）编号", queries.numbered_by)
seals.ground(queries.SUBJECT, queries.ground)
Figure("outgoing.printed", "发文成文", kinds=lambda: dict(KINDS), url_name="outgoing:list", query="?tab=printed")
Figure("outgoing.sealed_pages", "用印页数", "页", kinds=lambda: dict(KINDS))
