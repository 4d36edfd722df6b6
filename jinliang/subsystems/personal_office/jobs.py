"""Reminding at the hour."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.notices import services as notices
from jinliang.kernel.outbox import jobs

from .hooks import REMINDER
from .models import Entry, Note
from .rules import LATEST

BATCH = 500


@jobs.periodic("* * * * *")
def remind() -> int:
    """Tell of what has come, each once; answers how many. What is over a day late says nothing any more."""
    told = 0
    for kind, address, words in ((Entry, "calendar", _of_entry), (Note, "notes", _of_note)):
        while count := _tell(kind, reverse(f"personal_office:{address}"), words):
            told += count
    return told


@transaction.atomic
def _tell(kind: Any, address: str, words: Any) -> int:
    now = clock.now()
    waiting = kind.objects.filter(remind_at__lte=now)
    if kind is Note:
        waiting = waiting.filter(is_done=False)
    rows = list(waiting.order_by("remind_at").select_for_update(skip_locked=True)[:BATCH])
    for row in rows:
        if now - row.remind_at <= LATEST:
            notices.notify(REMINDER.key, [row.user_id], words(row), address, by=SYSTEM)
    kind.objects.filter(pk__in=[row.pk for row in rows]).update(remind_at=None)
    return len(rows)


def _of_entry(entry: Entry) -> str:
    begin = localtime(entry.starts_at)
    hour = "" if entry.is_all_day else f"{begin:%H:%M} "
    return f"日程：{begin.month}月{begin.day}日 {hour}{entry.title}{'，' + entry.place if entry.place else ''}"


def _of_note(note: Note) -> str:
    return f"便签：{note.text[:60]}"
