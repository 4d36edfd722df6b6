"""Raising alarms. One alarm of a kind stays open for one bundle, however often its cause comes back."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Refusal
from jinliang.kernel.notices import services as notices
from jinliang.kernel.notices.registry import ALARM
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.registry import SECURITY_ADMIN
from jinliang.kernel.trace import services as trace

from .models import Alarm

_SECURITY = (Alarm.Kind.SECRECY, Alarm.Kind.UNKNOWN_KEY, Alarm.Kind.ALTERED)

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class DiskFull(Refusal):
    """There is no room; the alarm is raised. What was being done can be done again as it is."""


@contextmanager
def disk_guard(act: str, *, route: str, seq: int | None = None) -> Iterator[None]:
    """Turn a full disk into an alarm and DiskFull; ``act`` is what was being done ("导出")."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in _NO_SPACE:
            raise
        raise_alarm(Alarm.Kind.DISK, f"磁盘空间不足，{act}没有完成", route=route, seq=seq)
        what = f"磁盘空间不足，{act}没有完成"
        raise DiskFull(what, "没有写出或改动任何内容", f"请清理磁盘或更换介质后再次{act}") from fault


def raise_alarm(kind: Alarm.Kind, text: str, *, route: str = "", seq: int | None = None) -> None:
    """Tell the people at the ferry; call it outside of a transaction that will be rolled back."""
    alarm = Alarm(kind=kind, route=route, seq=seq, text=text[:300], raised_at=clock.now())
    before = Alarm.objects.filter(kind=kind, route=route, seq=seq, seen_at=None)
    if not before.exists():
        Alarm.objects.bulk_create([alarm], ignore_conflicts=True)
        trace.append(
            f"exchange.route/{route or '-'}",
            "exchange.alarm.raise",
            by=SYSTEM,
            facts={"kind": str(kind), "seq": seq, "text": alarm.text},
        )
        if kind in _SECURITY:
            _tell_security(alarm)


def _tell_security(alarm: Alarm) -> None:
    """The security administrators learn of it at once, besides the people at the ferry."""
    admins = org.administrators().filter(role=SECURITY_ADMIN.key).values_list("user_id", flat=True)
    title = f"摆渡告警：{alarm.get_kind_display()}"
    notices.notify(ALARM.key, admins, title, "/notices/", body=alarm.text, urgent=True, by=SYSTEM)
