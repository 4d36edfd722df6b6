"""A person's own phrases for opinions."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal

from .models import Phrase

MOST = 50


@transaction.atomic
def keep_phrase(text: str, *, by: Actor) -> None:
    """At the end of one's own; one that is there already stays where it is."""
    wanted = " ".join(text.split())
    if not wanted or len(wanted) > 200 or by.user_id is None:
        raise Refusal("常用语须为 1 至 200 字", field="text")
    own = Phrase.objects.filter(user=by.user_id)
    if own.count() >= MOST:
        raise Refusal(f"常用语最多 {MOST} 条", way_out="请先删除不用的", field="text")
    last = own.aggregate(last=Max("order"))["last"] or 0
    Phrase.objects.get_or_create(user_id=by.user_id, text=wanted, defaults={"order": last + 1})


@transaction.atomic
def drop_phrase(text: str, *, by: Actor) -> None:
    Phrase.objects.filter(user=by.user_id, text=text.strip()).delete()
