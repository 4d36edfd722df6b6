"""Telling people, and what they then do with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, NotAllowed, Refusal
from jinliang.kernel.outbox.services import send
from jinliang.kernel.trace import services as trace

from . import registry
from .models import Notice, Preference

PAGE = Preference.Channel.PAGE
MAIL = Preference.Channel.MAIL
SMS = Preference.Channel.SMS


@transaction.atomic
def notify(
    kind: str,
    user_ids: Iterable[int],
    title: str,
    url: str,
    *,
    body: str = "",
    urgent: bool = False,
    by: Actor,  # noqa: ARG001 - the act that tells is in the trace; the telling is not an act
) -> None:
    """Tell each user once. What he switched off is stored as read; what is urgent cannot be switched off."""
    readers, now = sorted(set(user_ids)), clock.now()
    if not readers:
        return
    silent = set() if urgent else _silenced(kind, readers)
    rows = Notice.objects.bulk_create(
        Notice(
            user_id=reader, kind=kind, title=title[:200], body=body, url=url, is_urgent=urgent,
            created_at=now, read_at=now if reader in silent else None,
        )
        for reader in readers
    )  # fmt: skip
    send("notices.created", {"ids": [row.pk for row in rows]})


def refresh(user_ids: Iterable[int]) -> None:
    """Let the open desks of these users fetch themselves anew; nothing is stored."""
    if readers := sorted(set(user_ids)):
        send("notices.refresh", {"users": readers})


def send_sms(number: str, text: str, *, by: Actor) -> None:  # noqa: ARG001
    """An SMS to somebody without an account, after the transaction."""
    if not number.strip():
        raise Refusal("没有手机号，无法发送短信", way_out="请补充手机号或改用其他方式", field="mobile")
    send("notices.sms", {"number": number.strip(), "text": text})


def send_mail(address: str, subject: str, text: str, *, by: Actor) -> None:  # noqa: ARG001
    """An e-mail to somebody without an account, after the transaction."""
    if "@" not in address or "\n" in address:
        raise Refusal("电子邮箱不正确", way_out="请检查后重新填写", field="email")
    send("notices.mail", {"address": address.strip(), "subject": subject, "text": text})


@transaction.atomic
def mark_read(notice_id: int, *, by: Actor) -> Notice:
    notice = Notice.objects.filter(pk=notice_id, user=by.user_id).first()
    if notice is None:
        raise Missing("没有这条消息")
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def forget_about(url: str, *, users: Iterable[int] | None = None, by: Actor) -> int:
    """A matter that is brought in when it is long over, or was taken back from these users, is no news to them;
    answers how many notices it had made."""
    rows = Notice.objects.filter(url__startswith=url)
    gone = (rows if users is None else rows.filter(user__in=list(users))).delete()[0]
    if gone:
        trace.append(f"notices.about/{url}", "notices.notice.forget", by=by, facts={"notices": gone})
    return gone


@transaction.atomic
def settle(url: str, users: Iterable[int], words: str, *, by: Actor) -> int:  # noqa: ARG001 - that act is in the trace
    """What these users were told of this address waits for none of them any more: read, with ``words`` of what became
    of it in front; answers how many they had not read."""
    rows = Notice.objects.filter(user__in=list(users), url=url, read_at=None)
    # In one order, for whoever settles the same at the same time.
    found = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    if found:
        body = Concat(Value(f"{words}　"), "body")
        Notice.objects.filter(pk__in=found).update(read_at=clock.now(), body=body)
    return len(found)


@transaction.atomic
def mark_all_read(*, by: Actor) -> int:
    """How many had been unread."""
    return Notice.objects.filter(user=by.user_id, read_at=None).update(read_at=clock.now())


@transaction.atomic
def set_preference(kind: str, channel: str, is_on: bool, *, by: Actor) -> None:
    if by.user_id is None:
        raise NotAllowed("只有登录用户可以设置消息", way_out="请先登录")
    if kind not in registry.KINDS or channel not in Preference.Channel.values:
        raise Missing("没有这种消息或渠道")
    Preference.objects.update_or_create(user_id=by.user_id, kind=kind, channel=channel, defaults={"is_on": is_on})


def _silenced(kind: str, readers: list[int]) -> set[int]:
    if PAGE not in registry.kind_of(kind).channels:
        wanted = Preference.objects.filter(kind=kind, channel=PAGE, is_on=True, user__in=readers)
        return set(readers) - set(wanted.values_list("user", flat=True))
    unwanted = Preference.objects.filter(kind=kind, channel=PAGE, is_on=False, user__in=readers)
    return set(unwanted.values_list("user", flat=True))
