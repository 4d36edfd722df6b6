"""What is typed on the pages of supervision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from jinliang.base.actor import Actor
from jinliang.kernel.flow.queries import Case

from . import queries
from .models import ORIGINS


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Opening(forms.Form):
    matter = forms.CharField(label="督查事项", max_length=200, help_text="一事一项，写明要办成什么")
    origin = forms.ChoiceField(label="来源", choices=ORIGINS)
    words = forms.CharField(
        label="批示或议定内容", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    lead = forms.TypedChoiceField(label="牵头单位", coerce=int)
    assisting = forms.TypedMultipleChoiceField(
        label="配合单位", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DateField(label="办理期限", required=False, widget=Day(), help_text="不填时为15个工作日")
    urgency = forms.TypedChoiceField(label="紧急程度", choices=Case.Urgency.choices, coerce=int, initial=0)

    def __init__(self, data: QueryDict | None, actor: Actor, **options: Any) -> None:
        super().__init__(data, **options)
        units = [(unit.pk, unit.name) for unit in queries.handling_units(actor)]
        self.fields["lead"].choices = [("", "请选择"), *units]  # type: ignore[attr-defined]
        self.fields["assisting"].choices = units  # type: ignore[attr-defined]


class Reporting(forms.Form):
    text = forms.CharField(label="进展情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class Moving(forms.Form):
    due_on = forms.DateField(label="新的办理期限", widget=Day())
    reason = forms.CharField(label="调整理由", max_length=200, help_text="牵头和配合单位都会看到")
