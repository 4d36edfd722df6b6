"""What the auditor can ask for."""

from __future__ import annotations

from typing import Any

from django import forms


def _like(example: str) -> forms.TextInput:
    return forms.TextInput({"placeholder": example})


class SearchForm(forms.Form):
    since = forms.DateField(label="从", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    stream = forms.CharField(label="对象", required=False, max_length=200, widget=_like("如 flow.case/123"))
    act = forms.CharField(label="动作", required=False, max_length=100, widget=_like("如 flow.case.open"))
    actor = forms.CharField(label="人员", required=False, max_length=50, widget=_like("姓名全称"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "结束日期早于开始日期")
        return cleaned
