"""How quickly units sign for what they are sent: by level and unit, for who sends to them. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q

from jinliang.base import clock
from jinliang.base.actor import Actor

from . import queries, receptions
from .models import Copy
from .rules import OPEN, State

HEADS = ["层级", "单位", "份数", "已签收", "未签收", "催收过", "退回", "平均签收用时（分钟）"]
# A quarter, unless said.
PERIOD = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit, or with ``unit`` empty the sum of a level."""

    level: int
    unit: str
    total: int
    signed: int
    waiting: int
    chased: int
    returned: int
    took: timedelta | None

    @property
    def level_name(self) -> str:
        return queries.LEVELS.get(self.level, "其他")

    @property
    def minutes(self) -> int | None:
        return round(self.took.total_seconds() / 60) if self.took is not None else None

    @property
    def took_words(self) -> str:
        if self.minutes is None:
            return "—"
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分"


_SUMS: dict[str, Any] = {
    "total": Count("pk"),
    "signed": Count("pk", filter=Q(state=State.SIGNED.value)),
    "waiting": Count("pk", filter=Q(state__in=[*map(str, OPEN)])),
    "chased": Count("pk", filter=Q(chases__gt=0)),
    "returned": Count("pk", filter=Q(state=State.RETURNED.value)),
    "took": Avg(F("signed_at") - F("delivered_at")),
}


def standings(actor: Actor, since: date, until: date, level: int = 0) -> list[Standing]:
    """The levels; or the units of one level, those that were chased most first. One query beside whom he serves."""
    begin, end = (datetime.combine(day, time(), clock.CHINA) for day in (since, until + timedelta(days=1)))
    found = Copy.objects.filter(
        dispatch__unit__in=receptions.served(actor), parent=None, delivered_at__gte=begin, delivered_at__lt=end
    ).exclude(state=State.WITHDRAWN)
    if level:
        units = found.filter(unit__level=level).values("unit__level", "unit__name").annotate(**_SUMS)
        listed = units.order_by("unit__name").values_list("unit__level", "unit__name", *_SUMS)
        return sorted((Standing(*row) for row in listed), key=lambda one: -one.chased)
    levels = found.values("unit__level").annotate(**_SUMS).order_by("unit__level")
    return [Standing(one, "", *rest) for one, *rest in levels.values_list("unit__level", *_SUMS)]


def table(found: list[Standing]) -> list[list[Any]]:
    return [
        [one.level_name, one.unit, one.total, one.signed, one.waiting, one.chased, one.returned, one.minutes]
        for one in found
    ]
