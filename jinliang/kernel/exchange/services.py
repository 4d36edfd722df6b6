"""Sending messages, and the acts of the people at the ferry. Bundles are made and opened in ``bundles``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from jinliang.base import clock, secrecy
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.files.models import File
from jinliang.kernel.trace import services as trace

from . import leaving, registry, rules
from .models import Alarm, OutgoingMessage
from .staying import is_staying, staying_here

__all__ = ["is_staying", "see_alarm", "send", "staying_here"]


def send(type_key: str, payload: dict[str, Any], *, to: str, files: Sequence[File] = (), by: Actor) -> UUID:
    """Write a message for the peer ``to`` in the business transaction; it leaves with the next bundle.

    ``files`` are of the files kernel. Raises Refusal when the payload breaks the type's schema or white list or
    carries a secrecy mark, KeyError for a type that nobody wrote down.
    """
    kind = registry.newest(type_key)
    if kind is None:
        raise KeyError(type_key)
    _check(kind, payload)
    message = OutgoingMessage(
        type=kind.key,
        version=kind.version,
        peer=to,
        payload=payload,
        files=[{"id": str(one.pk), "name": one.name, "sha256": one.blob_id, "size": one.blob.size} for one in files],
        sender=by.as_fact(),
        sent_at=clock.now(),
    )
    if not is_staying():
        message.save(force_insert=True)
        if kind.key != rules.RECEIPT:  # nobody waits for it: it goes along with what is next
            leaving.tell(to)
    return message.pk


def _check(kind: registry.MessageType, payload: dict[str, Any]) -> None:
    if strange := sorted(set(payload) - set(kind.fields)):
        raise Refusal(f"消息含有不在白名单内的项：{'、'.join(strange)}", f"消息类型 {kind.key}", "请联系系统管理员")
    if faults := kind.faults(payload):
        raise Refusal(f"消息内容不符合规定：{'；'.join(faults)}", f"消息类型 {kind.key}", "请联系系统管理员")
    text = json.dumps(payload, ensure_ascii=False)
    if len(text.encode()) > rules.MESSAGE_LIMIT:
        raise Refusal("消息内容过长", "单条消息不得超过2MB", "请改用附件")
    if secrecy.carries_mark(text):
        raise Refusal("内容含有密级标志", "本网络不得传输国家秘密", "请通过机要渠道办理")


@transaction.atomic
def see_alarm(alarm_id: int, note: str, *, by: Actor) -> Alarm:
    """A person has looked at an alarm and says what was done. Raises Refusal without a note, Missing."""
    by.require(rules.CLERK.key, rules.CLERK.name)
    if not note.strip():
        raise Refusal("请填写处理说明", "告警须说明原因和处理结果才能关闭", field="note")
    alarm = Alarm.objects.select_for_update().filter(pk=alarm_id, seen_at=None).first()
    if alarm is None:
        raise Missing("没有找到这条待处理的告警")
    alarm.seen_at, alarm.seen_by, alarm.note = clock.now(), by.name, note.strip()[:200]
    alarm.save(update_fields=["seen_at", "seen_by", "note"])
    facts = {"alarm": alarm.pk, "kind": alarm.kind, "note": alarm.note}
    trace.append(f"exchange.route/{alarm.route or '-'}", "exchange.alarm.see", by=by, facts=facts)
    return alarm
