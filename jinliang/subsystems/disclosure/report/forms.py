"""The two forms that begin a report."""

from __future__ import annotations

from typing import Any

from django import forms

from jinliang.base import clock

from ..inner.models import Office
from . import rules


class Start(forms.Form):
    """Which agency, which year, for whom; choices are what the actor may begin."""

    unit = forms.TypedChoiceField(label="行政机关", coerce=int)
    year = forms.TypedChoiceField(label="年度", coerce=int)
    scope = forms.TypedChoiceField(label="范围", coerce=rules.Scope, choices=[*rules.SCOPES.items()])

    def __init__(self, *args: Any, offices: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(office.unit_id, office.unit.name) for office in offices]  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, f"{year}年") for year in years()]  # type: ignore[attr-defined]
        if not any(office.unit.kind == "government" for office in offices):
            self.fields["scope"].choices = [(rules.Scope.UNIT, rules.SCOPES[rules.Scope.UNIT])]  # type: ignore[attr-defined]


class Correct(forms.Form):
    reason = forms.CharField(
        label="更正原因", max_length=500, widget=forms.Textarea(attrs={"rows": 4}), help_text="随更正后的报告一并公布"
    )


def years() -> list[int]:
    """The years that can be reported on, latest first."""
    return list(range(clock.today().year - 1, 2018, -1))[:8]
