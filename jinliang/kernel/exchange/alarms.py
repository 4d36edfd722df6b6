"""Raising alarms. One alarm of a kind stays open for one bundle, however often its cause comes back."""

from __future__ import annotations

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.trace import services as trace

from .models import Alarm


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
