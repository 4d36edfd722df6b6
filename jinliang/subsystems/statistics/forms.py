"""Which days and which unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.org.queries import Unit

from . import queries
from .rules import MOST_MONTHS, months

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Units under each other, the highest at the margin."""

    margin = 0

    def label_from_instance(self, obj: Any) -> str:
        return f"{'　' * (_depth(obj) - self.margin)}{obj.name}"


def _depth(unit: Unit) -> int:
    return len(unit.path.split("."))


class Period(forms.Form):
    """Without an answer: this year, and the first unit that the actor reads."""

    first = forms.DateField(label="从", widget=DAY)
    last = forms.DateField(label="到", widget=DAY)
    unit = UnitField(label="单位", queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, given: Any, actor: Actor) -> None:
        tops, today = queries.tops(actor), clock.today()
        usual = {"first": date(today.year, 1, 1), "last": today, "unit": tops[0].pk if tops else None}
        super().__init__({name: given.get(name) or value for name, value in usual.items()})
        chosen = self.fields["unit"]
        assert isinstance(chosen, UnitField)
        chosen.queryset = queries.readable(actor)
        chosen.margin = min(map(_depth, tops), default=0)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "结束日期早于开始日期")
        elif first and last and len(months(first, last)) > MOST_MONTHS:
            self.add_error("first", f"一次最多统计{MOST_MONTHS}个月，请缩短时间段")
        return given

    def asked(self) -> queries.Asked | None:
        return queries.Asked(**self.cleaned_data) if self.is_valid() else None
