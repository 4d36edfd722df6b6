"""What this app asks of the kernels: the effects of its moves, sight of its files, its notices' words."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.kernel.documents.registry import writing
from jinliang.kernel.files import registry as files
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import registry as flow
from jinliang.kernel.notices.registry import NoticeKind
from jinliang.kernel.seals import registry as seals

from . import notice_texts, queries
from .flow import CHIEF, CLERK, REQUEST
from .models import Notice, ThirdParty
from .services import effects, sealing

__all__ = ["notice_texts"]

ARRIVAL = NoticeKind("disclosure.arrival", "公开申请有新材料")

flow.on_event(REQUEST.key, effects.carry_out)
flow.sight(REQUEST.key, CLERK.key)
flow.sight(REQUEST.key, CHIEF.key)


def _sees_request(actor: Actor, key: str) -> bool:
    return queries.visible_to(actor).filter(uuid=UUID(key)).exists()


def _sees_notice(actor: Actor, key: str) -> bool:
    return Notice.objects.filter(uuid=UUID(key), request__in=queries.visible_to(actor)).exists()


def _sees_party(actor: Actor, key: str) -> bool:
    return ThirdParty.objects.filter(uuid=UUID(key), request__in=queries.visible_to(actor)).exists()


def _writing_page(actor: Actor, key: str, _title: str) -> str:
    found = queries.visible_to(actor).filter(uuid=UUID(key)).first()
    for item_id, _ in cases.open_items(found.case_id) if found else ():
        if "submit" in {one.key for one in cases.allowed(actor, item_id).moves}:
            return reverse("disclosure:draft", args=[item_id])
    return ""


writing("disclosure_inner.answer", _writing_page)
files.sight("disclosure_inner.party", _sees_party, is_sensitive=True, is_marked=True)
files.sight("disclosure_inner.request", _sees_request, is_sensitive=True, is_marked=True)
files.sight("disclosure_inner.answer", _sees_request, is_marked=True)
files.sight("disclosure_inner.notice", _sees_notice, is_marked=True)
seals.ground(sealing.SUBJECT, sealing.ground)
seals.automatic(sealing.SUBJECT, sealing.KIND, "政府信息公开告知书、答复书")
