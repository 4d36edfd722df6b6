"""What a reader has been told; nobody reads another's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from jinliang.base.actor import Actor

from . import registry
from .models import LocalMessage, Notice, Preference


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """The newest first."""
    return Notice.objects.filter(user=actor.user_id).order_by("-id")


def unread(actor: Actor) -> int:
    return Notice.objects.filter(user=actor.user_id, read_at=None).count()


def channels_of(user_id: int) -> list[tuple[registry.NoticeKind, dict[str, bool]]]:
    """Every kind with the channels that are on for this reader."""
    said = {(row.kind, row.channel): row.is_on for row in Preference.objects.filter(user=user_id)}
    return [
        (
            kind,
            {channel: said.get((kind.key, channel), channel in kind.channels) for channel in Preference.Channel.values},
        )
        for kind in sorted(registry.KINDS.values(), key=lambda kind: kind.name)
    ]


def wanted(notices: Iterable[Notice]) -> dict[str, list[Notice]]:
    """channel -> those of ``notices`` whose readers want them there. One query."""
    rows = list(notices)
    said = {
        (row.user_id, row.kind, row.channel): row.is_on
        for row in Preference.objects.filter(user__in={row.user_id for row in rows})
    }
    found: dict[str, list[Notice]] = defaultdict(list)
    for row in rows:
        usual = registry.kind_of(row.kind).channels
        for channel in Preference.Channel.values:
            if said.get((row.user_id, row.kind, channel), channel in usual):
                found[channel].append(row)
    return found


def since(user_ids: Iterable[int], last_id: int, limit: int = 50) -> QuerySet[Notice]:
    """For readers who were away: unread notices after ``last_id``, the oldest first."""
    return Notice.objects.filter(user__in=list(user_ids), id__gt=last_id, read_at=None).order_by("id")[:limit]


def by_ids(ids: Iterable[int]) -> QuerySet[Notice]:
    return Notice.objects.filter(pk__in=list(ids)).order_by("id")


def local_messages() -> QuerySet[LocalMessage]:
    return LocalMessage.objects.order_by("-id")


def newest(user_id: int) -> int:
    """The number of the newest notice of a reader, 0 for none."""
    return Notice.objects.filter(user=user_id).order_by("-id").values_list("id", flat=True).first() or 0
